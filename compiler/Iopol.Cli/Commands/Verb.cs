using System.CommandLine;

namespace Iopol.Cli.Commands;

/// <summary>A command line and what it does.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Does">What happens.</param>
internal sealed record Example(string Line, string Does);

/// <summary>A verb of the tool, with the examples its help begins with.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description)
    {
        Examples = examples;
    }

    /// <summary>Shown by <c>--help</c>.</summary>
    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Paragraphs shown after the options.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Sets what the verb does.</summary>
    public void Does(Func<ParseResult, ExitCode> action) => SetAction(result => (int)action(result));
}
