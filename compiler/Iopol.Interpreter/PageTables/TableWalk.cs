using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>
/// The reference semantics of a page-table format: what an IOVA means in the tables below a root. Plain and literal; emitted walkers
/// must agree with it. Input steps; then at each level the entry is read and the entry steps are tried in order, up to a fault or a
/// kind; a table leads one level down, a leaf to the leaf steps. Nothing outside the memory is read, and every step down is strictly
/// down, so that any content of the memory ends in a result.
/// </summary>
public sealed class TableWalk
{
    /// <summary>How often an entry that changes under the walk is read again before the update counts as failed.</summary>
    public const int MostRestarts = 1000;

    private readonly TableSetup setup;
    private readonly IEntryMemory memory;
    private readonly ConditionEvaluator conditions;

    /// <summary>Walks from a root.</summary>
    /// <exception cref="ArgumentException">The root is not aligned to the size of the top table.</exception>
    public TableWalk(TableSetup setup, IEntryMemory memory, ulong root)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (this.setup, this.memory, Root) = (setup, memory, root);
        conditions = new(setup);
        ulong bytes = setup.TableBytes(setup.Top);
        if ((root & (bytes - 1)) != 0) throw new ArgumentException($"the root {root:x} is not aligned to {bytes} bytes", nameof(root));
    }

    /// <summary>Address of the top table.</summary>
    public ulong Root { get; }

    /// <summary>Walks.</summary>
    /// <param name="iova">What to translate.</param>
    /// <param name="access">What the access asks for.</param>
    /// <param name="isDryRun">Updates are not made, only said, and cannot fail.</param>
    public WalkResult Walk(ulong iova, Access access, bool isDryRun = false)
    {
        var run = new Run(this, new WalkState(setup, iova, access), isDryRun);
        return run.Walk();
    }

    private sealed class Run(TableWalk owner, WalkState state, bool isDryRun)
    {
        private readonly TableSetup setup = owner.setup;
        private readonly PageTableIR format = owner.setup.Format;
        private readonly List<WalkedEntry> path = [];
        private readonly List<EntryUpdate> updates = [];
        private ulong entryAddress;
        private int restarts;

        private enum Next
        {
            On,
            Again,
        }

        public WalkResult Walk()
        {
            foreach (WalkStep step in format.InputSteps)
            {
                if (step is FaultStep fault && owner.conditions.Holds(step.When, state)) return Faulted(fault.Fault, fault);
            }

            ulong table = owner.Root;
            while (true)
            {
                WalkResult? end = Enter(table);
                if (end is not null) return end;
                KindIR kind = state.Kind!;
                if (kind.IsLeaf) return Found(kind);
                table = EntryBits.Address(kind, state.Level, state.Entry);
                LevelIR? next = setup.LevelOf(ConditionEvaluator.NextLevel(kind, state));
                if (next is null || next.Position >= state.Level.Position)
                {
                    throw new InvalidOperationException($"{format.Name} lets a table at level {state.Level.Number} lead to no level below it");
                }

                state.Above.Add((kind, state.Entry));
                state.Level = next;
            }
        }

        /// <summary>Reads an entry and tries the steps: a result that ends the walk, or null with the kind taken.</summary>
        private WalkResult? Enter(ulong table)
        {
            entryAddress = unchecked(table + (setup.IndexOf(state.Level, state.Iova) * (ulong)format.EntryBytes));
            while (true)
            {
                Read();
                (Next next, WalkResult? end) = Steps(format.EntrySteps);
                if (next == Next.Again) continue;
                if (end is not null) return end;
                if (state.Kind is null) throw new InvalidOperationException($"{format.Name} leaves an entry of level {state.Level.Number} undecided");
                if (!state.Kind.IsLeaf) return null;
                int size = EntryBits.SizeBits(state.Kind, state.Level, state.Entry);
                state.Output = EntryBits.Address(state.Kind, state.Level, state.Entry) | (state.Iova & EntryBits.SizeMask(size));
                (next, end) = Steps(format.LeafSteps);
                if (next == Next.On) return end;
            }
        }

        private void Read()
        {
            state.IsUnreadable = !owner.memory.TryRead(entryAddress, format.EntryBytes, out ulong value);
            (state.Entry, state.Kind, state.Output) = (value, null, null);
            if (path.Count > 0 && path[^1].Address == entryAddress && path[^1].Level == state.Level) path.RemoveAt(path.Count - 1);
            path.Add(new(state.Level, entryAddress, state.IsUnreadable ? null : value, null, null));
        }

        private (Next Next, WalkResult? End) Steps(IReadOnlyList<WalkStep> steps)
        {
            foreach (WalkStep step in steps)
            {
                if (step is TakeStep take)
                {
                    if (state.Kind is null && take.Kind.Levels.Contains(state.Level.Number) && owner.conditions.Holds(step.When, state)) Take(take);
                    continue;
                }

                if (!owner.conditions.Holds(step.When, state)) continue;
                if (step is FaultStep fault) return (Next.On, Faulted(fault.Fault, fault));
                (Next next, WalkResult? end) = Update((UpdateStep)step);
                if (next == Next.Again || end is not null) return (next, end);
            }

            return (Next.On, null);
        }

        private void Take(TakeStep take)
        {
            state.Kind = take.Kind;
            path[^1] = path[^1] with { Kind = take.Kind, Taken = take };
        }

        private (Next Next, WalkResult? End) Update(UpdateStep step)
        {
            if (state.Kind is { } kind && !EntryBits.Has(kind, step.Field)) return (Next.On, null);
            ulong wanted = step.Set ? state.Entry | step.Field.Bits.Mask : state.Entry & ~step.Field.Bits.Mask;
            if (wanted == state.Entry) return (Next.On, null);
            if (!isDryRun)
            {
                if (!owner.memory.TryCompareExchange(entryAddress, format.EntryBytes, state.Entry, wanted, out ulong found))
                {
                    return (Next.On, Faulted(step.Failure, step));
                }

                if (found != state.Entry) return ++restarts > MostRestarts ? (Next.On, Faulted(step.Failure, step)) : (Next.Again, null);
            }

            updates.Add(new(step, entryAddress, state.Entry, wanted));
            state.Entry = wanted;
            return (Next.On, null);
        }

        private WalkResult Found(KindIR kind)
        {
            Access allowed = Access.None;
            if (owner.conditions.Holds(format.Allowed.Read, state)) allowed |= Access.Read;
            if (owner.conditions.Holds(format.Allowed.Write, state)) allowed |= Access.Write;
            if (owner.conditions.Holds(format.Allowed.Execute, state)) allowed |= Access.Execute;
            int size = EntryBits.SizeBits(kind, state.Level, state.Entry);
            return new(state.Iova, state.Access, path, updates, null, null, state.Level.Position, state.Output!.Value, size, allowed);
        }

        private WalkResult Faulted(FaultIR fault, WalkStep step) =>
            new(state.Iova, state.Access, path, updates, fault, step, state.Level.Position, 0, 0, Access.None);
    }
}
