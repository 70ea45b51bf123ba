using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>A variable of the language in scope of emitted code.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Name">Its C# name.</param>
internal sealed record Local(VariableIR Variable, string Name)
{
    /// <summary>How its value is held.</summary>
    public Representation As => ValueTypes.Held(Variable.Type);

    /// <summary>Declaration as a parameter.</summary>
    public string Parameter => $"{ValueTypes.Keyword(As)} {Name}";
}

/// <summary>The variables in scope, by slot.</summary>
internal sealed class Locals
{
    private readonly Dictionary<int, Local> bySlot;
    private readonly NameScope names;

    /// <summary>No variables; their names will avoid the members of the class.</summary>
    public Locals(NameScope members) =>
        (bySlot, None, names) = ([], new NoneFacts(), new NameScope(members, "arguments", "calledBy", "decision", "from", "phase", "rule", "since", "witness"));

    /// <summary>The variables of a block inside; C# wants names that are unique in the whole method.</summary>
    public Locals(Locals outer) => (bySlot, None, names, IsKeeping) =
        (new Dictionary<int, Local>(outer.bySlot), new NoneFacts(outer.None), outer.names, outer.IsKeeping);

    /// <summary>Which of them may hold none at this place.</summary>
    public NoneFacts None { get; }

    /// <summary>What is written is itself computed once and kept, so its parts need not be.</summary>
    public bool IsKeeping { get; set; }

    /// <summary>The variable in a slot.</summary>
    public Local this[VariableIR variable] => bySlot[variable.Slot];

    /// <summary>The variable is in scope.</summary>
    public bool Has(VariableIR variable) => bySlot.ContainsKey(variable.Slot);

    /// <summary>Brings a variable into scope.</summary>
    public Local Add(VariableIR variable, bool mayBeNone)
    {
        None.Bind(variable, mayBeNone);
        return Add(variable);
    }

    /// <summary>Brings a variable into scope that holds a value.</summary>
    public Local Add(VariableIR variable, Expression value)
    {
        None.Bind(variable, value);
        return Add(variable);
    }

    /// <summary>A name for something of the emitted code itself.</summary>
    public string Claim(string wanted) => names.Claim(wanted);

    private Local Add(VariableIR variable) =>
        bySlot[variable.Slot] = new Local(variable, names.Claim(CSharpText.Camel(variable.Name)));
}
