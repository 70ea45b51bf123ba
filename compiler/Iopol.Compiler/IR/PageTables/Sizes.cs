using System.Globalization;

namespace Iopol.Compiler.IR.PageTables;

/// <summary>Sizes in the words of the language.</summary>
public static class Sizes
{
    /// <summary><c>4K</c>, <c>2M</c>, <c>512G</c>; a number that is no whole multiple of 1024 as it is.</summary>
    public static string Show(ulong bytes)
    {
        string unit = "";
        foreach (string next in (string[])["K", "M", "G", "T"])
        {
            if (bytes < 1024 || bytes % 1024 != 0) break;
            bytes /= 1024;
            unit = next;
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + unit;
    }
}
