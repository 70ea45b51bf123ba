using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>What statements change.</summary>
internal sealed class Effects(PolicyIR policy)
{
    private readonly Dictionary<ActionIR, Changes> actions = [];

    /// <summary>What a switch changes that does not fail.</summary>
    public Changes OfSwitch { get; } = Switched();

    /// <summary>What a list of statements may change.</summary>
    public Changes Of(IEnumerable<Statement> statements)
    {
        var changes = new Changes();
        foreach (Statement statement in statements) Add(changes, statement);
        return changes;
    }

    /// <summary>What a statement may change, those inside it included.</summary>
    public Changes Of(Statement statement) => Of([statement]);

    private void Add(Changes changes, Statement statement)
    {
        switch (statement)
        {
            case BlockStatement:
                // Others run while it waits.
                changes.Add(Changes.Part.Everything);
                break;
            case AssignState assign:
                changes.AddState(assign.State.Index);
                AddValue(changes, assign.Value);
                break;
            case AssignFact assign:
                changes.Add(assign.Fact == Fact.Driver ? Changes.Part.Driver : Changes.Part.Override);
                break;
            case SwitchStatement:
                // What a failed one does besides, nothing behind it in the operation sees.
                changes.Add(OfSwitch);
                break;
            case GrantStatement or RevokeStatement:
                changes.Add(Changes.Part.Access);
                break;
            case MapStatement or CopyStatement:
                changes.Add(Changes.Part.Mappings);
                break;
            case EvaluateStatement evaluate:
                AddValue(changes, evaluate.Value);
                break;
            case GiveStatement give:
                AddValue(changes, give.Value);
                break;
            case LetStatement let:
                AddValue(changes, let.Value);
                break;
            case FreeStatement free:
                AddReset(changes, free.Object.Type);
                break;
            case IfStatement branch:
                changes.Add(Of(branch.Then));
                changes.Add(Of(branch.Else));
                break;
            case EachStatement each:
                changes.Add(Of(each.Body));
                break;
            case CallStatement call:
                changes.Add(OfAction(call.Action));
                break;
        }
    }

    private static Changes Switched()
    {
        var changes = new Changes();
        changes.Add(Changes.Part.Context);
        return changes;
    }

    private Changes OfAction(ActionIR action)
    {
        if (!actions.TryGetValue(action, out Changes? known)) actions.Add(action, known = Of(action.Body));
        return known;
    }

    private void AddValue(Changes changes, Expression value)
    {
        if (value is NewExpression made) AddReset(changes, made.Type);
        if (value is UnmapExpression) changes.Add(Changes.Part.Mappings);
    }

    /// <summary>A new or freed object has all its states as they were at first, and is in no inverse.</summary>
    private void AddReset(Changes changes, IrType type)
    {
        changes.Add(Changes.Part.Objects);
        changes.Add(Changes.Part.Mappings);
        foreach (StateIR state in policy.States)
        {
            if (state.Key.Sort == type.Sort && state.Key.Object?.Name == type.Object?.Name) changes.AddState(state.Index);
        }
    }
}
