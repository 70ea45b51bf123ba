namespace Iopol.Runtime.PageTables;

/// <summary>What a walk says about an IOVA. Two machine words, so that it is returned in registers.</summary>
public readonly struct Translation : IEquatable<Translation>
{
    private readonly ulong address;
    private readonly ulong facts;

    private Translation(ulong address, ulong facts) => (this.address, this.facts) = (address, facts);

    /// <summary>The IOVA's address; 0 for a fault.</summary>
    public ulong Address => address;

    /// <summary>log2 of the bytes of the leaf it is in; 0 for a fault.</summary>
    public byte SizeBits => (byte)facts;

    /// <summary>Height of the leaf's level, or of the level the fault is at, above the lowest.</summary>
    public byte LevelPosition => (byte)(facts >> 8);

    /// <summary>0, or one more than the index of the reason in <see cref="PageTableLayout.Faults"/>.</summary>
    public ushort Fault => (ushort)(facts >> 16);

    /// <summary>Rights of the whole path; filled by <see cref="PageTable.Walk"/> only.</summary>
    public Access Allowed => (Access)(byte)(facts >> 32);

    /// <summary>There is a mapping that allows the access.</summary>
    public bool IsOk => (facts & 0xffff0000) == 0;

    /// <summary>A leaf.</summary>
    public static Translation Leaf(ulong address, int sizeBits, int position, Access allowed = Access.None) =>
        new(address, (uint)sizeBits | ((ulong)(uint)position << 8) | ((ulong)allowed << 32));

    /// <summary>A leaf whose size and place are known already: what <see cref="LeafFacts"/> makes of them.</summary>
    public static Translation Leaf(ulong address, ulong facts) => new(address, facts);

    /// <summary>Size and place of a leaf as one number, so that emitted code has it as a constant.</summary>
    public static ulong LeafFacts(int sizeBits, int position) => (uint)sizeBits | ((ulong)(uint)position << 8);

    /// <summary>A fault.</summary>
    /// <param name="number">One more than its index in <see cref="PageTableLayout.Faults"/>.</param>
    /// <param name="position">Height of the level it is at; that of the top level for a fault before the first entry.</param>
    public static Translation Faulted(int number, int position) => new(0, ((ulong)(uint)number << 16) | ((ulong)(uint)position << 8));

    /// <inheritdoc/>
    public bool Equals(Translation other) => address == other.address && facts == other.facts;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Translation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(address, facts);

    /// <summary>Equal in every part.</summary>
    public static bool operator ==(Translation left, Translation right) => left.Equals(right);

    /// <summary>Different in some part.</summary>
    public static bool operator !=(Translation left, Translation right) => !left.Equals(right);
}
