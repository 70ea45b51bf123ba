using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Machines;

/// <summary>A device that decided, and where it was found.</summary>
/// <param name="Device">Dense id.</param>
/// <param name="Quantifier">The quantifier that found it; null where another statement did.</param>
/// <param name="Frame">The frame the quantifier runs in.</param>
/// <param name="Offends">What the quantifier's body is for a device that decides.</param>
internal sealed record Witness(int Device, Quantifier? Quantifier = null, Frame? Frame = null, Truth Offends = Truth.Unknown)
{
    /// <summary>A device decides when the quantifier that found the witness would have stopped at it as well.</summary>
    public bool Decides(int device, Evaluator evaluator)
    {
        if (device == Device || Quantifier is null || Frame is null) return device == Device;
        if (evaluator.Members(Quantifier.Domain, Frame)?.Contains(device) != true) return false;
        Frame[Quantifier.Variable.Slot] = device;
        bool decides = (Quantifier.Body is null ? Truth.True : evaluator.Test(Quantifier.Body, Frame)) == Offends;
        Frame[Quantifier.Variable.Slot] = Device;
        return decides;
    }
}

/// <summary>
/// The witness rule, the same for the interpreter and for compiled policies: which device decided that a condition is not
/// what a <c>require</c> expects.
/// <para><c>blame(e, expected)</c> is asked where <c>e</c> is not what is expected, and gives a device or none:</para>
/// <list type="bullet">
/// <item><c>all x: b</c> that is false: the first member for which <c>b</c> is false. <c>no x: b</c> that is false, and
/// <c>any x: b</c> that is true: the first member for which <c>b</c> is true. <c>any</c> false, <c>all</c> and <c>no</c> true,
/// and <c>count</c>: none.</item>
/// <item>Only devices are witnesses. A quantifier over devices ends the search with its member, so the outermost one wins;
/// one over anything else goes on with blame of its body for that member, with the same truth value taken as unexpected
/// (<c>all</c>: expected true; <c>no</c> and <c>any</c>: expected false).</item>
/// <item><c>a and b</c> that is false: blame of the first false operand; true: of the first operand that has a witness.</item>
/// <item><c>a or b</c> that is true: blame of the first true operand; false: of the first operand that has a witness.</item>
/// <item><c>a implies b</c> that is false: blame of <c>b</c>; true: blame of <c>b</c> where <c>a</c> is true, else none.</item>
/// <item><c>not e</c>: blame of <c>e</c> with the expectation turned round.</item>
/// <item>A call of a rule or predicate: blame of its body with the same expectation.</item>
/// <item>Everything else (comparisons, clause, selector and driver-set tests, memberships, built-in functions): none; a test
/// of a device that a quantifier bound is found by the quantifier.</item>
/// </list>
/// A switch that alias handling refuses has the first sharer, by address, whose context is not the target. Other refusals have no witness.
/// </summary>
internal sealed class Blame(Evaluator evaluator)
{
    /// <summary>The witness of a condition that is false where true was required.</summary>
    public Witness? Find(Expression condition, Frame frame) => Find(condition, frame, expected: true);

    private Witness? Find(Expression expression, Frame frame, bool expected) => expression switch
    {
        Quantifier quantifier => Find(quantifier, frame, expected),
        NotExpression not => Find(not.Operand, frame, !expected),
        AndExpression and => expected ? OfFirst(and.Operands, frame, expected) : OfAny(and.Operands, frame, expected),
        OrExpression or => expected ? OfAny(or.Operands, frame, expected) : OfFirst(or.Operands, frame, expected),
        ImpliesExpression implies => expected || evaluator.Test(implies.Left, frame) == Truth.True ? Find(implies.Right, frame, expected) : null,
        RuleCall call => Find(call.Rule.Body, evaluator.Enter(call, frame), expected),
        _ => null,
    };

    /// <summary>The first operand that alone is not what is expected decides.</summary>
    private Witness? OfFirst(IReadOnlyList<Expression> operands, Frame frame, bool expected)
    {
        foreach (Expression operand in operands)
        {
            if (evaluator.Test(operand, frame) == Kleene.Of(!expected)) return Find(operand, frame, expected);
        }

        return null;
    }

    /// <summary>No operand is what is expected; the first with a witness speaks.</summary>
    private Witness? OfAny(IReadOnlyList<Expression> operands, Frame frame, bool expected)
    {
        foreach (Expression operand in operands)
        {
            if (Find(operand, frame, expected) is { } witness) return witness;
        }

        return null;
    }

    private Witness? Find(Quantifier quantifier, Frame frame, bool expected)
    {
        bool blames = quantifier.Kind switch
        {
            QuantifierKind.All or QuantifierKind.No => expected,
            QuantifierKind.Any => !expected,
            _ => false,
        };
        if (!blames || evaluator.Members(quantifier.Domain, frame) is not { } members) return null;
        Truth offends = quantifier.Kind == QuantifierKind.All ? Truth.False : Truth.True;
        foreach (long member in members)
        {
            frame[quantifier.Variable.Slot] = member;
            Truth truth = quantifier.Body is null ? Truth.True : evaluator.Test(quantifier.Body, frame);
            if (truth != offends) continue;
            if (quantifier.Variable.Type.Sort == Sort.Device) return new Witness((int)member, quantifier, frame, offends);
            return quantifier.Body is null ? null : Find(quantifier.Body, frame, offends == Truth.False);
        }

        return null;
    }
}
