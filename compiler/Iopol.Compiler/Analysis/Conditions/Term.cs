using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>What a condition looks at and reasoning does not look into: a variable, a fact, a state, a rule's answer. Equal keys mean equal values.</summary>
internal sealed class Term(int index, Sort sort, string key, ValueSet values, Changes reads)
{
    /// <summary>Position in its <see cref="TermTable"/>.</summary>
    public int Index { get; } = index;

    /// <summary>Sort of its value.</summary>
    public Sort Sort { get; } = sort;

    /// <summary>Its text in a normal form.</summary>
    public string Key { get; } = key;

    /// <summary>Every value it can have, and perhaps more.</summary>
    public ValueSet Values { get; } = values;

    /// <summary>What it depends on that statements can change.</summary>
    public Changes Reads { get; } = reads;
}
