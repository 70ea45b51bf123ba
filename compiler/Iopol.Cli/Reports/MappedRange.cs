using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>Leaves that follow each other, in IOVA and in memory, and allow the same.</summary>
/// <param name="Iova">First byte.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Letters">Rights as <c>iopol map</c> takes them.</param>
internal sealed record MappedRange(ulong Iova, ulong Address, UInt128 Bytes, string Letters)
{
    /// <summary>Ranges that are listed.</summary>
    public const int Most = 100_000;

    /// <summary>The ranges of a table, by position.</summary>
    public static IReadOnlyList<MappedRange> Of(TableSetup setup, IEntryMemory memory, ulong root)
    {
        AllowedIR allowed = setup.Format.Allowed;
        bool hasPrivilege = new[] { allowed.Read, allowed.Write, allowed.Execute }.SelectMany(FormatConditions.In).OfType<AccessCondition>().Any(c => c.Word == AccessWord.Privileged);
        var walk = new TableWalk(setup, memory, root);
        var ranges = new List<MappedRange>();
        foreach (PlainLeaf leaf in new PlainLeaves(setup, memory, root).All())
        {
            string letters = LettersOf(leaf, hasPrivilege, walk);
            UInt128 bytes = UInt128.One << leaf.SizeBits;
            if (ranges.Count > 0 && ranges[^1] is var last && last.Letters == letters && last.Iova + last.Bytes == leaf.Iova && last.Address + last.Bytes == leaf.Address) ranges[^1] = last with { Bytes = last.Bytes + bytes };
            else if (ranges.Count == Most) break;
            else ranges.Add(new(leaf.Iova, leaf.Address, bytes, letters));
        }

        return ranges;
    }

    private static string LettersOf(PlainLeaf leaf, bool hasPrivilege, TableWalk walk)
    {
        Access rights = leaf.Allowed;
        bool user = hasPrivilege && rights != Access.None;
        if (hasPrivilege && rights == Access.None) rights = walk.Walk(leaf.Iova, Access.Privileged, isDryRun: true).Allowed;
        string letters = TableWords.Rights(rights).Replace("-", "", StringComparison.Ordinal) + (user ? "u" : "");
        return letters.Length > 0 ? letters : "-";
    }
}
