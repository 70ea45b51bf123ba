using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>What a clause asks of the entry.</summary>
internal abstract record EntryNeed;

/// <summary>Some bits have a value.</summary>
internal sealed record BitsNeed(Cube Cube) : EntryNeed;

/// <summary>The address in the entry has no more bits than an option says, and the option no fewer than it is to have.</summary>
internal sealed record AddressNeed(OptionIR Width, int Least) : EntryNeed;

/// <summary>A condition that only options, the access and the shape decide, or its opposite.</summary>
internal readonly record struct Guard(Condition Atom, bool IsTrue);

/// <summary>A one-bit field has the value in every entry of the path whose kind has the field.</summary>
internal sealed record PathNeed(FieldIR Field, bool Value);

/// <summary>Something that must hold for a walk to go on: one of the guards, or one of the needs, or the need of the path.</summary>
internal sealed record Clause(IReadOnlyList<Guard> Guards, IReadOnlyList<EntryNeed> Needs, PathNeed? Path)
{
    /// <summary>Holds always.</summary>
    public static Clause True { get; } = new([new Guard(new ConstantCondition(true), true)], [], null);

    /// <summary>Holds never.</summary>
    public static Clause False { get; } = new([], [], null);

    /// <summary>The bits it asks for, where it asks for some and nothing else will do instead; the guards aside.</summary>
    public Cube? OnlyBits => Needs.Count == 1 && Needs[0] is BitsNeed bits && Path is null ? bits.Cube : null;

    /// <summary>Certainly holds.</summary>
    public bool IsTrue => Guards.Any(g => (g.Atom is ConstantCondition c && c.Value == g.IsTrue) || Guards.Contains(new Guard(g.Atom, !g.IsTrue)));

    /// <summary>Where this holds, the other does.</summary>
    public bool Implies(Clause other) =>
        Guards.All(g => other.Guards.Contains(g)) && Needs.All(n => other.Needs.Contains(n)) && (Path is null || Path == other.Path);

    /// <summary>Certainly does not.</summary>
    public bool IsFalse => this is { Guards.Count: 0, Needs.Count: 0, Path: null };

    /// <summary>
    /// Either of two clauses. Of two needs of the path one is dropped, which makes the clause stricter: were both kept, one entry
    /// could meet the one and the next entry the other.
    /// </summary>
    public Clause Or(Clause other) => new(
        [.. Guards.Concat(other.Guards).Distinct()],
        [.. Needs.Concat(other.Needs).Distinct()],
        Path ?? other.Path);
}
