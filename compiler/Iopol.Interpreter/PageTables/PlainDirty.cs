using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>
/// Which leaves were written to. A leaf keeps dirty state where a write to it, but not a read, would make the hardware update one of
/// its fields, were it clean; it is dirty where that field has the value such an update gives it. Of a leaf in several entries any
/// may have it.
/// </summary>
public sealed class PlainDirty
{
    private readonly TableSetup setup;
    private readonly IEntryMemory memory;
    private readonly ConditionEvaluator conditions;
    private readonly PlainTable table;
    private readonly PlainLeaves leaves;
    private readonly ulong root;
    private readonly UpdateStep[] steps;

    /// <summary>Looks from a root.</summary>
    public PlainDirty(TableSetup setup, IEntryMemory memory, ulong root)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (this.setup, this.memory, this.root) = (setup, memory, root);
        (conditions, table, leaves) = (new(setup), new(setup, memory), new(setup, memory, root));
        steps = [.. setup.Format.EntrySteps.Concat(setup.Format.LeafSteps).OfType<UpdateStep>()];
    }

    /// <summary>The dirty leaves that have a byte in a range of IOVAs.</summary>
    /// <param name="first">First byte.</param>
    /// <param name="last">Last byte.</param>
    /// <param name="clear">They are made clean.</param>
    public IReadOnlyList<PlainLeaf> Read(ulong first, ulong last, bool clear)
    {
        var dirty = new List<PlainLeaf>();
        foreach (PlainLeaf leaf in leaves.In(first, last))
        {
            if (Leaf(leaf, clear)) dirty.Add(leaf);
        }

        return dirty;
    }

    private bool Leaf(PlainLeaf leaf, bool clear)
    {
        bool isDirty = false;
        (ulong at, ulong index) = Find(leaf);
        ulong count = 1UL << (leaf.SizeBits - leaf.Level.ItemBits);
        for (ulong i = 0; i < count; i++)
        {
            for (int tries = 0; tries < TableWalk.MostRestarts && table.Read(at, leaf.Level, index + i) is { } entry; tries++)
            {
                if (DirtyStep(leaf, entry.Value) is not { } step) break;
                isDirty = true;
                if (!clear || memory.IsReadOnly || table.TryWrite(at, index + i, entry.Value, With(entry.Value, step.Field, !step.Set))) break;
            }
        }

        return isDirty;
    }

    private UpdateStep? DirtyStep(PlainLeaf leaf, ulong entry) => steps.FirstOrDefault(step =>
        EntryBits.Has(leaf.Kind, step.Field) && With(entry, step.Field, step.Set) == entry
        && IsMade(step, leaf, entry, Access.Write) && !steps.Any(other => other.Field == step.Field && IsMade(other, leaf, entry, Access.Read)));

    /// <summary>An access would update the field, did it not have its value yet.</summary>
    private bool IsMade(UpdateStep step, PlainLeaf leaf, ulong entry, Access access) =>
        conditions.Holds(step.When, new WalkState(setup, leaf.Iova, access)
        {
            Level = leaf.Level,
            Kind = leaf.Kind,
            Entry = With(entry, step.Field, !step.Set),
            Output = leaf.Address,
        });

    /// <summary>Table and index of a leaf's first entry.</summary>
    private (ulong Table, ulong Index) Find(PlainLeaf leaf)
    {
        (ulong at, LevelIR level) = (root, setup.Top);
        while (level != leaf.Level)
        {
            (at, level) = table.Below(level, table.Read(at, level, setup.IndexOf(level, leaf.Iova))!.Value);
        }

        return (at, setup.IndexOf(level, leaf.Iova));
    }

    private static ulong With(ulong entry, FieldIR field, bool value) => value ? entry | field.Bits.Mask : entry & ~field.Bits.Mask;
}
