namespace Iopol.Interpreter.Verifying;

/// <summary>What became of one property.</summary>
/// <param name="Name">Name.</param>
/// <param name="Text">What it says in words, or empty.</param>
/// <param name="Holds">True where it holds in every reachable state within the bounds; null where not every state was seen and none breaks it.</param>
/// <param name="Counterexamples">How it comes to fail: one for each kind of failure of a built-in property, one for a property of the policy.</param>
public sealed record PropertyVerdict(string Name, string Text, bool? Holds, IReadOnlyList<Counterexample> Counterexamples);

/// <summary>What a verification found.</summary>
public sealed record VerificationResult
{
    /// <summary>The name of the built-in property about users.</summary>
    public const string Isolation = "isolation";

    /// <summary>The name of the built-in property about the host's own devices.</summary>
    public const string Undisturbed = "undisturbed";

    /// <summary>How the exploration ended.</summary>
    public required ExplorationEnd End { get; init; }

    /// <summary>The properties asked for, the built-in ones first.</summary>
    public required IReadOnlyList<PropertyVerdict> Properties { get; init; }

    /// <summary>States found.</summary>
    public required long States { get; init; }

    /// <summary>Moves made that changed something.</summary>
    public required long Transitions { get; init; }

    /// <summary>Moves from the beginning to the farthest state.</summary>
    public required int Depth { get; init; }

    /// <summary>Bits of a packed state.</summary>
    public required int BitsPerState { get; init; }

    /// <summary>Bytes a state takes, with the state it came from and its share of the index.</summary>
    public required double BytesPerState { get; init; }

    /// <summary>How long it took, without preparation.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The bounds.</summary>
    public required VerificationBounds Bounds { get; init; }

    /// <summary>Something was possible that lies beyond the bounds.</summary>
    public required bool IsBounded { get; init; }

    /// <summary>What is taken for granted because the source of the host cannot tell, a sentence each.</summary>
    public required IReadOnlyList<string> Assumed { get; init; }

    /// <summary>Operations that change nothing a property can see, and were left out.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>Operations that had no effect in any state seen.</summary>
    public required IReadOnlyList<string> WithoutEffect { get; init; }

    /// <summary>A property fails.</summary>
    public bool Fails => Properties.Any(p => p.Holds == false);
}
