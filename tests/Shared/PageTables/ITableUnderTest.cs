using Iopol.Runtime.PageTables;

namespace Iopol.Tests.PageTables;

/// <summary>What a walk says, whoever walks.</summary>
internal readonly record struct TableAnswer(string? Fault, ulong Address, int SizeBits, int Position, Access Allowed);

/// <summary>A leaf, whoever lists it.</summary>
internal readonly record struct TableLeaf(ulong Iova, ulong Address, int SizeBits);

/// <summary>A page table of one shape, empty at first, that the cases of <see cref="MappingCases"/> and its like are asked of.</summary>
internal interface ITableUnderTest : IDisposable
{
    /// <summary>log2 of the leaves it may write, ascending.</summary>
    IReadOnlyList<int> LeafBits { get; }

    /// <summary>log2 of the addresses a leaf may hold.</summary>
    int AddressBits { get; }

    /// <summary>First and last IOVA; of a sign-extended input those of the lower half.</summary>
    (ulong First, ulong Last) Range { get; }

    /// <summary>First and last IOVA of the upper half of a sign-extended input, or null.</summary>
    (ulong First, ulong Last)? UpperRange { get; }

    /// <summary>Tables in use besides the root.</summary>
    int TablesInUse { get; }

    /// <summary>How many tables may still be taken.</summary>
    int TablesLeft { get; set; }

    /// <summary>Dirty state is kept.</summary>
    bool KeepsDirty { get; }

    /// <summary>Maps.</summary>
    MapError TryMap(ulong iova, ulong address, ulong length, MapRights rights);

    /// <summary>Unmaps; gives the bytes unmapped.</summary>
    ulong Unmap(ulong iova, ulong length);

    /// <summary>Walks.</summary>
    TableAnswer Walk(ulong iova, Access access);

    /// <summary>All leaves, ascending; those of the upper half last.</summary>
    IReadOnlyList<TableLeaf> Leaves();

    /// <summary>A leaf is dirty; and perhaps it is made clean.</summary>
    bool IsDirty(TableLeaf leaf, bool clear);

    /// <summary>A digest of the whole memory.</summary>
    string Snapshot();
}
