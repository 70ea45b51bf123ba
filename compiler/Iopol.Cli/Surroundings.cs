namespace Iopol.Cli;

/// <summary>What a run may know of the machine it runs on, so that tests can replace it.</summary>
internal sealed record Surroundings
{
    /// <summary>Width of text where nobody says otherwise.</summary>
    public const int DefaultWidth = 80;

    /// <summary>Reads an environment variable; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Cancels the source at the first Ctrl-C, and leaves a second one to end the process, until it is disposed; null where nobody can interrupt.</summary>
    public Func<CancellationTokenSource, IDisposable>? WhenInterrupted { get; init; }

    /// <summary>Columns of text.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>The live tree of this machine.</summary>
    public string LiveSysfs { get; init; } = "/sys";

    /// <summary>Colours are wanted: on a terminal, unless NO_COLOR (no-color.org) or a dumb terminal says no.</summary>
    public bool Colours => OutputIsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";
}
