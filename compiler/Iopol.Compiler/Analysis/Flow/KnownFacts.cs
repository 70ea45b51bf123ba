using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>Something that holds at a point of a body because of what came before it.</summary>
internal sealed class KnownFact(Formula formula, IReadOnlyCollection<Term> terms, SourcePlace place)
{
    /// <summary>What holds.</summary>
    public Formula Formula { get; } = formula;

    /// <summary>The terms it looks at.</summary>
    public IReadOnlyCollection<Term> Terms { get; } = terms;

    /// <summary>What makes sure of it.</summary>
    public SourcePlace Place { get; } = place;
}

/// <summary>What holds at a point of a body.</summary>
internal sealed class KnownFacts
{
    /// <summary>Facts looked at with one condition: the latest about its terms.</summary>
    public const int MostRelevant = 12;

    private readonly List<KnownFact> facts;
    private readonly Dictionary<Term, List<KnownFact>> byTerm = [];

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

        var terms = new HashSet<Term>();
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
        var both = new HashSet<KnownFact>(other.facts);
        Replace([.. one.facts.Where(both.Contains)]);
    }

    /// <summary>After a branch of which only one way goes on.</summary>
    public void Become(KnownFacts other) => Replace([.. other.facts]);

    /// <summary>The latest facts that look at a term the formula looks at.</summary>
    public IReadOnlyList<KnownFact> About(Formula formula)
    {
        var terms = new HashSet<Term>();
        formula.AddTerms(terms);
        var found = new HashSet<KnownFact>();
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
}
