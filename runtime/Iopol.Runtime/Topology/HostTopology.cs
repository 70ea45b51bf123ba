using Iopol.Runtime.Facts;
using Iopol.Runtime.State;

namespace Iopol.Runtime.Topology;

/// <summary>
/// A host's functions, groups and requester IDs under dense ids, immutable and shared by every policy over it.
/// The devices of a group have consecutive ids, in order of address; devices without a group come last.
/// </summary>
public sealed class HostTopology
{
    private readonly DeviceFacts[] devices;
    private readonly int[] groupOf;
    private readonly int[] groupStart;
    private readonly int[] groupNumbers;
    private readonly ReservedRegion[][] reserved;
    private readonly RequesterIds rids;
    private readonly Dictionary<BusAddress, int> byAddress;
    private readonly Dictionary<int, int> byGroupNumber;
    private readonly int[][] slots;
    private readonly int[][] requestersOfGroup;

    /// <summary>Builds the dense form of <paramref name="facts"/>.</summary>
    /// <exception cref="ArgumentException">Two devices have one address.</exception>
    public HostTopology(HostFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        Facts = facts;
        devices = [.. facts.Devices.OrderBy(d => d.Group ?? int.MaxValue).ThenBy(d => d.Address)];
        groupNumbers = [.. devices.Where(d => d.Group is not null).Select(d => d.Group!.Value).Distinct()];
        groupOf = new int[devices.Length];
        groupStart = new int[groupNumbers.Length + 1];
        byAddress = new Dictionary<BusAddress, int>(devices.Length);
        byGroupNumber = groupNumbers.Select((number, id) => (number, id)).ToDictionary(p => p.number, p => p.id);
        for (int d = 0; d < devices.Length; d++)
        {
            if (!byAddress.TryAdd(devices[d].Address, d))
            {
                throw new ArgumentException($"two devices have the address {devices[d].Address}", nameof(facts));
            }

            groupOf[d] = devices[d].Group is int number ? byGroupNumber[number] : -1;
            if (groupOf[d] >= 0) groupStart[groupOf[d] + 1] = d + 1;
        }

        reserved = new ReservedRegion[groupNumbers.Length][];
        for (int g = 0; g < reserved.Length; g++)
        {
            reserved[g] = [.. (facts.Groups.FirstOrDefault(x => x.Number == groupNumbers[g])?.Reserved ?? [])
                .Where(r => r.Kind != ReservedKind.DirectRelaxable)];
        }

        slots = SlotMembers(devices);
        rids = new RequesterIds(devices);
        requestersOfGroup = new int[groupNumbers.Length][];
        for (int g = 0; g < requestersOfGroup.Length; g++)
        {
            requestersOfGroup[g] = [.. Enumerable.Range(groupStart[g], groupStart[g + 1] - groupStart[g]).SelectMany(d => rids.Of(d).ToArray()).Distinct()];
        }

        AddressWidth = facts.AddressWidth ?? 48;
    }

    /// <summary>The facts this was built from.</summary>
    public HostFacts Facts { get; }

    /// <summary>Number of devices; ids are 0 to this, exclusive.</summary>
    public int DeviceCount => devices.Length;

    /// <summary>Number of groups; ids are 0 to this, exclusive.</summary>
    public int GroupCount => groupNumbers.Length;

    /// <summary>Number of requester IDs; ids are 0 to this, exclusive.</summary>
    public int RequesterCount => rids.Count;

    /// <summary>Width of an IOVA in bits; 48 where the source does not tell.</summary>
    public int AddressWidth { get; }

    /// <summary>Facts of a device.</summary>
    public DeviceFacts Device(int device) => devices[device];

    /// <summary>Group of a device, or -1.</summary>
    public int GroupOf(int device) => groupOf[device];

    /// <summary>First device of a group; its devices are the ids up to <see cref="GroupEnd"/>, exclusive.</summary>
    public int GroupStart(int group) => groupStart[group];

    /// <summary>One past the last device of a group.</summary>
    public int GroupEnd(int group) => groupStart[group + 1];

    /// <summary>The number the kernel gave a group.</summary>
    public int GroupNumber(int group) => groupNumbers[group];

    /// <summary>Reserved regions of a group that a user's mapping may not meet (relaxable ones left out).</summary>
    public ReadOnlySpan<ReservedRegion> Reserved(int group) => reserved[group];

    /// <summary>Dense id of the requester ID the IOMMU sees when the device does DMA: its own, or the one a bridge imposes.</summary>
    public int RequesterOf(int device) => rids.Effective(device);

    /// <summary>Every requester ID that must be programmed for a device, aliases included.</summary>
    public ReadOnlySpan<int> RequestersOf(int device) => rids.Of(device);

    /// <summary>Every requester ID that must be programmed for the devices of a group, each once, in order of the devices.</summary>
    public ReadOnlySpan<int> RequestersOfGroup(int group) => requestersOfGroup[group];

    /// <summary>Devices that share a requester ID with a device, itself included, by address.</summary>
    public ReadOnlySpan<int> SharersOf(int device) => rids.SharersOf(device);

    /// <summary>Functions of a device's slot, itself included, by function number.</summary>
    public ReadOnlySpan<int> SlotOf(int device) => slots[device];

    /// <summary>Domain, bus and function of a requester ID.</summary>
    public BusAddress Requester(int requester) => rids.Address(requester);

    /// <summary>Dense id of a requester ID, or -1 where no device carries it.</summary>
    public int FindRequester(BusAddress address) => rids.Find(address);

    /// <summary>Dense id of the device at an address, or -1.</summary>
    public int Find(BusAddress address) => byAddress.GetValueOrDefault(address, -1);

    /// <summary>Dense id of the group with a kernel number, or -1.</summary>
    public int FindGroup(int number) => byGroupNumber.GetValueOrDefault(number, -1);

    /// <summary>True where the range meets a region of the group a user may not map.</summary>
    /// <param name="group">Dense id.</param>
    /// <param name="iova">First byte.</param>
    /// <param name="size">Bytes, at least 1; the range does not wrap.</param>
    public bool IsReserved(int group, ulong iova, ulong size)
    {
        foreach (ReservedRegion region in reserved[group])
        {
            if (region.First <= iova + (size - 1) && iova <= region.Last) return true;
        }

        return false;
    }

    /// <summary>True where a mapping of the space meets a region of the group a user may not map.</summary>
    /// <param name="group">Dense id.</param>
    /// <param name="space">The mappings.</param>
    public bool MeetsReserved(int group, IovaSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        foreach (ReservedRegion region in reserved[group])
        {
            if (space.Overlaps(region.First, region.Last - region.First + 1)) return true;
        }

        return false;
    }

    private static int[][] SlotMembers(DeviceFacts[] devices)
    {
        int[][] slots = new int[devices.Length][];
        foreach (IGrouping<ulong, int> slot in Enumerable.Range(0, devices.Length).GroupBy(d => devices[d].Address.Slot))
        {
            int[] members = [.. slot.OrderBy(d => devices[d].Address)];
            foreach (int d in members) slots[d] = members;
        }

        return slots;
    }
}
