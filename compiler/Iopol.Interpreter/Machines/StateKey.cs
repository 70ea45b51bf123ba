namespace Iopol.Interpreter.Machines;

/// <summary>A state of a machine as bytes: two machines over one host and policy are in the same state exactly when their keys are equal.</summary>
public readonly struct StateKey : IEquatable<StateKey>
{
    private readonly byte[] bytes;
    private readonly int hash;

    internal StateKey(byte[] bytes)
    {
        this.bytes = bytes;
        var code = new HashCode();
        code.AddBytes(bytes);
        hash = code.ToHashCode();
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <inheritdoc/>
    public bool Equals(StateKey other) => hash == other.hash && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(StateKey left, StateKey right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(StateKey left, StateKey right) => !left.Equals(right);
}
