using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Iopol.Linux.Tests;

/// <summary>Makes archives, good and bad ones.</summary>
internal sealed class TarBytes(TarEntryFormat format = TarEntryFormat.Pax)
{
    private readonly List<(TarEntryType Type, string Name, string? Target, byte[]? Content)> entries = [];

    public TarBytes File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public TarBytes File(string name, byte[] content) =>
        Add(format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile, name, null, content);

    public TarBytes Folder(string name) => Add(TarEntryType.Directory, name, null, null);

    public TarBytes Link(string name, string target) => Add(TarEntryType.SymbolicLink, name, target, null);

    public TarBytes HardLink(string name, string target) => Add(TarEntryType.HardLink, name, target, null);

    public TarBytes Pipe(string name) => Add(TarEntryType.Fifo, name, null, null);

    /// <summary>One function as sysfs shows it, with its links, and in a group unless that is negative.</summary>
    public TarBytes Device(string address, byte[]? config = null, string driver = "", int group = 1, string root = "sys", string extra = "")
    {
        string folder = $"{root}/devices/pci0000:00/{address}";
        Link($"{root}/bus/pci/devices/{address}", $"../../../devices/pci0000:00/{address}");
        File($"{folder}/vendor", "0x8086\n").File($"{folder}/device", "0x10d3\n").File($"{folder}/class", "0x020000\n");
        File($"{folder}/driver_override", "(null)\n");
        File($"{folder}/config", config ?? new ConfigBytes().Take(64));
        Link($"{folder}/subsystem", "../../../bus/pci");
        if (driver.Length > 0) Link($"{folder}/driver", $"../../../bus/pci/drivers/{driver}");
        if (group >= 0)
        {
            Link($"{folder}/iommu_group", $"../../../kernel/iommu_groups/{group}");
            Link($"{root}/kernel/iommu_groups/{group}/devices/{address}", $"../../../../devices/pci0000:00/{address}");
        }

        foreach (string file in extra.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = file.Split('=', 2);
            File($"{folder}/{parts[0]}", parts[1]);
        }

        return this;
    }

    public byte[] ToArray()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, format, leaveOpen: true))
        {
            foreach ((TarEntryType type, string name, string? target, byte[]? content) in entries)
            {
                TarEntry entry = NewEntry(type, name);
                if (target is not null) entry.LinkName = target;
                if (content is not null) entry.DataStream = new MemoryStream(content);
                writer.WriteEntry(entry);
            }
        }

        return stream.ToArray();
    }

    public byte[] ToGzip() => Gzip(ToArray());

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return packed.ToArray();
    }

    private TarBytes Add(TarEntryType type, string name, string? target, byte[]? content)
    {
        entries.Add((type, name, target, content));
        return this;
    }

    private TarEntry NewEntry(TarEntryType type, string name) => format switch
    {
        TarEntryFormat.Gnu => new GnuTarEntry(type, name),
        TarEntryFormat.Ustar => new UstarTarEntry(type, name),
        TarEntryFormat.V7 => new V7TarEntry(type, name),
        _ => new PaxTarEntry(type, name),
    };
}
