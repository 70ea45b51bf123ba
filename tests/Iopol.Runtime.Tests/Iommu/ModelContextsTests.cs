using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.State;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>The IOMMU follows a model's state.</summary>
public sealed class ModelContextsTests
{
    private const ulong Iova = 0x40_0000, Page = Machine.Page;
    private const int Default = 0, Blocked = 1, Identity = 2, FirstSpace = 16, ReadOnly = 1, Both = 3;

    [Fact]
    public void Contexts_and_mappings_come_and_go()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(2, 2));
        var state = new HostState(machine.Topology, new DriverTable([]), new HostLimits { Spaces = 4 });
        var contexts = new ModelContexts(machine.Unit, machine.Frames, machine.Table, (space, iova) => ((ulong)space << 20) + (iova & 0xf_ffff));
        contexts.Update(state);
        Assert.Equal(["domain 1", "domain 1", "domain 2", "domain 2"], Shown());
        Assert.Equal(contexts.Defaults.Of(1)!.Id, machine.Unit.ContextOf(3).DomainId);

        int space = state.NewSpace();
        Assert.True(state.Space(space).TryMap(Iova, 4 * Page, Both));
        Assert.True(state.Space(space).TryMap(Iova + (8 * Page), Page, ReadOnly));
        state.ProgramGroup(0, FirstSpace + space);
        state.Program(2, Blocked);
        state.Program(3, Identity);
        contexts.Update(state);
        Assert.Equal(["domain 3", "domain 3", "blocked", "identity"], Shown());
        Assert.Equal((3, true), (contexts.DomainOf(space)!.Id, Try(Iova + (3 * Page))));
        Assert.False(Try(Iova + (8 * Page)));
        Assert.True(machine.Unit.Request(machine.Rid(), Iova + (8 * Page), Access.Read).Kind == DmaTargetKind.Memory);

        // The same place, with other rights.
        state.Space(space).Unmap(Iova, 16 * Page);
        Assert.True(state.Space(space).TryMap(Iova, 4 * Page, ReadOnly));
        contexts.Update(state);
        Assert.False(Try(Iova + (3 * Page)));
        Assert.Equal(FaultKind.Translation, machine.Unit.Request(machine.Rid(), Iova + (8 * Page), Access.Read).Fault);

        state.ProgramGroup(0, Default);
        state.FreeSpace(space);
        contexts.Update(state);
        Assert.Null(contexts.DomainOf(space));
        Assert.Null(machine.Unit.FindDomain(3));
        Assert.Equal(["domain 1", "domain 1"], Shown()[..2]);

        string[] Shown() => [.. Enumerable.Range(0, 4).Select(device => machine.Unit.ContextOf(device).ToString())];
        bool Try(ulong iova) => machine.Unit.Write(machine.Rid(), iova, [1]).IsOk;
    }

    [Fact]
    public void A_state_that_cannot_be_is_refused()
    {
        using var machine = new Machine();
        using var other = new Machine();
        var contexts = new ModelContexts(machine.Unit, machine.Frames, machine.Table, (_, iova) => iova);
        var limits = new HostLimits { Spaces = 2 };
        Assert.Throws<ArgumentException>(() => contexts.Update(new HostState(other.Topology, new DriverTable([]), limits)));
        var state = new HostState(machine.Topology, new DriverTable([]), limits);
        state.Program(0, FirstSpace + 1);
        Assert.Throws<InvalidOperationException>(() => contexts.Update(state));
        state.Program(0, Blocked);
        state.Space(state.NewSpace()).TryMap(1, 1, Both);
        Assert.Contains("EINVAL", Assert.Throws<InvalidOperationException>(() => contexts.Update(state)).Message, StringComparison.Ordinal);
    }
}
