using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>Where the expressions of a policy stand.</summary>
internal static class Roots
{
    /// <summary>Every outermost expression of a policy: in rules, statements, messages, requests and properties.</summary>
    public static IEnumerable<Expression> Of(PolicyIR policy) =>
        policy.Rules.Select(r => r.Body)
            .Concat(policy.Statements().SelectMany(s => s.Expressions()))
            .Concat(policy.Refusals.SelectMany(r => r.Reason.Parts).Select(p => p.Hole).OfType<Expression>())
            .Concat(policy.Requests.SelectMany(r => r.Steps).SelectMany(s => s.Arguments))
            .Concat(policy.Properties.Select(p => p.Condition));
}
