using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Enforcement;

/// <summary>A pattern over the facts of one device and its driver, as policies write it. Used while a policy is set up and explained, not while it decides.</summary>
public abstract class DeviceSelector
{
    private DeviceSelector()
    {
    }

    /// <summary>The device matches.</summary>
    /// <param name="facts">Its facts; one that is unknown matches nothing.</param>
    /// <param name="driver">Its driver's id, or -1.</param>
    /// <param name="sets">The driver sets its driver is in, one bit each.</param>
    public abstract bool Matches(DeviceFacts facts, int driver, ulong sets);

    /// <summary>Every part matches.</summary>
    public static DeviceSelector All(params DeviceSelector[] parts) => new Test((f, d, s) => Array.TrueForAll(parts, p => p.Matches(f, d, s)));

    /// <summary>A part matches.</summary>
    public static DeviceSelector Any(params DeviceSelector[] parts) => new Test((f, d, s) => Array.Exists(parts, p => p.Matches(f, d, s)));

    /// <summary>The part does not match.</summary>
    public static DeviceSelector Not(DeviceSelector part) => new Test((f, d, s) => !part.Matches(f, d, s));

    /// <summary>Address between two packed addresses, inclusive, whose bits under the mask equal those of the first.</summary>
    public static DeviceSelector Address(ulong first, ulong last, ulong mask) => new Test((f, _, _) =>
        f.Address.Packed >= first && f.Address.Packed <= last && ((f.Address.Packed ^ first) & mask) == 0);

    /// <summary>Vendor id.</summary>
    public static DeviceSelector Vendor(int vendor) => new Test((f, _, _) => f.Vendor == vendor);

    /// <summary>Vendor and device id.</summary>
    public static DeviceSelector Id(int vendor, int device) => new Test((f, _, _) => f.Vendor == vendor && f.Device == device);

    /// <summary>Subsystem vendor and id.</summary>
    public static DeviceSelector Subsystem(int vendor, int device) => new Test((f, _, _) => f.SubsystemVendor == vendor && f.SubsystemDevice == device);

    /// <summary>Class code under a mask.</summary>
    public static DeviceSelector Class(int value, int mask) => new Test((f, _, _) => (f.Class & mask) == value);

    /// <summary>Port type.</summary>
    public static DeviceSelector Port(PciePort port) => new Test((f, _, _) => f.Port == port);

    /// <summary>The bound driver.</summary>
    public static DeviceSelector Driver(int id) => new Test((_, d, _) => d == id);

    /// <summary>The bound driver is in a set.</summary>
    public static DeviceSelector DriverSet(int set) => new Test((_, _, s) => (s >> set & 1) != 0);

    /// <summary>Has the ACS capability.</summary>
    public static DeviceSelector HasAcs { get; } = new Test((f, _, _) => f.Acs is { Present: true });

    /// <summary>More than one function in the slot.</summary>
    public static DeviceSelector IsMultifunction { get; } = new Test((f, _, _) => f.Multifunction == true);

    /// <summary>An SR-IOV physical function.</summary>
    public static DeviceSelector IsPhysicalFunction { get; } = new Test((f, _, _) => f.Sriov is { Virtual: false });

    /// <summary>An SR-IOV virtual function.</summary>
    public static DeviceSelector IsVirtualFunction { get; } = new Test((f, _, _) => f.Sriov is { Virtual: true });

    /// <summary>On or below an external port.</summary>
    public static DeviceSelector IsExternal { get; } = new Test((f, _, _) => f.External == true);

    /// <summary>The kernel can reset it by itself.</summary>
    public static DeviceSelector IsResettable { get; } = new Test((f, _, _) => f.Resettable == true);

    /// <summary>Firmware regions that must stay mapped.</summary>
    public static DeviceSelector RequiresDirectMap { get; } = new Test((f, _, _) => f.RequiresDirectMap == true);

    /// <summary>Header type 1 or 2.</summary>
    public static DeviceSelector IsBridge { get; } = new Test((f, _, _) => f.HeaderTypeOrImplied is 1 or 2);

    private sealed class Test(Func<DeviceFacts, int, ulong, bool> matches) : DeviceSelector
    {
        public override bool Matches(DeviceFacts facts, int driver, ulong sets) => matches(facts, driver, sets);
    }
}

/// <summary>An entry of a clause list.</summary>
/// <param name="Selector">Which devices.</param>
/// <param name="Reason">Why, in the author's words.</param>
/// <param name="At">Where it stands, <c>file(line,col)</c>.</param>
public sealed record ClauseEntry(DeviceSelector Selector, string Reason, string At)
{
    /// <summary>Index of the first entry that matches a device, or -1.</summary>
    public static int FirstMatch(ReadOnlySpan<ClauseEntry> entries, DeviceFacts facts, int driver, ulong sets)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Selector.Matches(facts, driver, sets)) return i;
        }

        return -1;
    }
}
