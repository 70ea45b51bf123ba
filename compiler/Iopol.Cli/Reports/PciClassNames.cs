using System.Globalization;

namespace Iopol.Cli.Reports;

/// <summary>What a PCI class code is called, in the words of the PCI Code and ID Assignment Specification (1.15), shortened.</summary>
internal static class PciClassNames
{
    /// <summary>Name of a 24-bit class code; null where it is unknown.</summary>
    public static string? Of(int? classCode) => classCode is not { } code ? null : Subclass(code >> 8) ?? Base(code >> 16)
        ?? string.Create(CultureInfo.InvariantCulture, $"class {code:x6}");

    private static string? Subclass(int code) => code switch
    {
        0x0100 => "SCSI controller",
        0x0101 => "IDE controller",
        0x0104 => "RAID controller",
        0x0106 => "SATA controller",
        0x0107 => "SAS controller",
        0x0108 => "NVMe controller",
        0x0200 => "Ethernet",
        0x0207 => "InfiniBand",
        0x0280 => "network controller",
        0x0300 => "VGA",
        0x0302 => "3D controller",
        0x0380 => "display controller",
        0x0401 => "audio",
        0x0403 => "HD audio",
        0x0500 => "RAM controller",
        0x0580 => "memory controller",
        0x0600 => "host bridge",
        0x0601 => "ISA bridge",
        0x0604 => "PCI bridge",
        0x0607 => "CardBus bridge",
        0x0700 => "serial port",
        0x0703 => "modem",
        0x0780 => "communication controller",
        0x0800 => "interrupt controller",
        0x0801 => "DMA controller",
        0x0805 => "SD host controller",
        0x0806 => "IOMMU",
        0x0807 => "event collector",
        0x0c00 => "FireWire",
        0x0c03 => "USB controller",
        0x0c05 => "SMBus",
        0x0c80 => "serial bus controller",
        0x0d11 => "Bluetooth",
        0x1180 => "signal processing",
        _ => null,
    };

    private static string? Base(int code) => code switch
    {
        0x00 => "unclassified",
        0x01 => "storage controller",
        0x02 => "network controller",
        0x03 => "display controller",
        0x04 => "multimedia device",
        0x05 => "memory controller",
        0x06 => "bridge",
        0x07 => "communication controller",
        0x08 => "system peripheral",
        0x09 => "input device",
        0x0a => "docking station",
        0x0b => "processor",
        0x0c => "serial bus controller",
        0x0d => "wireless controller",
        0x0f => "satellite controller",
        0x10 => "encryption controller",
        0x11 => "signal processing",
        0x12 => "accelerator",
        0x13 => "instrumentation",
        _ => null,
    };
}
