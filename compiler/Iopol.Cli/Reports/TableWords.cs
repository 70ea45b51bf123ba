using System.Globalization;
using Iopol.Compiler.IR;
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
    public static string Size(int bits) => bits < 64 ? Sizes.Show(1UL << bits) : "16E";

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
