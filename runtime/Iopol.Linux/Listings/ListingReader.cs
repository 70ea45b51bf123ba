using System.Globalization;
using System.Text;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Listings;

/// <summary>
/// Reads the listings people paste: the output of one of the many scripts that print groups, <c>lspci -nnk</c>,
/// <c>find /sys/kernel/iommu_groups</c>, or the kernel's lines "Adding to iommu group". A listing tells addresses and groups,
/// mostly ids and classes, seldom drivers, and nothing about capabilities.
/// </summary>
internal sealed class ListingReader(ProblemLog problems)
{
    private readonly SortedDictionary<BusAddress, Listed> devices = [];
    private Listed? current;
    private int? group;
    private int lines;
    private int strange;
    private (int Line, string Text) firstStrange;

    /// <summary>Reads a text in UTF-8; null where an error is reported.</summary>
    public static HostFacts? Read(ReadOnlySpan<byte> text, ProblemLog problems)
    {
        var reader = new ListingReader(problems);
        while (!text.IsEmpty)
        {
            if (!reader.ReadLine(TextBytes.TakeLine(ref text))) return null;
        }

        return reader.Finish();
    }

    private bool ReadLine(ReadOnlySpan<byte> bytes)
    {
        lines++;
        if (bytes.Length > HostLimits.LineLength)
        {
            problems.ReportLine(HostDiagnostics.OverLimit, lines, "the line is too long", $"{HostLimits.LineLength} bytes");
            return false;
        }

        Span<char> buffer = stackalloc char[HostLimits.LineLength];
        ReadOnlySpan<char> line = TerminalText.Strip(buffer[..Encoding.UTF8.GetChars(bytes, buffer)]).TrimEnd();
        if (ListingLine.TryParse(line, out ListingLine parsed)) return Take(parsed);
        if (!TakeDetail(line.TrimStart()) && ListingLine.LooksImportant(line) && strange++ == 0) firstStrange = (lines, line.Trim().ToString());
        return true;
    }

    private bool Take(ListingLine line)
    {
        if (line.Group is not null) group = line.Group;
        current = null;
        if (line.Address is not { } address) return true;

        // The kernel's log repeats itself, and a device may be listed in a header and below it.
        if (devices.TryGetValue(address, out Listed? known))
        {
            if (known.Group != group)
            {
                problems.ReportLine(HostDiagnostics.ListedTwice, lines, address, Named(group), Named(known.Group), known.Line);
                return false;
            }
        }
        else if (devices.Count == HostLimits.Devices)
        {
            problems.ReportLine(HostDiagnostics.OverLimit, lines, "the listing has too many PCI functions", $"{HostLimits.Devices} functions");
            return false;
        }
        else
        {
            devices.Add(address, known = new Listed(lines, group));
        }

        known.Class ??= line.Class;
        known.Ids ??= line.Ids;
        current = known;
        return true;
    }

    /// <summary>The indented lines that lspci -k prints below a device.</summary>
    private bool TakeDetail(ReadOnlySpan<char> line)
    {
        if (current is null) return false;
        const string driver = "Kernel driver in use:";
        const string subsystem = "Subsystem:";
        if (line.StartsWith(driver, StringComparison.Ordinal))
        {
            string name = line[driver.Length..].Trim().ToString();
            if (name.Length > 0) current.Driver = DriverFact.Bound(name);
        }
        else if (line.StartsWith("Kernel modules:", StringComparison.Ordinal))
        {
            // lspci looked for drivers here, and names modules behind the bound driver only.
            if (!current.Driver.IsKnown) current.Driver = DriverFact.None;
        }
        else if (line.StartsWith(subsystem, StringComparison.Ordinal))
        {
            current.Subsystem ??= ListingLine.IdsIn(line[subsystem.Length..]);
        }
        else
        {
            return line.StartsWith("DeviceName:", StringComparison.Ordinal);
        }

        return true;
    }

    private HostFacts? Finish()
    {
        if (strange > 0) problems.ReportLine(HostDiagnostics.LinesNotUnderstood, firstStrange.Line, strange, lines, firstStrange.Text);
        if (devices.Count == 0)
        {
            problems.Report(HostDiagnostics.NoListedDevice, problems.Source, lines);
            return null;
        }

        if (devices.Values.All(d => d.Group is null)) problems.Report(HostDiagnostics.NoGroups, devices.Count);
        return new HostFacts
        {
            SourceKind = "listing",
            Devices = [.. devices.Select(d => new DeviceFacts
            {
                Address = d.Key,
                Vendor = d.Value.Ids?.Vendor,
                Device = d.Value.Ids?.Device,
                SubsystemVendor = d.Value.Subsystem?.Vendor,
                SubsystemDevice = d.Value.Subsystem?.Device,
                Class = d.Value.Class,
                Driver = d.Value.Driver,
                Group = d.Value.Group,
            })],
        };
    }

    private static string Named(int? number) =>
        number is { } known ? string.Create(CultureInfo.InvariantCulture, $"group {known}") : "no group";

    private sealed class Listed(int line, int? group)
    {
        public int Line { get; } = line;

        public int? Group { get; } = group;

        public int? Class { get; set; }

        public (ushort Vendor, ushort Device)? Ids { get; set; }

        public (ushort Vendor, ushort Device)? Subsystem { get; set; }

        public DriverFact Driver { get; set; }
    }
}
