using System.Globalization;

namespace Iopol.Compiler.Emit;

/// <summary>Numbers as C# source, the same on every machine.</summary>
internal static class Invariant
{
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Hex(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);
}
