using System.CommandLine;
using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Compiler.Binding;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol verify</c>: whether properties hold in every state that calls can lead to, and if not, the shortest way there.</summary>
internal static class VerifyCommand
{
    private const string SmallTopologies = "2";

    public static Command Create(Session session)
    {
        var policy = new Argument<string>("POLICY") { Description = "Shipped policy or file" };
        var host = new Option<string?>("--host") { HelpName = "HOST", Description = "The host to verify over" };
        var group = new Option<string?>("--group") { HelpName = "N", Description = "Only this IOMMU group of the host, with what is around it" };
        var devices = new Option<string?>("--devices") { HelpName = "N", Description = $"Without a host: every topology of up to N functions (1 to {Topologies.Most}); {SmallTopologies} by default" };
        var identity = new Option<bool>("--pt") { Description = "The topologies are booted with iommu=pt: the default domain is identity" };
        var property = new Option<string?>("--property") { HelpName = "NAME", Description = "Only this property; all by default" };
        Option<string> users = Bound("--users", "2", "Users, 1 to 4");
        var objects = new Option<string?>("--objects") { HelpName = "N", Description = $"Live objects of each kind, 1 to 4, or 1,device_file=2 to set a kind apart; 2 by default, 1 where a model has more than {VerifyBounds.ManyKinds} kinds" };
        var plain = new Option<bool>("--no-symmetry") { Description = "Do not take states that differ only in names for one" };
        var without = new Option<string[]>("--without") { HelpName = "OPERATION", Description = "Operations that nobody calls", Arity = ArgumentArity.OneOrMore };
        Option<string> waiting = Bound("--waiting", "1", "Calls that wait at a time, 0 to 4");
        Option<string> states = Limit("--limit-states", "N", "50M", "Stop at so many states");
        Option<string> memory = Limit("--limit-memory", "SIZE", "1G", "Stop where the states take so much memory");
        Option<string> time = Limit("--limit-time", "TIME", "10m", "Stop after so long");
        Option<string[]> set = Choices.Set();
        Option<string> format = Choices.Format("text", "json", "html");
        var output = new Option<string?>("-o", "--output") { HelpName = "FILE", Description = "File to write; standard output where it is left out" };
        var verb = new Verb("verify", "Tries every order in which administrator, kernel and users can call a model's operations, and tells the shortest story of how a property fails.",
            new Example("iopol verify linux-6-vfio", "every topology of up to two functions"),
            new Example("iopol verify linux-5.12-vfio --host samples/hosts/rp-mf-pt.tar.gz --group 3", "one group of a recorded host"),
            new Example("iopol verify mine.iopol --host mine.iopol#server --property isolation", "a policy of your own over a host it declares"),
            new Example("iopol verify linux-5.12-vfio --format html -o story.html", "the stories as a page to step through"))
        {
            Arguments = { policy },
            Options = { host, group, devices, identity, property, users, objects, waiting, without, plain, states, memory, time, set, format, output },
            Notes =
            [
                "Besides the properties of the policy two are always there. isolation: a user's devices and those of their groups reach the user's memory only, nobody else's device reaches it, and a group has one user; at every moment, the middle of an operation included. undisturbed: no operation takes the host's memory away from a device the host goes on using.",
                "Exits with 2 where a property fails, and with 5 where not every state within the bounds was seen: at a limit before any property failed, or after Ctrl-C, which stops with what was found so far.",
                Choices.PolicyKinds,
                Choices.HostKinds + " A host written in a policy file is FILE.iopol#NAME.",
            ],
        };
        verb.Does(result =>
        {
            PolicyIR asked = Settings.Apply(PolicySource.Load(session, result.GetRequiredValue(policy)), result.GetValue(set) ?? []);
            string? only = Property(asked, result.GetValue(property));
            var bounds = new VerificationBounds
            {
                Users = Amounts.Number("--users", result.GetRequiredValue(users), 1, 4),
                Objects = VerifyBounds.Objects(asked, result.GetValue(objects)),
                ObjectsOf = VerifyBounds.ObjectsOf(asked, result.GetValue(objects)),
                WithSymmetry = !result.GetValue(plain),
                Without = VerifyBounds.Without(asked, result.GetValue(without) ?? []),
                Waiting = Amounts.Number("--waiting", result.GetRequiredValue(waiting), 0, 4),
            };
            var limits = new VerificationLimits
            {
                States = Amounts.Count("--limit-states", result.GetRequiredValue(states)),
                Memory = Amounts.Bytes("--limit-memory", result.GetRequiredValue(memory)),
                Time = Amounts.Time("--limit-time", result.GetRequiredValue(time)),
            };
            (string subject, IReadOnlyList<(string, HostFacts)> over) = VerifySubject.Find(
                session, result.GetValue(host), result.GetValue(group), result.GetValue(devices), result.GetValue(identity));
            var report = new VerifyReport(asked, subject, Run(session, asked, over, only, bounds, limits), over.Count);
            Write(session, report, result.GetRequiredValue(format), result.GetValue(output));
            return report.IsInterrupted ? ExitCode.Unfinished : report.Fails ? ExitCode.No : report.IsUnfinished ? ExitCode.Unfinished : ExitCode.Fine;
        });
        return verb;
    }

