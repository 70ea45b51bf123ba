using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>
/// Puts the condition of a predicate in the place of its call. Rules stay what they are: what a model asks for is not known where the model is
/// read, and what a policy answers is no mistake of its callers.
/// </summary>
internal sealed class PredicateExpansion
{
    private const int Deepest = 8;
    private const int Largest = 64;
    private const int FreshSlots = 1 << 20;

    private int depth;
    private int expanded;

    /// <summary>The condition with the arguments in it, or null where the call is to be left alone.</summary>
    public Expression? Expand(RuleCall call)
    {
        if (!call.Rule.IsPredicate || depth >= Deepest || call.Rule.Body is Constant) return null;
        if (call.Arguments.Count != call.Rule.Parameters.Count) return null;
        if (call.Rule.Body.DescendantsAndSelf().Skip(Largest).Any()) return null;
        var arguments = new Dictionary<int, Expression>();
        for (int i = 0; i < call.Arguments.Count; i++) arguments.Add(call.Rule.Parameters[i].Slot, call.Arguments[i]);
        return Substitution.Apply(call.Rule.Body, arguments, FreshSlots * ++expanded);
    }

    /// <summary>What follows stands in an expanded predicate.</summary>
    public void Enter() => depth++;

    /// <summary>The expanded predicate is done.</summary>
    public void Leave() => depth--;
}
