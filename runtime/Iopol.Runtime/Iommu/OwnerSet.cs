namespace Iopol.Runtime.Iommu;

/// <summary>Owners of the frames a transfer touched.</summary>
public readonly record struct OwnerSet
{
    private readonly UInt128 bits;

    private OwnerSet(UInt128 bits) => this.bits = bits;

    /// <summary>No frame was touched.</summary>
    public bool IsEmpty => bits == UInt128.Zero;

    /// <summary>Number of owners.</summary>
    public int Count => (int)UInt128.PopCount(bits);

    /// <summary>A frame of this owner was touched.</summary>
    public bool Contains(FrameOwner owner) => (bits & Bit(owner)) != UInt128.Zero;

    /// <summary>No frame of another owner was touched.</summary>
    public bool IsWithin(FrameOwner owner) => (bits & ~Bit(owner)) == UInt128.Zero;

    /// <summary>The owners, separated by commas; empty where there are none.</summary>
    public override string ToString()
    {
        var names = new List<string>(Count);
        for (byte number = 0; number < FrameOwner.MostUsers + 3; number++)
        {
            if (Contains(FrameOwner.Of(number))) names.Add(FrameOwner.Of(number).ToString());
        }

        return string.Join(", ", names);
    }

    internal OwnerSet With(FrameOwner owner) => new(bits | Bit(owner));

    private static UInt128 Bit(FrameOwner owner) => UInt128.One << owner.Number;
}
