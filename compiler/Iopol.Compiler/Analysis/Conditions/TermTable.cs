using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>The terms of one body, each once.</summary>
internal sealed class TermTable
{
    private readonly Dictionary<string, Term> byKey = new(StringComparer.Ordinal);

    /// <summary>The term of a value.</summary>
    /// <param name="expression">Any expression without effect.</param>
    public Term Of(Expression expression)
    {
        string key = TermKey.Of(expression);
        if (byKey.TryGetValue(key, out Term? known)) return known;
        return Add(key, expression.Type.Sort, Values(expression), Reads.Of(expression));
    }

    /// <summary>A term for a fact that only selectors ask for.</summary>
    /// <param name="name">Name of the fact.</param>
    /// <param name="device">The device.</param>
    /// <param name="sort">Bool, or a number.</param>
    public Term OfFact(string name, Expression device, Sort sort)
    {
        string key = $"{name}({TermKey.Of(device)})";
        if (byKey.TryGetValue(key, out Term? known)) return known;
        ValueSet values = ValueSet.Of(sort, [sort switch { Sort.Bool => (0, 1), Sort.Address => (0, -1), _ => (Ir.None, long.MaxValue) }]);
        return Add(key, sort, values, Reads.Of(device));
    }

    private Term Add(string key, Sort sort, ValueSet values, Changes reads)
    {
        var term = new Term(byKey.Count, sort, key, values, reads);
        byKey.Add(key, term);
        return term;
    }

    /// <summary>Every value the expression can have. Where its type leaves a doubt there are more, so that nothing wrong is claimed.</summary>
    private static ValueSet Values(Expression expression)
    {
        IrType type = expression.Type;
        (long First, long Last) range = type.Sort switch
        {
            Sort.Bool => (0, 1),
            Sort.Count => (0, int.MaxValue),
            Sort.Address => (0, -1),
            Sort.Access => (0, 3),
            Sort.Version => (0, int.MaxValue),
            Sort.Enum => (0, type.Enum!.Members.Count - 1),
            Sort.Port => (0, 9),
            _ => (0, long.MaxValue),
        };
        return type.Sort == Sort.Address ? ValueSet.Of(type.Sort, [range])
            : MayBeNone(expression) ? ValueSet.Of(type.Sort, [(Ir.None, Ir.None), range])
            : ValueSet.Of(type.Sort, [range]);
    }

    /// <summary>A parameter of a rule or action takes what it is given, so its type promises nothing; only operations keep none out.</summary>
    private static bool MayBeNone(Expression expression) =>
        expression.Type.Optional || expression.Type.Sort is Sort.Device or Sort.Group or Sort.Driver or Sort.User or Sort.Space or Sort.Object or Sort.Context;
}
