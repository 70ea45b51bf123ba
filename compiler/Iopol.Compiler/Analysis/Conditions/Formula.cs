using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>A condition over terms.</summary>
internal abstract record Formula
{
    /// <summary>Always true.</summary>
    public static Formula True { get; } = new Truth(true);

    /// <summary>Always false.</summary>
    public static Formula False { get; } = new Truth(false);

    /// <summary>All hold.</summary>
    public static Formula And(IReadOnlyList<Formula> parts) => parts.Count == 1 ? parts[0] : new Junction(true, parts);

    /// <summary>One holds.</summary>
    public static Formula Or(IReadOnlyList<Formula> parts) => parts.Count == 1 ? parts[0] : new Junction(false, parts);

    /// <summary>It does not hold.</summary>
    public static Formula Not(Formula part) => part switch
    {
        Truth truth => truth.Value ? False : True,
        Negation negation => negation.Part,
        _ => new Negation(part),
    };

    /// <summary>Adds the terms it looks at.</summary>
    public void AddTerms(ISet<Term> terms)
    {
        switch (this)
        {
            case Negation not:
                not.Part.AddTerms(terms);
                break;
            case Junction junction:
                foreach (Formula part in junction.Parts) part.AddTerms(terms);
                break;
            case Membership member:
                terms.Add(member.Term);
                break;
            case Relation relation:
                terms.Add(relation.Left);
                terms.Add(relation.Right);
                break;
        }
    }
}

/// <summary>A constant.</summary>
internal sealed record Truth(bool Value) : Formula;

/// <summary>Negation.</summary>
internal sealed record Negation(Formula Part) : Formula;

/// <summary>Conjunction or disjunction.</summary>
internal sealed record Junction(bool IsAnd, IReadOnlyList<Formula> Parts) : Formula;

/// <summary>A term's value is in a set.</summary>
internal sealed record Membership(Term Term, ValueSet Set) : Formula;

/// <summary>The values of two terms of one sort compare so.</summary>
internal sealed record Relation(Comparison Operator, Term Left, Term Right) : Formula;
