using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.Selectors;

/// <summary>Looks at the clause lists of a policy: entries that match nothing, entries behind a wider one, entries of two lists that meet.</summary>
internal static class SelectorCheck
{
    private static readonly VariableReference Device = new(new VariableIR(0, "d", new IrType(Sort.Device)));

    /// <summary>Looks at a policy. Only entries the policy writes itself are spoken about.</summary>
    public static void Check(PolicyIR policy, Findings findings)
    {
        if (Policies.Syntax(policy, findings) is not { } syntax) return;
        SyntaxTree tree = findings.Tree(policy.Place.Path)!;
        Dictionary<int, ClauseUseSyntax> own = syntax.Members.OfType<ClauseUseSyntax>().ToDictionary(u => u.Span.Start);
        bool IsOwn(ClauseEntryIR entry) => entry.Place.Path == policy.Place.Path && own.ContainsKey(entry.Place.Span.Start);
        SourcePlace SelectorOf(ClauseEntryIR entry) => Findings.Place(tree, own[entry.Place.Span.Start].Selector.Span);

        var entries = new List<IndexedEntry>();
        foreach (ClauseIR clause in policy.Clauses)
        {
            foreach (ClauseEntryIR entry in clause.Entries)
            {
                if (MatchesNothing(entry.Selector))
                {
                    if (IsOwn(entry)) findings.Report(AnalysisDiagnostics.MatchesNothing, SelectorOf(entry), findings.Quote(SelectorOf(entry)));
                }
                else if (SelectorShape.Of(entry.Selector) is { } shapes)
                {
                    entries.Add(new IndexedEntry(entries.Count, clause, entry, shapes));
                }
            }
        }

        var index = new SelectorIndex(entries);
        foreach (IndexedEntry entry in entries.Where(e => IsOwn(e.Entry))) Compare(entry, SelectorOf(entry.Entry), index, findings);
    }

    /// <summary>No device can match.</summary>
    public static bool MatchesNothing(Selector selector) => Solver.CanHold(new FormulaBuilder().Selector(selector, Device)) == Answer.No;

    private static void Compare(IndexedEntry entry, SourcePlace place, SelectorIndex index, Findings findings)
    {
        IndexedEntry[] near = [.. entry.Shapes.SelectMany(index.Near).Distinct().Where(o => o != entry)];
        IndexedEntry? wider = near.FirstOrDefault(o => o.Clause == entry.Clause && o.Order < entry.Order && Contains(o, entry));
        if (wider is not null)
        {
            findings.Report(AnalysisDiagnostics.Shadowed, place, findings.Removal("Take the entry out", entry.Entry.Place), findings.Quote(place), Show(wider, entry));
        }

        IndexedEntry? other = near.FirstOrDefault(o => o.Clause != entry.Clause && IsSaidLater(entry, o) && Meets(o, entry));
        if (other is not null) findings.Report(AnalysisDiagnostics.Overlap, place, entry.Clause.Name, other.Clause.Name, Show(other, entry));
    }

    // Of two entries that meet, the later one is spoken about.
    private static bool IsSaidLater(IndexedEntry entry, IndexedEntry other) =>
        entry.Entry.Place.Path != other.Entry.Place.Path || entry.Entry.Place.Span.Start > other.Entry.Place.Span.Start;

    private static string Show(IndexedEntry other, IndexedEntry entry)
    {
        SourcePlace place = other.Entry.Place;
        return place.Path == entry.Entry.Place.Path ? $"line {place.Line}" : place.ToString();
    }

    private static bool Contains(IndexedEntry wider, IndexedEntry entry) => entry.Shapes.All(s => wider.Shapes.Any(w => w.Contains(s)));

    private static bool Meets(IndexedEntry one, IndexedEntry other) =>
        one.Shapes.Any(s => other.Shapes.Any(o => s.SharesFact(o) && !s.IsDisjoint(o)))
        && Solver.CanHold(new FormulaBuilder().Selector(new AndSelector([one.Entry.Selector, other.Entry.Selector]), Device)) == Answer.Yes;
}
