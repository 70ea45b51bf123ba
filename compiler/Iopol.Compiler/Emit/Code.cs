namespace Iopol.Compiler.Emit;

/// <summary>How a value is held in emitted code.</summary>
internal enum Representation
{
    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>int</c>: ids, counts, members; none is -1.</summary>
    Int,

    /// <summary><c>ulong</c>: addresses and sizes.</summary>
    Address,
}

/// <summary>How tightly the outermost operator of an expression binds.</summary>
internal enum Binding
{
    Or,
    And,
    Equality,
    Unary,
    Primary,
}

/// <summary>A C# expression.</summary>
/// <param name="Text">Its text.</param>
/// <param name="As">How its value is held.</param>
/// <param name="Binding">Its outermost operator.</param>
internal readonly record struct Code(string Text, Representation As, Binding Binding = Binding.Primary)
{
    /// <summary>Text of the opposite, where there is a plainer one than a negation.</summary>
    public string? Opposite { get; init; }

    /// <summary>A truth value.</summary>
    public static Code Bool(string text, Binding binding = Binding.Primary) => new(text, Representation.Bool, binding);

    /// <summary>An id, count or member.</summary>
    public static Code Int(string text, Binding binding = Binding.Primary) => new(text, Representation.Int, binding);

    /// <summary>The text as operand of an operator: in parentheses where it binds less tightly.</summary>
    public string Operand(Binding at) => Binding < at ? $"({Text})" : Text;

    /// <summary>The same value held another way.</summary>
    public Code To(Representation target) => (As, target) switch
    {
        (Representation.Bool, Representation.Int) => Int($"({Operand(Binding.Equality)} ? 1 : 0)"),
        (Representation.Int, Representation.Bool) => Bool($"{Operand(Binding.Equality)} != 0", Binding.Equality),
        (Representation.Int, Representation.Address) => new Code($"(ulong)(long){Operand(Binding.Unary)}", target, Binding.Unary),
        (Representation.Address, Representation.Int) => Int($"unchecked((int){Operand(Binding.Unary)})"),
        (Representation.Bool, Representation.Address) => new Code($"({Operand(Binding.Equality)} ? 1UL : 0UL)", target),
        (Representation.Address, Representation.Bool) => Bool($"{Operand(Binding.Equality)} != 0", Binding.Equality),
        _ => this,
    };

    /// <summary>The opposite.</summary>
    public Code Not() => Text switch
    {
        _ when Opposite is { } plain => Bool(plain, Binding) with { Opposite = Text },
        "true" => Bool("false"),
        "false" => Bool("true"),
        _ when Text[0] == '!' && Binding == Binding.Unary => Bool(Text.Substring(1)),
        _ => Bool("!" + Operand(Binding.Unary), Binding.Unary),
    };
}
