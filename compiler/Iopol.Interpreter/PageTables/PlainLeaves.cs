using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>A leaf of a table.</summary>
/// <param name="Iova">First IOVA it is for, extended above its width as the input asks.</param>
/// <param name="Address">First address it maps to.</param>
/// <param name="SizeBits">log2 of the bytes it maps; of all its entries together where it stands in several.</param>
/// <param name="Level">Level of its entries.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Value">The first of them.</param>
/// <param name="Allowed">Rights of the path for an unprivileged access.</param>
public sealed record PlainLeaf(ulong Iova, ulong Address, int SizeBits, LevelIR Level, KindIR Kind, ulong Value, Access Allowed);

/// <summary>Lists what is mapped.</summary>
public sealed class PlainLeaves
{
    private readonly TableSetup setup;
    private readonly PlainTable table;
    private readonly ConditionEvaluator conditions;
    private readonly ulong root;

    /// <summary>Lists from a root.</summary>
    public PlainLeaves(TableSetup setup, IEntryMemory memory, ulong root)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (this.setup, this.root) = (setup, root);
        (table, conditions) = (new(setup, memory), new(setup));
    }

    /// <summary>
    /// All leaves, lowest position first; in a sign-extended input the upper half comes last. Found one at a time: tables that lead to
    /// themselves make as many as the input has room for.
    /// </summary>
    public IEnumerable<PlainLeaf> All() => In(0, EntryBits.SizeMask(setup.InputBits));

    /// <summary>The leaves that have a byte in a range of IOVAs.</summary>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte; on the same side of what is outside the input.</param>
    public IEnumerable<PlainLeaf> In(ulong first, ulong last)
    {
        ulong width = EntryBits.SizeMask(setup.InputBits);
        return Below(root, setup.Top, 0, first & width, last & width, []);
    }

    private IEnumerable<PlainLeaf> Below(ulong at, LevelIR level, ulong origin, ulong first, ulong last, List<(KindIR, ulong)> above)
    {
        ulong end = (last - origin) >> level.ItemBits;
        for (ulong index = (first - origin) >> level.ItemBits; index <= end; index++)
        {
            if (table.Read(at, level, index) is not { Kind: { } kind } entry) continue;
            ulong start = origin + (index << level.ItemBits);
            if (kind.IsLeaf)
            {
                LeafExtent leaf = table.Extent(at, level, index, entry);
                ulong leafStart = origin + (leaf.First << level.ItemBits);
                yield return new(Extend(leafStart), leaf.Address, leaf.SizeBits, level, kind, entry.Value, Allowed(level, entry, above));
                index = leaf.First + leaf.Count - 1;
                continue;
            }

            (ulong below, LevelIR next) = table.Below(level, entry);
            ulong reach = start | EntryBits.SizeMask(next.ItemBits + setup.IndexBits(next));
            if (Math.Max(first, start) > reach) continue;
            above.Add((kind, entry.Value));
            foreach (PlainLeaf leaf in Below(below, next, start, Math.Max(first, start), Math.Min(last, reach), above)) yield return leaf;
            above.RemoveAt(above.Count - 1);
        }
    }

    private Access Allowed(LevelIR level, PlainEntry entry, List<(KindIR, ulong)> above)
    {
        var state = new WalkState(setup, 0, Access.None) { Level = level, Entry = entry.Value, Kind = entry.Kind };
        state.Above.AddRange(above);
        AllowedIR allowed = setup.Format.Allowed;
        return (conditions.Holds(allowed.Read, state) ? Access.Read : 0)
            | (conditions.Holds(allowed.Write, state) ? Access.Write : 0)
            | (conditions.Holds(allowed.Execute, state) ? Access.Execute : 0);
    }

    private ulong Extend(ulong position)
    {
        if (setup.InputBits == 64) return position;
        bool ones = setup.Extension == InputExtension.Ones
            || (setup.Extension == InputExtension.Sign && ((position >> (setup.InputBits - 1)) & 1) == 1);
        return ones ? position | (ulong.MaxValue << setup.InputBits) : position;
    }
}
