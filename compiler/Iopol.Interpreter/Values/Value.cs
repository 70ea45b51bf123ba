namespace Iopol.Interpreter.Values;

/// <summary>A value of an expression: a number in the value encoding of the IR, or unknown because a fact of the host is.</summary>
/// <param name="Number">The number; 0 where unknown.</param>
/// <param name="IsKnown">False where it depends on a fact the source of the host could not tell.</param>
public readonly record struct Value(long Number, bool IsKnown)
{
    /// <summary>Depends on a fact nobody knows.</summary>
    public static Value Unknown => default;

    /// <summary>The value as a truth value; every number but 0 is true.</summary>
    public Truth Truth => !IsKnown ? Truth.Unknown : Number != 0 ? Truth.True : Truth.False;

    /// <summary>A known number.</summary>
    public static implicit operator Value(long number) => new(number, true);

    /// <summary>A known truth value.</summary>
    public static implicit operator Value(bool truth) => new(truth ? 1 : 0, true);

    /// <summary>A truth value.</summary>
    public static implicit operator Value(Truth truth) => truth == Truth.Unknown ? Unknown : truth == Truth.True;

    /// <inheritdoc/>
    public override string ToString() => IsKnown ? Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "unknown";
}

/// <summary>Truth values of Kleene's logic.</summary>
public enum Truth : byte
{
    /// <summary>No.</summary>
    False,

    /// <summary>Yes.</summary>
    True,

    /// <summary>Depends on a fact nobody knows.</summary>
    Unknown,
}

/// <summary>Kleene's logic: unknown is a value of its own, and gives way where the other operand decides.</summary>
public static class Kleene
{
    /// <summary>Negation.</summary>
    public static Truth Not(this Truth truth) => truth switch
    {
        Truth.False => Truth.True,
        Truth.True => Truth.False,
        _ => Truth.Unknown,
    };

    /// <summary>True or false.</summary>
    public static Truth Of(bool truth) => truth ? Truth.True : Truth.False;
}
