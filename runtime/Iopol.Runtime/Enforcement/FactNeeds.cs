using System.Globalization;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Enforcement;

/// <summary>Facts a policy cannot decide without.</summary>
[Flags]
public enum FactNeeds
{
    /// <summary>Only addresses and groups.</summary>
    None = 0,

    /// <summary>Whether a driver is bound, and which.</summary>
    Driver = 1 << 0,

    /// <summary>Configuration header type.</summary>
    HeaderType = 1 << 1,

    /// <summary>Vendor id.</summary>
    Vendor = 1 << 2,

    /// <summary>Device id.</summary>
    DeviceId = 1 << 3,

    /// <summary>Class code.</summary>
    Class = 1 << 4,

    /// <summary>Port type.</summary>
    Port = 1 << 5,

    /// <summary>More than one function in the slot.</summary>
    Multifunction = 1 << 6,

    /// <summary>Firmware regions that must stay mapped.</summary>
    DirectMap = 1 << 7,

    /// <summary>On or below an external port.</summary>
    External = 1 << 8,

    /// <summary>Access Control Services.</summary>
    Acs = 1 << 9,

    /// <summary>Host: interrupts are isolated.</summary>
    IsolatedMsi = 1 << 10,

    /// <summary>Host: DMA is cache coherent.</summary>
    CacheCoherent = 1 << 11,

    /// <summary>Host: the default domain is identity.</summary>
    DefaultIsIdentity = 1 << 12,

    /// <summary>SR-IOV role; a source that shows capabilities tells it.</summary>
    Sriov = 1 << 13,

    /// <summary>Subsystem ids; a source that shows the configuration header tells them.</summary>
    Subsystem = 1 << 14,

    /// <summary>Reserved regions of the groups.</summary>
    Reserved = 1 << 15,

    /// <summary>Whether the kernel can reset a function by itself.</summary>
    Resettable = 1 << 16,
}

/// <summary>A host's facts leave open what a compiled policy needs; a compiled policy answers yes or no, never "cannot tell".</summary>
public sealed class IncompleteHostException : ArgumentException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="policy">Policy that was to be enforced.</param>
    /// <param name="missing">What is missing, one line each, such as <c>driver of 0000:01:00.0</c>.</param>
    public IncompleteHostException(string policy, IReadOnlyList<string> missing)
        : base($"policy {policy} needs facts this host does not have: {Listed(missing)}") => Missing = missing;

    /// <summary>What is missing, one line each.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Throws where the host lacks a needed fact.</summary>
    /// <exception cref="IncompleteHostException">It does.</exception>
    public static void ThrowIfMissing(string policy, HostTopology topology, FactNeeds needs)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var missing = new List<string>();
        HostFacts host = topology.Facts;
        Check(FactNeeds.IsolatedMsi, host.IsolatedMsi is null, "whether interrupts are isolated");
        Check(FactNeeds.CacheCoherent, host.CacheCoherent is null, "whether DMA is cache coherent");
        Check(FactNeeds.DefaultIsIdentity, host.DefaultIsIdentity is null, "the type of the default domain");
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            DeviceFacts device = topology.Device(d);
            Check(FactNeeds.Driver, !device.Driver.IsKnown, "driver", device);
            Check(FactNeeds.HeaderType, device.HeaderTypeOrImplied is null, "header type", device);
            Check(FactNeeds.Vendor, device.Vendor is null, "vendor id", device);
            Check(FactNeeds.DeviceId, device.Device is null, "device id", device);
            Check(FactNeeds.Class, device.Class is null, "class code", device);
            Check(FactNeeds.Port, device.Port is null, "port type", device);
            Check(FactNeeds.Multifunction, device.Multifunction is null, "multifunction bit", device);
            Check(FactNeeds.DirectMap, device.RequiresDirectMap is null, "direct-map regions", device);
            Check(FactNeeds.External, device.External is null, "external-facing mark", device);
            Check(FactNeeds.Resettable, device.Resettable is null, "reset method", device);
            Check(FactNeeds.Acs, device.Acs is null, "ACS capability", device);
            Check(FactNeeds.Sriov, device.Sriov is null && device.Port is null, "SR-IOV role", device);
            Check(FactNeeds.Subsystem, device.HeaderType is null && (device.SubsystemVendor is null || device.SubsystemDevice is null), "subsystem", device);
        }

        var known = new HashSet<int>(host.Groups.Where(g => g.Reserved is not null).Select(g => g.Number));
        for (int g = 0; g < topology.GroupCount; g++)
        {
            Check(FactNeeds.Reserved, !known.Contains(topology.GroupNumber(g)), string.Create(CultureInfo.InvariantCulture, $"reserved regions of group {topology.GroupNumber(g)}"));
        }

        if (missing.Count > 0) throw new IncompleteHostException(policy, missing);

        void Check(FactNeeds need, bool absent, string what, DeviceFacts? device = null)
        {
            if (absent && (needs & need) != 0) missing.Add(device is null ? what : $"{what} of {device.Address}");
        }
    }

    private static string Listed(IReadOnlyList<string> missing)
    {
        const int Most = 10;
        string text = string.Join("; ", missing.Take(Most));
        return missing.Count > Most ? $"{text}; and {missing.Count - Most} more" : text;
    }
}
