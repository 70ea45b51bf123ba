namespace Iopol.Linux.Images;

/// <summary>How much of a memory image or a list of mappings is read before it is refused.</summary>
public static class ImageLimits
{
    /// <summary>Bits of a physical address: RISC-V's entries hold the most.</summary>
    public const int AddressBits = 56;

    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    /// <summary>Pages of a sparse image: 1 GiB of tables, which map 512 GiB by 4 KiB pages.</summary>
    public const int Pages = 262_144;

    /// <summary>Bytes of the JSON half of a sparse image: 16 MiB.</summary>
    public const int JsonBytes = 16 << 20;

    /// <summary>Bytes of a list of mappings: 64 MiB.</summary>
    public const int ListBytes = 64 << 20;

    /// <summary>Mappings of a list.</summary>
    public const int Mappings = 1_048_576;

    /// <summary>Leaves that a list of mappings may need in all: 16 GiB by 4 KiB pages, 8 TiB by those of 2 MiB.</summary>
    public const int Leaves = 4_194_304;

    /// <summary>Bytes of packed pages: what cannot be packed grows, by a sixteenth where the packer is quick.</summary>
    public static int PackedBytes(int unpacked) => checked(unpacked + (unpacked / 8) + 1024);
}
