using System.CommandLine;
using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Replaying;
using Iopol.Runtime.Topology;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol simulate</c>: a trace against the model of a policy, answered in the shape of the recordings of real kernels.</summary>
internal static class SimulateCommand
{
    public static Command Create(Session session)
    {
        Option<string> policy = Choices.Policy();
        Option<string[]> set = Choices.Set();
        var host = new Option<string>("--host") { HelpName = "HOST", Description = "The host to start from", Required = true };
        var trace = new Argument<string?>("TRACE") { Description = "File of steps, one a line; standard input where it is left out", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Verb("simulate", "Replays a trace: what would the kernel of this policy answer, step by step?",
            new Example("iopol simulate --host samples/hosts/rp-mf.tar.gz steps.txt", "one line of JSON per step, with rule, place and reason of every refusal"),
            new Example("echo driver 0000:01:00.0 | iopol simulate --host switch.json --set kernel=6.1", "a step typed by hand, on an older kernel"))
        {
            Arguments = { trace },
            Options = { policy, host, set },
            Notes =
            [
                "Steps: trace NAME, bind BDF DRIVER, unbind BDF, open-group N as G, group-status G, open-container as C, set-container G C, unset-container G, set-iommu C [type1|type1v2|N], map C IOVA SIZE [r|w|rw], unmap C IOVA SIZE, get-device-fd G BDF as D, close H, close-all, driver BDF, state. A step the model does not have is answered with \"skipped\".",
                Choices.PolicyKinds,
                Choices.HostKinds,
            ],
        };
        verb.Does(result =>
        {
            PolicyIR asked = Settings.Apply(PolicySource.Load(session, result.GetRequiredValue(policy)), result.GetValue(set) ?? []);
            string hostName = result.GetRequiredValue(host);
            string? path = result.GetValue(trace);
            if (hostName == "-" && path is null or "-") throw CommandFailure.Unusable("host and trace cannot both be standard input");
            var replay = new Replay(asked, new HostTopology(HostSource.Read(session, hostName)));
            if (path is null or "-") return Run(session, replay, session.Input);
            using Stream file = InputFile.Open(path);
            return Run(session, replay, file);
        });
        return verb;
    }

    private static ExitCode Run(Session session, Replay replay, Stream trace)
    {
        bool any = false;
        foreach (string line in TraceLines.Read(trace))
        {
            foreach (string answer in replay.Step(line))
            {
                any = true;
                session.Output.Write(answer + "\n");
            }

            session.Output.Flush();
        }

        if (any && replay.UnderstoodSteps == 0) throw CommandFailure.Unusable("no step of this trace means anything to the model", "A trace has one step a line, such as: bind 0000:01:00.0 vfio-pci");
        if (replay.BadSteps > 0)
        {
            string count = string.Create(CultureInfo.InvariantCulture, $"{replay.BadSteps} step{(replay.BadSteps == 1 ? " names" : "s name")} nothing that is there");
            session.Complain(count, "The answer to such a step has a member \"bad\" that says what.");
        }

        return ExitCode.Fine;
    }
}
