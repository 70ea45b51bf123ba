using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>What a condition looks at and reasoning does not look into: a variable, a fact, a state, a rule's answer. Equal keys mean equal values.</summary>
/// <param name="Index">Position in its <see cref="TermTable"/>.</param>
/// <param name="Sort">Sort of its value.</param>
/// <param name="Key">Its text in a normal form.</param>
/// <param name="Values">Every value it can have, and perhaps more.</param>
/// <param name="Reads">What it depends on that statements can change.</param>
internal sealed record Term(int Index, Sort Sort, string Key, ValueSet Values, Changes Reads);
