using System.CommandLine;
using Iopol.Cli.Commands;

namespace Iopol.Cli.Output;

/// <summary>Help that shows first what to type.</summary>
internal static class HelpText
{
    private const string Tool = "iopol";

    /// <summary>Writes the help of a verb, or of the tool where <paramref name="command"/> is the root.</summary>
    public static void Write(Screen screen, Command command)
    {
        bool isRoot = command is RootCommand;
        screen.Wrapped(0, 0, new Ink(command.Description ?? "", Tone.Strong));
        screen.Line();
        screen.Line("usage: ", new Ink(isRoot ? $"{Tool} VERB ..." : Usage(command), Tone.Command));
        if (command is Verb { Examples.Count: > 0 } verb) Examples(screen, verb.Examples);
        if (isRoot)
        {
            Section(screen, "verbs", [.. command.Subcommands.Where(c => !c.Hidden).Select(c => new[] { new Ink(c.Name, Tone.Command), new Ink(c.Description ?? "") })]);
        }

        Section(screen, "arguments", [.. command.Arguments.Where(a => !a.Hidden).Select(a => new[] { new Ink(a.Name, Tone.Command), new Ink(a.Description ?? "") })]);
        Section(screen, "options", [.. Options(command).Select(o => new[] { new Ink(Names(o), Tone.Command), new Ink(o.Description ?? "") })]);
        foreach (string note in (command as Verb)?.Notes ?? [])
        {
            screen.Line();
            screen.Wrapped(0, 0, note);
        }

        if (!isRoot) return;
        Section(screen, "exit codes",
        [
            ["0", "fine"],
            ["1", "the tool failed"],
            ["2", "the answer is no"],
            ["3", "the policy or the format has errors"],
            ["4", "the input is unusable"],
        ]);
        screen.Line();
        screen.Wrapped(0, 0, "Each verb has examples: ", new Ink($"{Tool} audit --help", Tone.Command));
    }

    /// <summary>Writes command lines with what they do.</summary>
    public static void Examples(Screen screen, IReadOnlyList<Example> examples)
    {
        foreach (Example example in examples)
        {
            screen.Line();
            screen.Wrapped(0, 2, new Ink("# " + example.Does, Tone.Dim));
            screen.Line(new Ink(example.Line, Tone.Command));
        }
    }

    private static void Section(Screen screen, string title, IReadOnlyList<Ink[]> rows)
    {
        if (rows.Count == 0) return;
        screen.Line();
        screen.Line(new Ink(title, Tone.Strong));
        screen.Rows(2, rows);
    }

    private static string Usage(Command command)
    {
        var words = new List<string> { Tool, command.Name };
        foreach (Argument argument in command.Arguments.Where(a => !a.Hidden))
        {
            string name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "..." : argument.Name;
            words.Add(argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name);
        }

        words.AddRange(command.Options.Where(o => o.Required).Select(o => $"{o.Name} {o.HelpName}"));
        if (Options(command).Any(o => !o.Required)) words.Add("[options]");
        return string.Join(' ', words);
    }

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(c => c.Options).Where(o => o.Recursive))
            .Where(o => !o.Hidden).OrderBy(o => o.Recursive);

    private static string Names(Option option)
    {
        IEnumerable<string> names = option.Aliases.Where(a => a.StartsWith('-') && a is not "-?").Append(option.Name).OrderBy(n => n.Length);
        string text = string.Join(", ", names);
        return option.HelpName is { } value ? $"{text} {value}" : text;
    }
}
