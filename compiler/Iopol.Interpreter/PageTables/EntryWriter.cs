using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>The entries a mapper writes: each row's declared value, 0 where it has none or is reserved with these options.</summary>
internal sealed class EntryWriter(TableSetup setup)
{
    private readonly ConditionEvaluator conditions = new(setup);

    /// <summary>An entry that points to a table of the level below.</summary>
    public ulong Table(LevelIR level, ulong address)
    {
        KindIR kind = setup.Format.Kinds.First(k => !k.IsLeaf && k.Levels.Contains(level.Number));
        int next = setup.Levels.First(l => l.Position == level.Position - 1).Number;
        ulong entry = 0;
        foreach (RowIR row in kind.Rows) entry |= Row(row, address, MapRights.None, next);
        return entry;
    }

    /// <summary>The entry of a leaf, one of those of its run where it has several.</summary>
    /// <param name="form">The form of leaf.</param>
    /// <param name="address">Address of the entry's first byte; of the leaf's where its entries are replicated.</param>
    /// <param name="rights">What it allows.</param>
    public ulong Leaf(LeafForm form, ulong address, MapRights rights)
    {
        // Ones from the coded address's lowest bit up to, but not including, the highest bit below the size.
        ulong coded = form.Kind.Covers == 0 ? EntryBits.SizeMask(form.SizeBits - 1) : 0;
        ulong entry = 0;
        foreach (RowIR row in form.Kind.Rows) entry |= Row(row, row.IsCoded ? address | coded : address, rights, form.Level.Number);
        return form.IsReplicated || form.EntryBits == 0 ? entry : entry | setup.Format.Run!.Field.Bits.Mask;
    }

    /// <summary>Why the format cannot express the rights, or null where it can.</summary>
    public MapRefusalIR? Refuses(MapRights rights) => setup.Format.Refusals.FirstOrDefault(refusal => conditions.Holds(refusal.When, rights));

    private ulong Row(RowIR row, ulong address, MapRights rights, int nextLevel)
    {
        if (row.Role == RowRole.Address) return EntryBits.Put(EntryBits.Get(address, row.Address), row.Bits);
        if (conditions.IsReserved(row)) return 0;
        return row.Value switch
        {
            null => 0,
            WrittenConstant constant => EntryBits.Put((rights & MapRights.Device) != 0 ? constant.ForDevice ?? constant.Value : constant.Value, row.Bits),
            WrittenCondition condition => conditions.Holds(condition.When, rights) ? EntryBits.Put(1, row.Bits) : 0,
            WrittenNextLevel => EntryBits.Put((ulong)nextLevel, row.Bits),
            _ => throw new ArgumentException($"no value to write: {row.Value.GetType().Name}", nameof(row)),
        };
    }
}
