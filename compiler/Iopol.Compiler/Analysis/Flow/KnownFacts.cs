using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>Something that holds at a point of a body because of what came before it.</summary>
/// <param name="Formula">What holds.</param>
/// <param name="Terms">The terms it looks at.</param>
/// <param name="Place">What makes sure of it.</param>
internal sealed record KnownFact(Formula Formula, IReadOnlyCollection<Term> Terms, SourcePlace Place);

/// <summary>What holds at a point of a body.</summary>
internal sealed class KnownFacts
{
    /// <summary>Facts looked at with one condition: the latest about its terms.</summary>
    public const int MostRelevant = 12;

    private readonly List<KnownFact> facts;
    private readonly Dictionary<Term, List<KnownFact>> byTerm = new(TermIdentity.Instance);

    public KnownFacts() => facts = [];

    private KnownFacts(IEnumerable<KnownFact> known)
    {
        facts = [];
        foreach (KnownFact fact in known) Add(fact);
    }

    public KnownFacts Copy() => new(facts);

    /// <summary>From here on the formula holds.</summary>
    public void Add(Formula formula, SourcePlace place)
    {
        switch (formula)
        {
            case Truth:
                return;
            case Junction { IsAnd: true } junction:
                foreach (Formula part in junction.Parts) Add(part, place);
                return;
            case Negation { Part: Junction { IsAnd: false } junction }:
                foreach (Formula part in junction.Parts) Add(Formula.Not(part), place);
                return;
        }

        var terms = new HashSet<Term>(TermIdentity.Instance);
        formula.AddTerms(terms);
        Add(new KnownFact(formula, terms, place));
    }

    /// <summary>Forgets what a change may have made untrue.</summary>
    public void Forget(Changes changes)
    {
        if (changes.IsEmpty) return;
        KnownFact[] kept = [.. facts.Where(f => !f.Terms.Any(t => t.Reads.Meets(changes)))];
        if (kept.Length == facts.Count) return;
        Replace(kept);
    }

    /// <summary>After a branch: only what holds whichever way was taken.</summary>
    public void Meet(KnownFacts one, KnownFacts other)
    {
        var both = new HashSet<KnownFact>(other.facts, FactIdentity.Instance);
        Replace([.. one.facts.Where(both.Contains)]);
    }

    /// <summary>After a branch of which only one way goes on.</summary>
    public void Become(KnownFacts other) => Replace([.. other.facts]);

    /// <summary>The latest facts that look at a term the formula looks at.</summary>
    public IReadOnlyList<KnownFact> About(Formula formula)
    {
        var terms = new HashSet<Term>(TermIdentity.Instance);
        formula.AddTerms(terms);
        var found = new HashSet<KnownFact>(FactIdentity.Instance);
        foreach (Term term in terms)
        {
            if (!byTerm.TryGetValue(term, out List<KnownFact>? about)) continue;
            for (int i = about.Count - 1; i >= 0 && i >= about.Count - MostRelevant; i--) found.Add(about[i]);
        }

        return [.. found.Take(MostRelevant)];
    }

    private void Replace(IReadOnlyList<KnownFact> kept)
    {
        facts.Clear();
        byTerm.Clear();
        foreach (KnownFact fact in kept) Add(fact);
    }

    private void Add(KnownFact fact)
    {
        facts.Add(fact);
        foreach (Term term in fact.Terms)
        {
            if (!byTerm.TryGetValue(term, out List<KnownFact>? about)) byTerm.Add(term, about = []);
            about.Add(fact);
        }
    }

    private sealed class FactIdentity : IEqualityComparer<KnownFact>
    {
        public static FactIdentity Instance { get; } = new();

        public bool Equals(KnownFact? x, KnownFact? y) => ReferenceEquals(x, y);

        public int GetHashCode(KnownFact obj) => obj.Place.Span.Start;
    }
}
