using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>What a leaf allows and whether what it allows faults all the same.</summary>
/// <param name="User">Allowed to unprivileged accesses.</param>
/// <param name="Privileged">Allowed to supervisors.</param>
/// <param name="Fault">Why, or null.</param>
internal sealed record LeafVerdict(Access User, Access Privileged, string? Fault);

/// <summary>Judges leaves; those that differ only in where they lead are judged once.</summary>
internal sealed class LeafJudge
{
    private static readonly Access[] Rights = [Access.Read, Access.Write, Access.Execute];

    private readonly EntryJudge judge;
    private readonly (ulong First, ulong Last)[] windows;
    private readonly bool asksTheAddress;
    private readonly Dictionary<int, ulong> addressMasks;
    private readonly Dictionary<(int Position, int Kind, ulong Entry, ulong Context), LeafVerdict> known = [];

    public LeafJudge(TableSetup setup)
    {
        judge = new(setup);
        var conditions = setup.Format.LeafSteps.OfType<FaultStep>().SelectMany(s => FormatConditions.In(s.When)).ToList();
        windows = [.. conditions.OfType<OutputInCondition>().Select(c => (c.First, c.Last))];
        asksTheAddress = conditions.OfType<ExceedsCondition>().Any();
        addressMasks = setup.Format.Kinds.ToDictionary(k => k.Index, k => k.Rows.Where(r => r.Role == RowRole.Address).Aggregate(0UL, (mask, row) => mask | row.Bits.Mask));
    }

    /// <param name="state">At the leaf, with its kind.</param>
    /// <param name="context">What the entries above leave.</param>
    /// <param name="address">First byte it leads to.</param>
    /// <param name="sizeBits">log2 of its bytes.</param>
    public LeafVerdict Of(WalkState state, ulong context, ulong address, int sizeBits)
    {
        ulong last = address | EntryBits.SizeMask(sizeBits);
        ulong[] outputs = [address, .. windows.Where(w => w.First > address && w.First <= last).Select(w => w.First)];
        bool plain = !asksTheAddress && outputs.Length == 1 && !windows.Any(w => address >= w.First && address <= w.Last);
        var key = (state.Level.Position, state.Kind!.Index, state.Entry & ~addressMasks[state.Kind.Index], context);
        if (plain && known.TryGetValue(key, out LeafVerdict? verdict)) return verdict;
        verdict = Judge(state, outputs);
        if (plain) known.Add(key, verdict);
        return verdict;
    }

    private LeafVerdict Judge(WalkState state, ulong[] outputs)
    {
        string? fault = null;
        var allowed = new Access[2];
        for (int p = 0; p < 2; p++)
        {
            Access privilege = p == 0 ? Access.None : Access.Privileged;
            (state.Access, state.Output) = (privilege, outputs[0]);
            allowed[p] = judge.Allowed(state);
            foreach (Access right in Rights.Where(r => (allowed[p] & r) != 0))
            {
                foreach (ulong output in outputs)
                {
                    (state.Access, state.Output) = (right | privilege, output);
                    if (judge.Leave(state) is not { } step) continue;
                    fault ??= $"{step.Fault.Name}: {judge.Because(step, state)}";
                }
            }
        }

        (state.Access, state.Output) = (Access.None, null);
        return new(allowed[0], allowed[1], fault);
    }
}
