using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>A clause and the step it comes from.</summary>
/// <param name="Reason">The step, in words.</param>
/// <param name="Clause">What must hold.</param>
/// <param name="IsAboutEntry">An entry step asks for it; otherwise a leaf step does, or an update that must be done already: what an entry is does not depend on it.</param>
internal readonly record struct Requirement(string Reason, Clause Clause, bool IsAboutEntry);

/// <summary>
/// What an entry must be for a walk to take it at once: every fault step before and behind its <c>take</c> fails to apply, no
/// update is left to do, and where an entry is a table, whatever leaf may come below it asks nothing of it that it is not.
/// </summary>
internal sealed class FastPath(PageTableIR format)
{
    /// <summary>The kind of table that a walk passes at once at a level; null where there is none.</summary>
    public KindIR? Table(LevelIR level) => level.Position == 0 ? null : Taken(level).FirstOrDefault(k => !k.IsLeaf);

    /// <summary>The kind of leaf of the level's own size that a walk takes at once; null where there is none.</summary>
    public KindIR? Leaf(LevelIR level) => Taken(level).FirstOrDefault(k => k.IsLeaf && k.Covers == 1);

    /// <summary>A second kind of leaf at the level that a walk takes at once: one that covers several entries.</summary>
    public KindIR? WideLeaf(LevelIR level) => Taken(level).FirstOrDefault(k => k.IsLeaf && k.Covers != 1);

    /// <summary>Bits of leaves at a level that decide, with the tables above them, what the path allows; null where that depends on the kind of leaf too.</summary>
    public ulong? Rights(LevelIR level)
    {
        FieldIR[] fields = [.. new[] { format.Allowed.Read, format.Allowed.Write, format.Allowed.Execute }
            .SelectMany(Conditions.All)
            .Select(c => c switch { FieldCompare f => f.Field, PathCondition p => p.Field, _ => null })
            .OfType<FieldIR>()];
        bool isSame = fields.All(f => Leaves(level).Select(k => Has(k, f)).Distinct().Count() <= 1);
        return isSame ? fields.Where(f => Leaves(level).Any(k => Has(k, f))).Aggregate(0UL, (all, f) => all | f.Bits.Mask) : null;
    }

    /// <summary>A walk passes a table at the level at once, under some options and accesses.</summary>
    public bool HasTable(LevelIR level) => Table(level) is { } table && IsPossible(table, level);

    /// <summary>A walk takes some leaf at the level at once.</summary>
    public bool HasLeaf(LevelIR level) => HasLeaf(level, isWide: false) || HasLeaf(level, isWide: true);

    /// <summary>A walk takes a leaf of the level's own size, or of another, at once.</summary>
    public bool HasLeaf(LevelIR level, bool isWide) => (isWide ? WideLeaf(level) : Leaf(level)) is { } leaf && IsPossible(leaf, level);

    /// <summary>Ranges of outputs that leaf steps ask for: the first address and the last of the smallest range that holds them all.</summary>
    public (ulong First, ulong Last)? Outputs()
    {
        OutputInCondition[] ranges = [.. format.LeafSteps.SelectMany(s => Conditions.All(s.When)).OfType<OutputInCondition>()];
        return ranges.Length == 0 ? null : (ranges.Min(r => r.First), ranges.Max(r => r.Last));
    }

    /// <summary>What must hold before the first entry is read, the width of the IOVA aside.</summary>
    public IReadOnlyList<Requirement> Input() =>
        [.. format.InputSteps.SelectMany(s => Clauses(s, new ClauseForm(format, format.Levels[0], null, false)))];

    /// <summary>What must hold of an entry of a kind at a level.</summary>
    public IReadOnlyList<Requirement> Of(KindIR kind, LevelIR level)
    {
        var all = new List<Requirement>();
        KindIR? taken = null;
        foreach (WalkStep step in format.EntrySteps)
        {
            var form = new ClauseForm(format, level, taken, false);
            if (step is not TakeStep take)
            {
                all.AddRange(Clauses(step, form));
                continue;
            }

            if (taken is not null || !take.Kind.Levels.Contains(level.Number)) continue;
            bool isIt = take.Kind.Index == kind.Index;
            all.AddRange(form.Of(take.When, isIt).Select(c => new Requirement(isIt ? $"it is a {kind.Name}" : $"it is no {take.Kind.Name}", c, true)));
            if (isIt) taken = kind;
        }

        if (taken is null) all.Add(new Requirement($"no step takes a {kind.Name} here", Clause.False, true));
        all.AddRange(kind.IsLeaf ? LeafSteps(kind, level).Select(r => r with { Clause = AtLeaf(r.Clause, kind) }) : Below(kind, level));
        all.RemoveAll(r => r.Clause.IsTrue);
        return [.. all.Where((r, i) => !all.Where((o, k) => k != i && Covers(o, r) && (k < i || !Covers(r, o))).Any())];
    }

