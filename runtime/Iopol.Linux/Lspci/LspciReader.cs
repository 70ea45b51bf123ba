using System.Globalization;
using System.Text;
using Iopol.Linux.Listings;
using Iopol.Linux.Sysfs;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Lspci;

/// <summary>
/// Reads what <c>lspci -v</c> to <c>-vvvnn</c> prints, with or without the registers of <c>-xxxx</c>, or the registers alone.
/// Seen by root it shows bus numbers, port types and ACS; it shows groups where lspci is not too old and the kernel made any.
/// </summary>
internal sealed class LspciReader(ProblemLog problems)
{
    private const ushort Intel = 0x8086;
    private const ushort Amd = 0x1022;

    private readonly SortedDictionary<BusAddress, LspciDevice> devices = [];
    private LspciDevice? current;
    private int lines;

    /// <summary>Reads a text in UTF-8; null where an error is reported.</summary>
    public static HostFacts? Read(ReadOnlySpan<byte> text, ProblemLog problems)
    {
        var reader = new LspciReader(problems);
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
        if (line.IsEmpty) return true;
        if (line[0] is not (' ' or '\t'))
        {
            if (HexLine.IsOne(line))
            {
                if (current is { } dumped && !dumped.TryRegisters(line)) Misread(dumped, line);
                return true;
            }

            if (ListingLine.TryParse(line, out ListingLine parsed) && parsed.Address is { } address) return Begin(address, parsed, line);
            return true;
        }

        if (current is { } device && !device.TryDetail(line.TrimStart())) Misread(device, line);
        return true;
    }

    private void Misread(LspciDevice device, ReadOnlySpan<char> line) =>
        problems.ReportLine(HostDiagnostics.LspciLine, lines, device.Address, line.Trim().ToString());

    private bool Begin(BusAddress address, ListingLine parsed, ReadOnlySpan<char> line)
    {
        if (devices.TryGetValue(address, out LspciDevice? known))
        {
            problems.ReportLine(HostDiagnostics.LspciTwice, lines, address, known.Line);
            return false;
        }

        if (devices.Count == HostLimits.Devices)
        {
            problems.ReportLine(HostDiagnostics.OverLimit, lines, "the text has too many PCI functions", $"{HostLimits.Devices} functions");
            return false;
        }

        current = new LspciDevice(address, lines) { Class = parsed.Class | Interface(line), Ids = parsed.Ids };
        devices.Add(address, current);
        return true;
    }

    /// <summary>Programming interface in <c>(prog-if 30 [XHCI])</c>; 0 where there is none.</summary>
    private static int Interface(ReadOnlySpan<char> line)
    {
        const string words = "(prog-if ";
        int at = line.LastIndexOf(words);
        return at >= 0 && at + words.Length + 2 <= line.Length
            && byte.TryParse(line.Slice(at + words.Length, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code) ? code : 0;
    }

    private HostFacts? Finish()
    {
        bool showsExtended = devices.Values.Any(d => d.HasExtended);
        bool showsDrivers = devices.Values.Any(d => d.HasModules);
        List<DeviceFacts> facts = [.. devices.Values.Select(d => d.ToFacts(showsExtended, showsDrivers))];
        MarkVirtualFunctions(facts);
        Slots.Complete(facts);
        List<DeviceFacts> hidden = facts.FindAll(d => d.Acs is null);
        if (hidden.Count > 0) problems.Report(HostDiagnostics.LspciHidden, hidden.Count, facts.Count, hidden[0].Address);
        if (facts.TrueForAll(d => d.Group is null)) problems.Report(HostDiagnostics.LspciNoGroups, facts.Count);
        return new HostFacts { SourceKind = "lspci+groups", Iommu = Family(facts), Devices = facts };
    }

    /// <summary>A physical function says where its virtual ones are.</summary>
    private void MarkVirtualFunctions(List<DeviceFacts> facts)
    {
        var places = new Dictionary<BusAddress, int>();
        for (int i = 0; i < facts.Count; i++) places[facts[i].Address] = i;
        foreach (LspciDevice physical in devices.Values)
        {
            (int count, int offset, int stride) = physical.Virtual;
            if (offset == 0) continue;
            for (int i = 0; i < count; i++)
            {
                long at = physical.Address.RequesterId + offset + ((long)i * stride);
                if (at > ushort.MaxValue) break;
                var address = new BusAddress(physical.Address.Domain, (int)at >> 8, (int)(at >> 3) & 0x1f, (int)at & 7);
                if (places.TryGetValue(address, out int place)) facts[place] = facts[place] with { Multifunction = false, Sriov = new SriovFacts(true, physical.Address) };
                if (stride == 0) break;
            }
        }
    }

    /// <summary>AMD-Vi is a PCI function; on a machine with groups and an Intel host bridge it is VT-d.</summary>
    private static string? Family(List<DeviceFacts> facts) =>
        facts.Exists(d => d.Class >> 8 == 0x0806 && d.Vendor == Amd) ? "amd"
        : facts.Exists(d => d.Group is not null) && facts.Exists(d => d.Class >> 8 == 0x0600 && d.Vendor == Intel) ? "intel"
        : null;
}
