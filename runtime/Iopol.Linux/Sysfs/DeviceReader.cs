using System.Globalization;
using Iopol.Linux.Trees;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>Reads one function from its folder below <c>/sys/devices</c>.</summary>
internal sealed class DeviceReader(ProblemLog problems)
{
    /// <summary>Functions whose capabilities the source does not have, without VFs.</summary>
    public List<BusAddress> Short { get; } = [];

    /// <summary>Reads the facts; "multifunction" is the header's bit until the slot's other functions are known.</summary>
    public DeviceFacts Read(TreeDirectory folder, BusAddress address)
    {
        var config = new ConfigSpace(folder.Read("config").GetValueOrDefault());
        bool known = config.HasHeader;
        SriovFacts? sriov = ReadSriov(folder, config);
        bool isVirtual = sriov is { Virtual: true };
        if (!config.HasExtended) Short.Add(address);

        // The config of a VF has all ones as its ids; the kernel shows in files what the PF says.
        bool hasIds = known && config.Vendor != 0xffff;
        var facts = new DeviceFacts
        {
            Address = address,
            Vendor = Id(folder, "vendor") ?? (hasIds ? config.Vendor : null),
            Device = Id(folder, "device") ?? (hasIds ? config.Device : null),
            Class = (int?)Number(folder, "class", 0xffffff, "class code") ?? (known ? config.Class : null),
            HeaderType = known && config.HeaderType <= 2 ? config.HeaderType : null,
            Multifunction = isVirtual ? false : IsOtherFunction(folder, address) ? true : known && config.MultifunctionBit ? true : known ? false : null,
            Port = known ? config.Port : null,
            Bridge = ReadBridge(folder, config),
            Acs = known ? config.Acs : null,
            Sriov = sriov,
            Driver = ReadDriver(folder),
            DriverOverride = folder.ReadText("driver_override") is { Length: > 0 } text and not "(null)" ? text : null,
            Group = ReadGroup(folder),
            External = folder.ReadText("removable") == "removable" ? true : null,
            // reset_method since 5.15, reset before.
            Resettable = folder.Read("reset_method") is not null || folder.Read("reset") is not null ? true : null,
        };
        return AddSubsystem(facts, folder, config);
    }

    private DeviceFacts AddSubsystem(DeviceFacts facts, TreeDirectory folder, ConfigSpace config)
    {
        ushort? vendor = Id(folder, "subsystem_vendor");
        ushort? device = Id(folder, "subsystem_device");
        if (vendor is null && device is null && config.HasHeader && config.HeaderType == 0)
            (vendor, device) = (config.SubsystemVendor, config.SubsystemDevice);
        return vendor is null or 0 ? facts : facts with { SubsystemVendor = vendor, SubsystemDevice = device };
    }

    /// <summary>Linux calls every function but the first of a slot multifunction. With ARI a bus is one slot.</summary>
    private static bool IsOtherFunction(TreeDirectory folder, BusAddress address) =>
        address.Function != 0 || (address.Device != 0 && folder.ReadText("ari_enabled") == "1");

    private static SriovFacts? ReadSriov(TreeDirectory folder, ConfigSpace config)
    {
        if (folder.LinkedName("physfn") is { } physical)
            return new SriovFacts(true, BusAddress.TryParse(physical, out BusAddress pf) ? pf : null);
        return config.HasSriov || folder.Read("sriov_totalvfs") is not null ? new SriovFacts(false, null) : null;
    }

    private BridgeFacts? ReadBridge(TreeDirectory folder, ConfigSpace config)
    {
        // The kernel's numbers count, which it may have changed; a bridge without a bus behind it has no such files.
        bool hasRegisters = config.HasHeader && config.IsBridge;
        int? secondary = BusNumber(folder, "secondary_bus_number") ?? (hasRegisters ? config.SecondaryBus : null);
        int? subordinate = BusNumber(folder, "subordinate_bus_number") ?? (hasRegisters ? config.SubordinateBus : null);
        return secondary is { } first ? new BridgeFacts(hasRegisters ? config.PrimaryBus : null, first, subordinate) : null;
    }

    private static DriverFact ReadDriver(TreeDirectory folder)
    {
        if (folder.LinkedName("driver") is { } name) return DriverFact.Bound(name);

        // Every device has a link "subsystem": without it the copy has lost its links, and no driver link means nothing.
        return folder.HasLink("subsystem") ? DriverFact.None : DriverFact.Unknown;
    }

    private int? ReadGroup(TreeDirectory folder)
    {
        if (folder.LinkedName("iommu_group") is not { } name) return null;
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        problems.ReportMember(HostDiagnostics.BadValue, folder.PathOf("iommu_group"), folder.PathOf("iommu_group"), name, "group number");
        return null;
    }

    private ushort? Id(TreeDirectory folder, string name) => (ushort?)Number(folder, name, 0xffff, "id");

    private uint? Number(TreeDirectory folder, string name, uint most, string what)
    {
        if (folder.ReadText(name) is not { } text) return null;
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text;
        if (uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) && value <= most) return value;
        problems.ReportMember(HostDiagnostics.BadValue, folder.PathOf(name), folder.PathOf(name), text, what);
        return null;
    }

    private int? BusNumber(TreeDirectory folder, string name)
    {
        if (folder.ReadText(name) is not { } text) return null;
        if (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte value)) return value;
        problems.ReportMember(HostDiagnostics.BadValue, folder.PathOf(name), folder.PathOf(name), text, "bus number");
        return null;
    }
}
