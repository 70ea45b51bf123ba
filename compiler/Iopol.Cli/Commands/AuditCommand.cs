using System.CommandLine;
using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol audit</c>: which groups of a host could be given to a user, and what stands in the way of the others.</summary>
internal static class AuditCommand
{
    public static Command Create(Session session)
    {
        var host = new Argument<string?>("HOST") { Description = "The host; this machine's /sys where it is left out", Arity = ArgumentArity.ZeroOrOne };
        Option<string> policy = Choices.Policy();
        Option<string[]> set = Choices.Set();
        Option<string> format = Choices.Format("text", "json");
        var require = new Option<string?>("--require") { HelpName = "ADDRESS", Description = "Exit with 2 unless this device is assignable now" };
        var group = new Option<string?>("--group") { HelpName = "N", Description = "Show only this group" };
        var verb = new Verb("audit", "Says for every IOMMU group whether a user could be given it now, and if not, why and what would change that.",
            new Example("iopol audit samples/hosts/rp-mf.tar.gz", "a recorded host under the rules of Linux 6"),
            new Example("sudo iopol audit", "this machine; root sees ACS and SR-IOV"),
            new Example("iopol audit listing.txt --policy samples/policies/datacenter.iopol", "a pasted listing under a policy of your own"),
            new Example("iopol audit --require 0000:01:00.0 --format json", "a gate in a script: 0 where it is assignable, 2 where not or unknown"))
        {
            Arguments = { host },
            Options = { policy, set, require, group, format },
            Notes =
            [
                "assignable: every device of the group may stay as it is, and there is a device that a user can be given. The steps shown are the fewest that make it so, found by trying the model.",
                Choices.PolicyKinds,
                Choices.HostKinds,
            ],
        };
        verb.Does(result =>
        {
            BusAddress? required = Address(result.GetValue(require));
            PolicyIR asked = Settings.Apply(PolicySource.Load(session, result.GetRequiredValue(policy)), result.GetValue(set) ?? []);
            if (Audit.Problem(asked) is { } problem) throw CommandFailure.Unusable($"policy {asked.Name} cannot be asked about a host: {problem}");
            string? hostName = result.GetValue(host);
            HostFacts facts = HostSource.ReadGroups(session, hostName);
            if (required is { } address && facts.Devices.All(d => d.Address != address)) throw CommandFailure.Unusable($"{HostSource.Name(session, hostName)} has no device {address}");
            var audit = new Audit(asked, new HostTopology(facts));
            IReadOnlyList<GroupVerdict> verdicts = audit.Run();
            var report = new AuditReport(asked, HostSource.Name(session, hostName), facts, audit.Assumed, verdicts, Only(verdicts, result.GetValue(group)));
            bool json = result.GetValue(format) == "json";
            if (json) JsonText.Document(session, report.WriteJson);
            else report.WriteText(session.Screen);
            if (required is not { } wanted) return ExitCode.Fine;
            var answer = new RequiredDevice(wanted, verdicts);
            answer.Write(json ? session.Complaints : session.Screen);
            return answer.IsAssignable ? ExitCode.Fine : ExitCode.No;
        });
        return verb;
    }

    private static BusAddress? Address(string? text)
    {
        if (text is null) return null;
        return BusAddress.TryParse(text, out BusAddress address) ? address : throw CommandFailure.Unusable($"'{text}' is no PCI address such as 0000:01:00.0");
    }

    private static IReadOnlyList<GroupVerdict> Only(IReadOnlyList<GroupVerdict> verdicts, string? group)
    {
        if (group is null) return verdicts;
        if (!int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) throw CommandFailure.Unusable($"'{group}' is no group number");
        GroupVerdict[] only = [.. verdicts.Where(v => v.Group == number)];
        return only.Length > 0 ? only : throw CommandFailure.Unusable($"the host has no group {group}");
    }
}
