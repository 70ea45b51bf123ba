using System.Buffers.Binary;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Makes configuration space, register by register.</summary>
internal sealed class ConfigBytes
{
    private readonly byte[] bytes = new byte[4096];
    private int extended = 0x100;

    public ConfigBytes(byte header = 0)
    {
        Word(0x00, 0x8086);
        Word(0x02, 0x10d3);
        bytes[0x0e] = header;
    }

    public ConfigBytes Byte(int at, byte value)
    {
        bytes[at] = value;
        return this;
    }

    public ConfigBytes Word(int at, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
        return this;
    }

    /// <summary>A capability list of power management and PCI Express of the given type code.</summary>
    public ConfigBytes Pcie(int type, byte pointer = 0x34)
    {
        Word(0x06, 0x10).Byte(pointer, 0x40).Byte(0x40, 0x01).Byte(0x41, 0x50);
        return Byte(0x50, 0x10).Word(0x52, (ushort)((type << 4) | 2));
    }

    public ConfigBytes Acs(AcsBits capability, AcsBits control) => Extended(0x000d, (ushort)capability, (ushort)control);

    public ConfigBytes Sriov() => Extended(0x0010, 0, 0);

    public byte[] Take(int length = 4096) => bytes[..length];

    private ConfigBytes Extended(ushort id, ushort low, ushort high)
    {
        if (extended > 0x100) Word(extended - 0x10 + 2, (ushort)((extended << 4) | 1));
        Word(extended, id).Word(extended + 2, 1).Word(extended + 4, low).Word(extended + 6, high);
        extended += 0x10;
        return this;
    }
}
