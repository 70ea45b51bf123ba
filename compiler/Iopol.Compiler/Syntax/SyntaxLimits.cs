namespace Iopol.Compiler.Syntax;

/// <summary>How much the compiler takes. Beyond a limit there is a diagnostic, never a crash.</summary>
public static class SyntaxLimits
{
    /// <summary>Length of a file in UTF-16 units: 8 Mi, several times a policy of 10,000 rules.</summary>
    public const int FileLength = 8 * 1024 * 1024;

    /// <summary>Parentheses, blocks, negations and quantifiers inside one another, and members asked of one another.</summary>
    public const int NestingDepth = 100;

    /// <summary>Length of a string literal in UTF-16 units, with its quotes and escapes.</summary>
    public const int StringLength = 4096;

    /// <summary>Declarations in one file, members included.</summary>
    public const int Declarations = 100_000;

    /// <summary>Errors reported for one file.</summary>
    public const int ReportedErrors = 100;
}
