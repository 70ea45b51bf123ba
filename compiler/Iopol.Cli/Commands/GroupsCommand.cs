using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol groups</c>: the IOMMU groups Linux makes of a topology, and why.</summary>
internal static class GroupsCommand
{
    public static Command Create(Session session)
    {
        var host = new Argument<string?>("HOST") { Description = "The host; this machine's /sys where it is left out", Arity = ArgumentArity.ZeroOrOne };
        Option<string> format = Choices.Format("text", "json");
        var verb = new Verb("groups", "Computes the IOMMU groups Linux makes of a host's topology, with the reason for every merge, beside those its kernel made.",
            new Example("iopol groups samples/hosts/switch.tar.gz", "a recorded host: what is together, why, and where Linux is too generous"),
            new Example("sudo lspci -vvvnn | iopol groups -", "any machine with lspci"),
            new Example("iopol groups host.json --format json", "the same for programs"))
        {
            Arguments = { host },
            Options = { format },
            Notes =
            [
                "The rule is that of Linux 5.12 to 6.19 (pci_device_group), with its tables of functions known by id. What depends on facts the source does not show, ACS above all, is \"cannot tell\".",
                Choices.HostKinds,
            ],
        };
        verb.Does(result =>
        {
            string? hostName = result.GetValue(host);
            HostFacts facts = HostSource.Read(session, hostName);
            HostGrouping computed = LinuxGrouping.Compute(facts);
            var report = new GroupsReport(HostSource.Name(session, hostName), facts, computed, KernelComparison.Of(facts, computed));
            if (result.GetValue(format) == "json") JsonText.Document(session, report.WriteJson);
            else report.WriteText(session.Screen);
            return ExitCode.Fine;
        });
        return verb;
    }
}
