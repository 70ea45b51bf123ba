using System.Globalization;
using Iopol.Linux;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using Iopol.Tests;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>Hosts for the grouping tests, and groups in a form that reads well.</summary>
internal static class Hosts
{
    public static TheoryData<string> Captures() =>
        [.. Directory.GetFiles(RepositoryPaths.InRepository("samples", "hosts"), "*.tar.gz").Select(Path.GetFileName).OfType<string>().Order()];

    public static TheoryData<string> Machines(Func<string, bool> wanted)
    {
        string root = RepositoryPaths.InShared("data", "hosts");
        return Directory.Exists(root)
            ? [.. new[] { "lspci", "facter", "dmesg" }.SelectMany(d => Directory.GetFiles(Path.Combine(root, d), "*.json")).Select(f => Path.GetRelativePath(root, f)).Where(wanted).Order()]
            : ["absent"];
    }

    public static HostFacts Capture(string name) => Read(RepositoryPaths.InRepository("samples", "hosts", name));

    public static HostFacts Machine(string name) => Read(RepositoryPaths.InShared("data", "hosts", name));

    /// <summary>The computed groups as text: short addresses, groups in braces.</summary>
    public static string Groups(HostFacts facts) =>
        string.Join(' ', LinuxGrouping.Compute(facts).Groups.Select(g => $"{{{string.Join(' ', g.Devices.Select(Short))}}}"));

    /// <summary>A partition as sorted lines.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<IReadOnlyList<BusAddress>> groups) =>
        [.. groups.Select(g => string.Join(' ', g.Order())).Order(StringComparer.Ordinal)];

    private static string Short(BusAddress address)
    {
        string text = address.ToString();
        return text.StartsWith("0000:", StringComparison.Ordinal) ? text[5..] : text;
    }

    private static HostFacts Read(string path)
    {
        HostReadResult result = HostReader.Read(path);
        Assert.DoesNotContain(result.Problems, p => p.Severity == HostSeverity.Error);
        return Assert.IsType<HostFacts>(result.Facts);
    }

    /// <summary>A host of the given functions, none with a group yet.</summary>
    public static HostFacts Of(params IReadOnlyList<DeviceFacts> devices) => new() { SourceKind = "literal", Devices = devices };

    /// <summary>An ordinary single-function endpoint without ACS, of ids no quirk knows.</summary>
    public static DeviceFacts Function(string address, PciePort port = PciePort.Endpoint, bool multifunction = false) => new()
    {
        Address = BusAddress.Parse(address),
        Vendor = 0x1b36,
        Device = 0x0010,
        Class = 0x020000,
        HeaderType = 0,
        Multifunction = multifunction,
        Port = port,
        Acs = NoAcs,
    };

    /// <summary>A bridge with one bus behind it unless told otherwise.</summary>
    public static DeviceFacts Bridge(string address, PciePort port, string secondary, AcsFacts? acs = null, bool multifunction = false, string? last = null)
    {
        int bus = Number(secondary);
        return Function(address, port, multifunction) with
        {
            Class = 0x060400,
            HeaderType = 1,
            Acs = acs ?? NoAcs,
            Bridge = new BridgeFacts(BusAddress.Parse(address).Bus, bus, last is null ? bus : Number(last)),
        };
    }

    public static AcsFacts NoAcs { get; } = new(false, AcsBits.None, AcsBits.None);

    public static AcsFacts FullAcs { get; } = Acs(AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF, AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF);

    public static AcsFacts Acs(AcsBits capability, AcsBits control) => new(true, capability, control);

    private static int Number(string hex) => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
