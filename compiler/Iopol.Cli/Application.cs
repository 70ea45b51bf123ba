using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Iopol.Cli.Commands;
using Iopol.Cli.Output;
using Iopol.Compiler.Binding;

namespace Iopol.Cli;

/// <summary>The tool, without the process around it.</summary>
internal static class Application
{
    private const string DebugOption = "--debug";

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code: <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Stream input, Stream output, Stream error, Surroundings surroundings)
    {
        using var session = new Session(input, output, error, surroundings);
        int code = Guarded(session, args, () => Dispatch(session, args));
        // A full disk shows only now.
        return Guarded(session, args, () => { session.Flush(); return code; });
    }

    private static int Guarded(Session session, IReadOnlyList<string> args, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (CommandFailure failure)
        {
            session.Complain(failure.Message, failure.Help);
            return (int)failure.Code;
        }
#pragma warning disable CA1031 // The one place that turns whatever went wrong into an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (args.Contains(DebugOption)) session.Error.WriteLine(e);
            else session.Complain($"internal error: {e.Message}", $"This is a defect of the tool; run again with {DebugOption} to see where it happened.");
            return (int)ExitCode.ToolFailed;
        }
    }

    private static int Dispatch(Session session, IReadOnlyList<string> args)
    {
        RootCommand root = Root(session);
        // A file name may begin with '@' and is not a file of arguments.
        ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Action is ParseErrorAction) return Refuse(session, result, result.Errors.Select(e => e.Message));
        if (MistakenOptions(result) is { Count: > 0 } mistaken) return Refuse(session, result, mistaken);
        if (args.Count == 0)
        {
            HelpText.Write(session.Screen, root);
            return (int)ExitCode.Fine;
        }

        return result.Invoke(new InvocationConfiguration { Output = session.Output, Error = session.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static RootCommand Root(Session session)
    {
        var root = new RootCommand("Asks real hosts, under rules written as text, whether a device may be handed to a user and stays isolated.")
        {
            CheckCommand.Create(session),
            TestCommand.Create(session),
            VerifyCommand.Create(session),
            BuildCommand.Create(session),
            ExplainCommand.Create(session),
            PoliciesCommand.Create(session),
            AuditCommand.Create(session),
            GroupsCommand.Create(session),
            HostCommand.Create(session),
            SimulateCommand.Create(session),
            WalkCommand.Create(session),
            TablesCommand.Create(session),
            MapCommand.Create(session),
            FormatsCommand.Create(session),
        };
        root.Options.Add(new Option<bool>(DebugOption) { Recursive = true, Description = "Show the stack trace of an internal error" });
        root.SetAction(_ => 0);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Description = "Show this help";
                help.Action = new ShowHelp(session);
            }
            else if (option is VersionOption version)
            {
                version.Description = "Show the version";
            }
        }

        return root;
    }

    /// <summary>Arguments that were meant as options; a file with such a name stands behind <c>--</c>.</summary>
    private static List<string> MistakenOptions(ParseResult result)
    {
        if (result.Action is ShowHelp || result.Tokens.Any(t => t.Type == TokenType.DoubleDash)) return [];
        Command command = result.CommandResult.Command;
        return
        [
            .. result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).Where(v => v.Length > 1 && v[0] == '-')
                .Select(v => $"{command.Name} has no option '{v}'.{(NearNames.Find(v, command.Options.Select(o => o.Name)) is { } near ? $" Did you mean {near}?" : "")}"),
        ];
    }

    private static int Refuse(Session session, ParseResult result, IEnumerable<string> messages)
    {
        foreach (string message in messages) session.Complain(string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Command command = result.CommandResult.Command;
        session.Complaints.Wrapped(2, 2, "see ", new Ink(command is RootCommand ? "iopol --help" : $"iopol {command.Name} --help", Tone.Command));
        return (int)ExitCode.InputUnusable;
    }

    private sealed class ShowHelp(Session session) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            HelpText.Write(session.Screen, parseResult.CommandResult.Command);
            return (int)ExitCode.Fine;
        }
    }
}
