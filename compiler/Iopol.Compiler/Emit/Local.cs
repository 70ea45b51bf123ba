using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>A variable of the language in scope of emitted code.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Name">Its C# name.</param>
/// <param name="MayBeNone">It may hold none, whatever its type says.</param>
internal sealed record Local(VariableIR Variable, string Name, bool MayBeNone)
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
        (bySlot, names) = ([], new NameScope(members, "arguments", "calledBy", "decision", "from", "phase", "rule", "witness"));

    /// <summary>The variables of a block inside; C# wants names that are unique in the whole method.</summary>
    public Locals(Locals outer) => (bySlot, names, IsKeeping) = (new Dictionary<int, Local>(outer.bySlot), outer.names, outer.IsKeeping);

    /// <summary>What is written is itself computed once and kept, so its parts need not be.</summary>
    public bool IsKeeping { get; set; }

    /// <summary>The variable in a slot.</summary>
    public Local this[VariableIR variable] => bySlot[variable.Slot];

    /// <summary>The variable is in scope.</summary>
    public bool Has(VariableIR variable) => bySlot.ContainsKey(variable.Slot);

    /// <summary>Brings a variable into scope.</summary>
    public Local Add(VariableIR variable, bool mayBeNone)
    {
        var local = new Local(variable, names.Claim(CSharpText.Camel(variable.Name)), mayBeNone);
        bySlot[variable.Slot] = local;
        return local;
    }

    /// <summary>A name for something of the emitted code itself.</summary>
    public string Claim(string wanted) => names.Claim(wanted);
}