    private static List<VerifiedHost> Run(Session session, PolicyIR policy, IReadOnlyList<(string Name, HostFacts Facts)> over, string? property, VerificationBounds bounds, VerificationLimits limits)
    {
        using var stop = new CancellationTokenSource();
        using IDisposable? listening = session.Surroundings.WhenInterrupted?.Invoke(stop);
        var found = new List<VerifiedHost>();
        using var line = new ProgressLine(session);
        foreach ((string name, HostFacts facts) in over)
        {
            line.Subject = over.Count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{found.Count + 1}/{over.Count} {name}");
            try
            {
                found.Add(new VerifiedHost(name, facts.Devices.Count, new Verification(policy, facts, bounds).Run(property, limits, line, stop.Token)));
            }
            catch (UnknownFactsException e)
            {
                throw CommandFailure.Unusable($"{name} cannot be verified: {e.Message}");
            }
            catch (VerificationException e)
            {
                throw CommandFailure.Unusable($"policy {policy.Name} cannot be verified: {e.Message}");
            }

            if (stop.IsCancellationRequested) break;
        }

        return found;
    }

    private static void Write(Session session, VerifyReport report, string format, string? path)
    {
        switch (format)
        {
            case "text" when path is null:
                new VerifyText(session.Screen, report).Write();
                break;
            case "text":
                OutputFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream) { NewLine = "\n" };
                    new VerifyText(new Screen(writer, Surroundings.DefaultWidth, colours: false), report).Write();
                });
                break;
            case "json" when path is null:
                JsonText.Document(session, report.WriteJson);
                break;
            case "json":
                OutputFile.Write(path, stream => JsonText.Document(stream, report.WriteJson));
                break;
            default:
                if (path is null) VerifyPage.Write(session.Output, report);
                else OutputFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream) { NewLine = "\n" };
                    VerifyPage.Write(writer, report);
                });
                break;
        }

        if (path is not null) session.Complaints.Wrapped(0, 2, $"{path}: {(report.Holds ? "holds within the bounds" : report.Fails ? "a property fails" : "cannot tell")}{(report.IsInterrupted ? ", interrupted" : "")}");
    }

    private static string? Property(PolicyIR policy, string? name)
    {
        if (name is null) return null;
        IReadOnlyList<string> names = Verification.Names(policy);
        if (names.Contains(name)) return name;
        string meant = NearNames.Find(name, names) is { } near ? $"Did you mean {near}? " : "";
        throw CommandFailure.Unusable($"{policy.Name} has no property '{name}'", $"{meant}There are {string.Join(", ", names)}.");
    }

    private static Option<string> Bound(string name, string usual, string description) =>
        new(name) { HelpName = "N", Description = $"{description}; {usual} by default", DefaultValueFactory = _ => usual };

    private static Option<string> Limit(string name, string help, string usual, string description) =>
        new(name) { HelpName = help, Description = $"{description}; {usual} by default", DefaultValueFactory = _ => usual };
}
