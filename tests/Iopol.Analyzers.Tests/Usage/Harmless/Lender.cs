using Iopol.Policies;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Analyzers.Tests.Usage.Harmless;

/// <summary>Code that looks like what the analyzers look for and is none of it.</summary>
internal sealed class Lender(Linux6Vfio host, ILog log)
{
    private static readonly UserId Alice = new(0);
    private static readonly UserId Bob = new(1);
    private readonly Dictionary<UserId, Linux6Vfio.Container> containers = [];

    /// <summary>Every decision goes to somebody.</summary>
    public Decision Lend(DeviceId card, UserId tenant)
    {
        Decision last = host.Unbind(card);
        if (last.IsOk) last = host.Bind(card, host.Driver("vfio-pci"));
        log.Add(host.OpenContainer(tenant, out Linux6Vfio.Container container));
        containers[tenant] = container;
        _ = host.Plug(card);
        return last is { IsOk: true } ? host.Unplug(card) : last;
    }

    /// <summary>Retries what is closed and opened again, in a loop.</summary>
    public void Renew(UserId tenant, int times)
    {
        if (!host.OpenContainer(tenant, out Linux6Vfio.Container container).IsOk) return;
        for (int i = 0; i < times; i++)
        {
            log.Add(host.Unmap(container, 0, 4096, tenant, out _));
            host.CloseContainer(container, tenant);
            if (!host.OpenContainer(tenant, out container).IsOk) return;
            log.Add(host.Map(container, 0, 4096, AccessRights.Read, tenant));
        }

        host.CloseContainer(container, tenant);
    }

    /// <summary>Closes on each way out.</summary>
    public bool Either(UserId tenant, GroupId group)
    {
        using Linux6Vfio.GroupFileHandle file = host.TryOpenGroup(group, tenant, out Decision opened);
        if (!opened.IsOk) return false;
        if (!host.OpenContainer(tenant, out Linux6Vfio.Container container).IsOk) return false;
        if (!host.SetContainer(file, container, tenant).IsOk)
        {
            host.CloseContainer(container, tenant);
            return false;
        }

        switch (host.SetIommu(container, Linux6Vfio.Backend.Type1v2, tenant).Verdict)
        {
            case Verdict.Ok:
                containers.Add(tenant, container);
                return true;
            case Verdict.Refused:
                host.CloseContainer(container, tenant);
                break;
            default:
                log.Add(host.UnsetContainer(file, tenant));
                host.CloseContainer(container, tenant);
                break;
        }

        return containers.Remove(tenant);
    }

    /// <summary>Two users, each with its own.</summary>
    public void Both()
    {
        log.Add(host.OpenContainer(Alice, out Linux6Vfio.Container hers));
        log.Add(host.OpenContainer(Bob, out Linux6Vfio.Container his));
        foreach ((UserId user, Linux6Vfio.Container container) in new[] { (Alice, hers), (Bob, his) }) log.Add(host.Map(container, 0, 4096, AccessRights.Read, user));
        host.CloseContainer(hers, Alice);
        log.Add(host.Map(his, 4096, 4096, AccessRights.Read, Bob));
        host.CloseContainer(his, Bob);
    }

    /// <summary>A policy chosen at run time, or compared with another.</summary>
    public static bool Agree(HostTopology topology, bool strict, GroupId group)
    {
        CompiledPolicy chosen = strict ? new RfcGroupBound(topology) : new Linux6Vfio(topology);
        var one = new Linux6Vfio(topology);
        var other = new Linux6Iommufd(topology);
        return one.Viable(group) == other.Viable(group) && chosen.IsPanicked == one.IsPanicked;
    }

    /// <summary>Names and addresses that only the machine knows.</summary>
    public DeviceId Find(string name) =>
        BusAddress.TryParse(name, out BusAddress address) ? host.Device(address) : host.DriverOf(host.Device(BusAddress.Parse("0000:01:00.0"))) == host.Driver("e1000e") ? default : new DeviceId(-1);

    /// <summary>Asks, and makes nothing but what it throws.</summary>
    [AllocationFree]
    public bool MayUse(ReadOnlySpan<GroupId> groups, UserId tenant)
    {
        if (groups.IsEmpty) throw new ArgumentException($"no group for {tenant}", nameof(groups));
        Span<int> seen = stackalloc int[4];
        foreach (GroupId group in groups)
        {
            if (!host.Viable(group)) return false;
            seen[group.Value & 3]++;
        }

        return host.OpenContainer(tenant, out Linux6Vfio.Container container).IsOk && host.CloseContainer(container, tenant).IsOk && seen[0] >= 0;
    }
}

/// <summary>Keeps decisions.</summary>
internal interface ILog
{
    /// <summary>Keeps one.</summary>
    void Add(Decision decision);
}
