using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Which objects of a model a caller can hold open, read from what its operations do.</summary>
internal sealed class Handles
{
    private readonly Dictionary<int, OperationIR> closers = [];

    public Handles(PolicyIR policy)
    {
        foreach (ObjectIR kind in policy.Objects)
        {
            // Two ways to let go are a choice, and the choice is the caller's.
            OperationIR[] found = [.. policy.Operations.Where(o => Closes(o, kind)).Take(2)];
            if (found.Length == 1) closers.Add(kind.Index, found[0]);
        }

        Held = [.. policy.Objects.Where(o => closers.ContainsKey(o.Index) && policy.Operations.Any(p => Opened(p)?.Type.Object!.Index == o.Index))];
    }

    /// <summary>Objects that one operation opens and one other closes.</summary>
    public IReadOnlyList<ObjectIR> Held { get; }

    /// <summary>The one operation by which a user lets go of an object, given nothing but the object.</summary>
    public OperationIR CloserOf(ObjectIR kind) => closers[kind.Index];

    /// <summary>What an operation closes, or null.</summary>
    public ObjectIR? ClosedBy(OperationIR operation) => Held.FirstOrDefault(o => closers[o.Index].Index == operation.Index);

    /// <summary>The first value an operation gives that it has made anew for its caller, and that can be closed; or null.</summary>
    public GiveIR? Opened(OperationIR operation)
    {
        if (operation.Caller is null || operation.Body.Any(s => s is BlockStatement)) return null;
        Statement[] all = [.. operation.Body.DescendantsAndSelf()];
        HashSet<int> made = [.. all.OfType<LetStatement>().Where(l => l.Value is NewExpression).Select(l => l.Variable.Slot)];
        return operation.Gives.FirstOrDefault(give => give.Type is { Optional: false, Object: { } kind } && closers.ContainsKey(kind.Index)
            && all.OfType<GiveStatement>().Where(s => s.Give.Index == give.Index).ToArray() is { Length: > 0 } given
            && given.All(s => s.Value is NewExpression || (s.Value is VariableReference v && made.Contains(v.Variable.Slot))));
    }

    private static bool Closes(OperationIR operation, ObjectIR kind) =>
        operation is { Caller: not null, Parameters.Count: 1 }
        && operation.Parameters[0].Type is { Optional: false, Object: { } type } && type.Index == kind.Index
        && !operation.Body.Any(s => s is BlockStatement)
        && Frees(operation.Body, operation.Parameters[0]);

    /// <summary>The statements may free what the variable holds.</summary>
    private static bool Frees(IReadOnlyList<Statement> body, VariableIR variable)
    {
        HashSet<int> same = [variable.Slot];
        foreach (Statement statement in body.DescendantsAndSelf())
        {
            switch (statement)
            {
                case LetStatement let when IsSame(let.Value):
                    same.Add(let.Variable.Slot);
                    break;
                case FreeStatement free when IsSame(free.Object):
                    return true;
                case CallStatement call:
                    for (int i = 0; i < call.Arguments.Count; i++)
                    {
                        if (IsSame(call.Arguments[i]) && Frees(call.Action.Body, call.Action.Parameters[i])) return true;
                    }

                    break;
            }
        }

        return false;

        bool IsSame(Expression value) => value is VariableReference reference && same.Contains(reference.Variable.Slot);
    }
}
