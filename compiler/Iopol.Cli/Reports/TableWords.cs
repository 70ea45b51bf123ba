using System.Globalization;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>What page tables are made of, in words.</summary>
internal static class TableWords
{
    /// <summary>An address: <c>0x1ef02000</c>.</summary>
    public static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>An entry with all its digits.</summary>
    public static string Raw(ulong value, int bytes) => value.ToString(bytes == 4 ? "x8" : "x16", CultureInfo.InvariantCulture);

    /// <summary>A power of two of bytes: <c>4K</c>.</summary>
    public static string Size(int bits) => Bytes(UInt128.One << bits);

    /// <summary>Powers of two of bytes, neighbours joined: <c>4K..1M 2G</c>.</summary>
    public static string Sizes(IEnumerable<int> bits)
    {
        var runs = new List<(int First, int Last)>();
        foreach (int next in bits.Order())
        {
            if (runs.Count > 0 && runs[^1].Last == next - 1) runs[^1] = (runs[^1].First, next);
            else runs.Add((next, next));
        }

        return string.Join(' ', runs.Select(r => r.First == r.Last ? Size(r.First) : $"{Size(r.First)}..{Size(r.Last)}"));
    }

    /// <summary>Any number of bytes, to four digits and one behind the point: <c>2068K</c>, <c>16.5G</c>.</summary>
    public static string Bytes(UInt128 bytes)
    {
        const string units = "KMGTPE";
        if (bytes < 10_000) return bytes % 1024 == 0 && bytes > 0 ? $"{bytes / 1024}K" : $"{bytes}";
        int unit = -1;
        UInt128 whole = bytes, rest = 0;
        while (whole >= 10_000 || (whole >= 1024 && rest == 0 && whole % 1024 == 0))
        {
            (rest, whole) = (whole % 1024, whole / 1024);
            if (++unit == units.Length - 1) break;
        }

        UInt128 tenths = rest * 10 / 1024;
        string tenth = tenths == 0 ? "" : $".{tenths}";
        return string.Create(CultureInfo.InvariantCulture, $"{whole}{tenth}{(unit < 0 ? "" : units[unit])}");
    }

    /// <summary>A length as <c>iopol map</c> takes it, exact: <c>2M</c>, <c>2068K</c>, <c>0x1000201000</c>.</summary>
    public static string Length(UInt128 bytes)
    {
        string size = bytes <= ulong.MaxValue ? Iopol.Compiler.IR.PageTables.Sizes.Show((ulong)bytes) : "";
        return size.Length is > 0 and <= 6 ? size : string.Create(CultureInfo.InvariantCulture, $"0x{bytes:x}");
    }

    /// <summary>Rights as letters, <c>rw-</c>.</summary>
    public static string Rights(Access rights) => string.Concat(
        (rights & Access.Read) != 0 ? 'r' : '-', (rights & Access.Write) != 0 ? 'w' : '-', (rights & Access.Execute) != 0 ? 'x' : '-');

    /// <summary>What an access does: <c>read, write</c>.</summary>
    public static string Doing(Access access)
    {
        var words = new List<string>();
        if ((access & Access.Read) != 0) words.Add("read");
        if ((access & Access.Write) != 0) words.Add("write");
        if ((access & Access.Execute) != 0) words.Add("execute");
        string what = words.Count > 0 ? string.Join(", ", words) : "no access";
        return (access & Access.Privileged) != 0 ? what + " as supervisor" : what;
    }

    /// <summary>Some bits of an entry: <c>write=0</c>; null where there is nothing to say about them.</summary>
    public static string? Part(EntryPart part)
    {
        string value = part.Value < 10 ? part.Value.ToString(CultureInfo.InvariantCulture) : Hex(part.Value);
        return part.Role switch
        {
            RowRole.Field => $"{part.Name}={value}",
            RowRole.Ignored when part.Value != 0 => $"ignored {part.Bits}={value}",
            RowRole.Reserved when part.Value != 0 => $"{part.Name ?? "reserved"} {part.Bits}={value} must be 0",
            _ => null,
        };
    }

    /// <summary>The first paragraph of a doc comment, on one line.</summary>
    public static string FirstParagraph(string documentation)
    {
        int end = documentation.IndexOf("\n\n", StringComparison.Ordinal);
        return (end < 0 ? documentation : documentation[..end]).Replace('\n', ' ').Trim();
    }
}