    /// <summary>
    /// When a leaf of a kind was written to, as the format's updates record it: a field that a write updates and a read does not, its
    /// value, and what must hold besides.
    /// </summary>
    public (FieldIR Field, bool Set, IReadOnlyList<Clause> Besides)? Dirty(KindIR kind, LevelIR level)
    {
        UpdateStep[] updates = [.. Updates.Where(u => Has(kind, u.Field))];
        foreach (UpdateStep update in updates)
        {
            Condition writing = For(update.When, AccessWord.Writing);
            if (writing is ConstantCondition { Value: false }) continue;
            if (updates.Any(o => o.Field.Name == update.Field.Name && For(o.When, AccessWord.Reading) is not ConstantCondition { Value: false })) continue;
            return (update.Field, update.Set, [.. new ClauseForm(format, level, kind, true).Of(writing, true)]);
        }

        return null;
    }

    /// <summary>Bits of leaves at a level that the hardware may write.</summary>
    public ulong Noted(LevelIR level) => Updates.Where(u => Leaves(level).Any(k => Has(k, u.Field))).Aggregate(0UL, (all, u) => all | u.Field.Bits.Mask);

    private IEnumerable<UpdateStep> Updates => format.LeafSteps.Concat(format.EntrySteps).OfType<UpdateStep>();

    private static Condition For(Condition condition, AccessWord word) => Conditions.Assume(condition, c => c is AccessCondition a ? a.Word == word : null);

    private static bool Has(KindIR kind, FieldIR field) => kind.Rows.Any(r => r.Field?.Name == field.Name);

    private IEnumerable<KindIR> Leaves(LevelIR level) => Taken(level).Where(k => k.IsLeaf);

    private static bool Covers(Requirement one, Requirement other) => (one.IsAboutEntry || !other.IsAboutEntry) && one.Clause.Implies(other.Clause);

    private bool IsPossible(KindIR kind, LevelIR level) => !Of(kind, level).Any(r => r.Clause.IsFalse);

    private IEnumerable<KindIR> Taken(LevelIR level) =>
        format.EntrySteps.OfType<TakeStep>().Select(t => t.Kind).Where(k => k.Levels.Contains(level.Number)).Distinct();

    private static IEnumerable<Requirement> Clauses(WalkStep step, ClauseForm form) => step switch
    {
        FaultStep f => form.Of(f.When, false).Select(c => new Requirement($"not {f.Fault.Name}", c, true)),
        UpdateStep u => form.Of(
                new OrCondition([new NotCondition(u.When), new FieldCompare(u.Field, Comparison.Is, new ConstantNumber(u.Set ? 1UL : 0))]), true)
            .Select(c => new Requirement($"{u.Field.Name} is as it is to be", c, false)),
        _ => [],
    };

    private IEnumerable<Requirement> LeafSteps(KindIR kind, LevelIR level)
    {
        var form = new ClauseForm(format, level, kind, true);
        return format.LeafSteps.SelectMany(s => Clauses(s, form)).Select(r => r with { IsAboutEntry = false });
    }

    // An entry of a table meets its share of what the leaf steps ask of the path, for every leaf there may be below it.
    private IEnumerable<Requirement> Below(KindIR table, LevelIR level)
    {
        foreach (LevelIR lower in format.Levels.Where(l => l.Position < level.Position))
        {
            foreach (KindIR leaf in Taken(lower).Where(k => k.IsLeaf))
            {
                foreach (Requirement requirement in LeafSteps(leaf, lower))
                {
                    if (requirement.Clause.Path is not { } path || !Has(table, path.Field)) continue;
                    yield return requirement with { Clause = new Clause(requirement.Clause.Guards, [Bit(path)], null) };
                }
            }
        }

        if (table.NextLevel is { } next)
        {
            LevelIR below = format.Levels.First(l => l.Position == level.Position - 1);
            yield return new("the next level is the one below", new Clause([], [new BitsNeed(Cube.Of(next.Bits, (ulong)below.Number))], null), true);
        }
    }

    private static Clause AtLeaf(Clause clause, KindIR leaf)
    {
        if (clause.Path is not { } path) return clause;
        // A leaf without the field has its share anyway; what the tables above lack then is their own clauses' matter.
        return Has(leaf, path.Field)
            ? new Clause(clause.Guards, [.. clause.Needs, Bit(path)], null)
            : Clause.True;
    }

    private static BitsNeed Bit(PathNeed path) => new(Cube.Of(path.Field.Bits, path.Value ? 1UL : 0));
}
