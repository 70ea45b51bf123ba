using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>IOVAs out of the bits that tables decode.</summary>
internal static class Extended
{
    /// <summary>The IOVA with the bits above its width as they must be.</summary>
    public static ulong Iova(TableSetup setup, ulong decoded)
    {
        if (setup.InputBits == 64) return decoded;
        bool ones = setup.Extension == InputExtension.Ones || (setup.Extension == InputExtension.Sign && (decoded >> (setup.InputBits - 1) & 1) == 1);
        return ones ? decoded | ((ulong.MaxValue << setup.InputBits) & ~setup.IgnoredInput) : decoded;
    }
}
