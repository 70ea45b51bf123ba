using System.Buffers.Binary;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>
/// Configuration space of one function, as far as the source has it. Registers are those of PCI 3.0 chapter 6 and
/// PCIe 6.0 chapter 7. What was not captured is unknown, never zero.
/// </summary>
internal readonly ref struct ConfigSpace
{
    private const int StandardHeader = 64;
    private const int ExtendedStart = 0x100;
    private const byte PcieCapability = 0x10;
    private const ushort AcsCapability = 0x000d;
    private const ushort SriovCapability = 0x0010;

    private readonly ReadOnlySpan<byte> bytes;
    private readonly int pcie;

    public ConfigSpace(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;

        // All ones answer for a device that is switched off or gone. A VF has them as its ids only.
        HasHeader = bytes.Length >= StandardHeader && bytes[0x0e] != 0xff;
        pcie = HasHeader ? FindPcie() : Unknown;
    }

    private const int Absent = 0;
    private const int Unknown = -1;

    public bool HasHeader { get; }

    public ushort Vendor => Word(0x00);

    public ushort Device => Word(0x02);

    public int Class => bytes[0x09] | (bytes[0x0a] << 8) | (bytes[0x0b] << 16);

    public int HeaderType => bytes[0x0e] & 0x7f;

    public bool MultifunctionBit => (bytes[0x0e] & 0x80) != 0;

    public bool IsBridge => HeaderType is 1 or 2;

    public int PrimaryBus => bytes[0x18];

    public int SecondaryBus => bytes[0x19];

    public int SubordinateBus => bytes[0x1a];

    public ushort SubsystemVendor => Word(0x2c);

    public ushort SubsystemDevice => Word(0x2e);

    /// <summary>Type of the PCI Express capability; null where capabilities are not in the source.</summary>
    public PciePort? Port => pcie switch
    {
        Unknown => null,
        Absent => PciePort.Conventional,
        _ => ((bytes[pcie + 2] >> 4) & 0xf) switch
        {
            0x0 => PciePort.Endpoint,
            0x1 => PciePort.LegacyEndpoint,
            0x4 => PciePort.RootPort,
            0x5 => PciePort.UpstreamPort,
            0x6 => PciePort.DownstreamPort,
            0x7 => PciePort.PcieToPciBridge,
            0x8 => PciePort.PciToPcieBridge,
            0x9 => PciePort.RootComplexIntegratedEndpoint,
            0xa => PciePort.RootComplexEventCollector,
            _ => null,
        },
    };

    /// <summary>Capabilities that decide about isolation can be seen: the extended ones, or there can be none.</summary>
    public bool HasExtended => pcie == Absent || (pcie > 0 && bytes.Length > ExtendedStart + 4);

    public AcsFacts? Acs
    {
        get
        {
            if (!HasExtended) return null;
            int at = FindExtended(AcsCapability);
            if (at == Absent) return new AcsFacts(false, AcsBits.None, AcsBits.None);
            const ushort known = 0x7f;
            return at + 8 > bytes.Length
                ? null
                : new AcsFacts(true, (AcsBits)(Word(at + 4) & known), (AcsBits)(Word(at + 6) & known));
        }
    }

    public bool HasSriov => HasExtended && FindExtended(SriovCapability) != Absent;

    /// <summary>Virtual functions that are on: how many, the first one's distance in requester IDs, and that from one to the next.</summary>
    public (int Count, int Offset, int Stride) VirtualFunctions
    {
        get
        {
            int at = HasExtended ? FindExtended(SriovCapability) : Absent;
            bool isOn = at != Absent && at + 0x18 <= bytes.Length && (Word(at + 0x08) & 1) != 0;
            return isOn ? (Word(at + 0x10), Word(at + 0x14), Word(at + 0x16)) : default;
        }
    }

    /// <summary>Offset of the PCI Express capability, <see cref="Absent"/>, or <see cref="Unknown"/> where the source stops before the end of the list.</summary>
    private int FindPcie()
    {
        const int statusHasList = 0x10;
        if ((Word(0x06) & statusHasList) == 0) return Absent;
        int at = bytes[HeaderType == 2 ? 0x14 : 0x34] & ~3;

        // 48 capabilities fill the space; a longer list runs in a circle.
        for (int left = 48; left > 0 && at >= StandardHeader; left--)
        {
            if (at + 4 > bytes.Length) return Unknown;
            byte id = bytes[at];

            // No capability has id 0 and links: this is padding where a short file was packed.
            if (id == 0 && bytes[at + 1] == 0) return Unknown;
            if (id == 0xff) break;
            if (id == PcieCapability) return at;
            at = bytes[at + 1] & ~3;
        }

        return Absent;
    }

    private int FindExtended(ushort id)
    {
        if (pcie == Absent) return Absent;
        int at = ExtendedStart;
        for (int left = (4096 - ExtendedStart) / 8; left > 0 && at >= ExtendedStart && at + 4 <= bytes.Length; left--)
        {
            uint header = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            if (header is 0 or uint.MaxValue) break;
            if ((header & 0xffff) == id) return at;
            at = (int)(header >> 20) & ~3;
        }

        return Absent;
    }

    private ushort Word(int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
