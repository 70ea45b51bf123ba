namespace Iopol.Cli;

/// <summary>What the process says to the shell. Documented in the README; never renumbered.</summary>
internal enum ExitCode
{
    /// <summary>Fine.</summary>
    Fine = 0,

    /// <summary>The tool itself failed; <c>--debug</c> shows where.</summary>
    ToolFailed = 1,

    /// <summary>The answer is no: a required device is not assignable or cannot be told, a test failed, coverage is below its threshold, an IOVA faults.</summary>
    No = 2,

    /// <summary>The policy or the page-table format has errors.</summary>
    PolicyErrors = 3,

    /// <summary>The input is unusable: bad arguments, an unreadable host, image or file, a trace that is none, a mapping that cannot be made.</summary>
    InputUnusable = 4,

    /// <summary>Not all was seen: a verification was interrupted, or came to a limit without a property having failed. What was found is told.</summary>
    Unfinished = 5,
}
