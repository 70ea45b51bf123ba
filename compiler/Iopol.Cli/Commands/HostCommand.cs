using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Linux;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol host</c>: any source of host facts as host facts in JSON.</summary>
internal static class HostCommand
{
    public static Command Create(Session session)
    {
        var host = new Argument<string?>("HOST") { Description = "The host; this machine's /sys where it is left out", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("-o", "--output") { HelpName = "FACTS.json", Description = "File to write; standard output where it is left out" };
        var verb = new Verb("host", "Converts a host to host facts in JSON.",
            new Example("iopol host samples/hosts/switch.tar.gz -o switch.json", "a recorded /sys tree as one readable file"),
            new Example("iopol host listing.txt | iopol audit -", "a listing somebody pasted, audited"),
            new Example("sudo iopol host -o this-machine.json", "this machine; root sees ACS and SR-IOV"))
        {
            Arguments = { host },
            Options = { output },
            Notes = [Choices.HostKinds],
        };
        verb.Does(result =>
        {
            HostFacts facts = HostSource.Read(session, result.GetValue(host));
            if (result.GetValue(output) is { } path) OutputFile.Write(path, stream => HostFactsJson.Write(facts, stream));
            else HostFactsJson.Write(facts, session.Bytes);
            return ExitCode.Fine;
        });
        return verb;
    }
}
