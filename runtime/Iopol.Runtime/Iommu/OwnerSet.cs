using System.Numerics;
using System.Runtime.CompilerServices;

namespace Iopol.Runtime.Iommu;

/// <summary>Owners of the frames a transfer touched.</summary>
public readonly record struct OwnerSet
{
    private readonly ulong users;
    private readonly ulong others;

    private OwnerSet(ulong users, ulong others) => (this.users, this.others) = (users, others);

    /// <summary>No frame was touched.</summary>
    public bool IsEmpty => (users | others) == 0;

    /// <summary>Number of owners.</summary>
    public int Count => BitOperations.PopCount(users) + BitOperations.PopCount(others);

    /// <summary>A frame of this owner was touched.</summary>
    public bool Contains(FrameOwner owner) => With(owner) == this;

    /// <summary>No frame of another owner was touched.</summary>
    public bool IsWithin(FrameOwner owner) => IsEmpty || (Count == 1 && Contains(owner));

    /// <summary>The owners of both.</summary>
    public OwnerSet Union(OwnerSet other) => new(users | other.users, others | other.others);

    /// <summary>The owners, separated by commas; empty where there are none.</summary>
    public override string ToString()
    {
        var names = new List<string>(Count);
        for (byte number = 0; number < FrameOwner.FirstUser + FrameOwner.MostUsers; number++)
        {
            if (Contains(FrameOwner.Of(number))) names.Add(FrameOwner.Of(number).ToString());
        }

        return string.Join(", ", names);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static OwnerSet Of(FrameOwner owner) => owner.Number < FrameOwner.FirstUser
        ? new(0, 1UL << owner.Number)
        : new(1UL << (owner.Number - FrameOwner.FirstUser), 0);

    internal OwnerSet With(FrameOwner owner) => Union(Of(owner));
}
