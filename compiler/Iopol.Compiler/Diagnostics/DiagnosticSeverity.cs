namespace Iopol.Compiler.Diagnostics;

/// <summary>How much a diagnostic matters.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Info,

    /// <summary>The file compiles, but probably does not say what was meant.</summary>
    Warning,

    /// <summary>The file does not compile.</summary>
    Error,
}
