namespace Iopol.Cli;

/// <summary>Ends a verb with a message for people and an exit code; caught once, in <see cref="Application"/>.</summary>
internal sealed class CommandFailure(ExitCode code, string message, string? help = null) : Exception(message)
{
    /// <summary>What the process exits with.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>What to do about it, or null.</summary>
    public string? Help { get; } = help;

    /// <summary>The input cannot be used.</summary>
    public static CommandFailure Unusable(string message, string? help = null) => new(ExitCode.InputUnusable, message, help);
}
