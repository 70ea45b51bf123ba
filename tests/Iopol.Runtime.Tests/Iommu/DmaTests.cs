using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Hosts = Iopol.Runtime.Tests.Grouping.Hosts;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>Transfers: pages, faults, owners, interrupts, and addresses that are nobody's.</summary>
public sealed class DmaTests
{
    private const ulong Iova = 0x40_0000, First = 0x10_0000, Second = 0x18_0000, Page = Machine.Page;

    [Fact]
    public void A_transfer_crosses_pages_and_stops_at_a_fault()
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain(Iova, First);
        domain.TryMap(Iova + Page, Second, Page, MapRights.Read);
        machine.Unit.Attach(0, domain);
        machine.Unit.Owners.Set(First, Page, FrameOwner.User(3));
        machine.Fill(First, 1);
        machine.Fill(Second, 2);

        byte[] data = new byte[100];
        DmaResult read = machine.Unit.Read(machine.Rid(), Iova + Page - 3, data);
        Assert.Equal((100, Second), (read.Bytes, read.Last.Address));
        Assert.Equal([1, 1, 1, 2, 2], data[..5]);
        Assert.Equal("kernel, user 3", read.Owners.ToString());
        Assert.Equal((2, false, true), (read.Owners.Count, read.Owners.IsWithin(FrameOwner.Kernel), read.Owners.Contains(FrameOwner.User(3))));

        Array.Fill(data, (byte)9);
        DmaResult write = machine.Unit.Write(machine.Rid(), Iova + Page - 3, data);
        Assert.Equal((3, FaultKind.Translation, false), (write.Bytes, write.Last.Fault, write.IsOk));
        Assert.Equal((9, 2), (machine.ByteAt(First + Page - 1), machine.ByteAt(Second)));
        DmaFault fault = Assert.Single(machine.TakeFaults());
        Assert.Equal((machine.Rid(), Iova + Page, Access.Write, "write_denied"), (fault.Requester, fault.Iova, fault.Access, fault.Reason.Name));
        Assert.Equal(fault.Reason, domain.Table.Faults[write.Last.FaultNumber - 1]);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(0, 4096)]
    [InlineData(1, 7)]
    [InlineData(3, 21)]
    [InlineData(5, 2)]
    [InlineData(4090, 12)]
    [InlineData(8, 0)]
    public void Bytes_arrive_whatever_their_alignment(int offset, int length)
    {
        using var machine = new Machine();
        IommuDomain domain = machine.Domain();
        domain.TryMap(Iova, First, 2 * Page, Machine.Both);
        machine.Unit.Attach(0, domain);
        byte[] sent = new byte[length], got = new byte[length], around = new byte[3 * Page];
        new Random(length).NextBytes(sent);
        Assert.Equal(length, machine.Unit.Write(machine.Rid(), Iova + (ulong)offset, sent).Bytes);
        Assert.Equal(length, machine.Unit.Read(machine.Rid(), Iova + (ulong)offset, got).Bytes);
        Assert.Equal(sent, got);
        Assert.True(machine.Memory.TryCopyTo(First, around));
        Assert.All(around[..offset], b => Assert.Equal(0, b));
        Assert.Equal(sent, around[offset..(offset + length)]);
        Assert.All(around[(offset + length)..], b => Assert.Equal(0, b));
    }

    [Fact]
    public void A_transfer_of_nothing_is_translated_and_touches_nothing()
    {
        using var machine = new Machine();
        Assert.Equal(FaultKind.Blocked, machine.Unit.Read(machine.Rid(), Iova, []).Last.Fault);
        machine.Unit.Attach(0, machine.Domain(Iova, First));
        DmaResult read = machine.Unit.Read(machine.Rid(), Iova, []);
        Assert.True(read.IsOk && read.Owners.IsEmpty);
    }

    [Fact]
    public void An_address_behind_the_memory_is_nobodys_and_no_fault_of_the_iommu()
    {
        using var machine = new Machine();
        machine.Unit.PassThrough(0);
        DmaResult write = machine.Unit.Write(machine.Rid(), machine.Memory.Size - 2, [1, 2, 3, 4]);
        Assert.Equal((2, false), (write.Bytes, write.IsOk));
        write = machine.Unit.Write(machine.Rid(), machine.Memory.Size - Page + 1, new byte[5000]);
        Assert.Equal((4095, DmaTargetKind.Nobody), (write.Bytes, write.Last.Kind));
        Assert.Equal(DmaTargetKind.Nobody, machine.Unit.Request(machine.Rid(), ulong.MaxValue, Access.Read).Kind);
        IommuDomain domain = machine.Domain(Iova, 1UL << 40);
        machine.Unit.Attach(0, domain);
        for (int i = 0; i < 2; i++) Assert.Equal(DmaTargetKind.Nobody, machine.Unit.Read(machine.Rid(), Iova, new byte[1]).Last.Kind);
        Assert.Empty(machine.TakeFaults());
    }

    [Fact]
    public void Writes_to_the_interrupt_window_are_interrupts_whatever_the_context()
    {
        using var machine = new Machine();
        byte[] message = [0x21, 0x40, 0, 0];
        Assert.Equal(DmaTargetKind.Interrupt, machine.Unit.Write(machine.Rid(), 0xfee0_0000, message).Last.Kind);
        IommuDomain domain = machine.Domain();
        Assert.Equal(MapError.None, domain.TryMap(0xfee0_0000, First, Page, Machine.Both));
        machine.Unit.Attach(0, domain);
        DmaResult written = machine.Unit.Write(machine.Rid(), 0xfee0_0000, message);
        Assert.Equal((4, DmaTargetKind.Interrupt, true), (written.Bytes, written.Last.Kind, written.Owners.IsEmpty));
        Assert.Equal(0, machine.ByteAt(First));
        Assert.Equal(FaultKind.InterruptRead, machine.Unit.Read(machine.Rid(), 0xfeef_fffc, message).Last.Fault);
        Assert.Equal(FaultKind.Translation, machine.Unit.Write(machine.Rid(), 0xfef0_0000, message).Last.Fault);
    }

    [Fact]
    public void Where_interrupts_are_mapped_like_memory_there_is_no_window()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(1, 1) with { Iommu = "arm" });
        machine.Unit.Attach(0, machine.Domain(0xfee0_0000, First));
        Assert.Equal(First, machine.Unit.Write(machine.Rid(), 0xfee0_0000, [1]).Last.Address);
    }

    [Fact]
    public void The_window_is_where_the_host_says()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(1, 1) with { Groups = [new GroupFacts(0, "DMA", [new(0x1_0000_0000, 0x1_0000_ffff, ReservedKind.Msi)])] });
        Assert.Equal(DmaTargetKind.Interrupt, machine.Unit.Request(machine.Rid(), 0x1_0000_1000, Access.Write).Kind);
        Assert.Equal(FaultKind.Blocked, machine.Unit.Request(machine.Rid(), 0xfee0_0000, Access.Write).Fault);
    }

    [Fact]
    public void A_full_fault_log_says_so_and_records_nothing_more_until_it_is_told()
    {
        using var machine = new Machine(Enforcement.Hosts.Facts(1, 1), topology => IommuOptions.For(topology) with { FaultRecords = 3 });
        FaultLog log = machine.Unit.Faults;
        for (ulong i = 0; i < 5; i++) machine.Unit.Request(machine.Rid(), i << 12, Access.Read);
        Assert.Equal((3, true, 2L), (log.Count, log.HasOverflowed, log.Lost));
        Assert.Equal([0, 0x1000, 0x2000], machine.TakeFaults().Select(f => f.Iova));
        // There is room again, and still nobody looked at the flag.
        machine.Unit.Request(machine.Rid(), 0x9000, Access.Read);
        Assert.Equal(0, log.Count);
        log.ClearOverflow();
        machine.Unit.Request(machine.Rid(), 0xa000, Access.Read);
        Assert.Equal([0xa000], machine.TakeFaults().Select(f => f.Iova));
        Assert.Equal((false, 3L), (log.HasOverflowed, log.Lost));
    }

    [Fact]
    public async Task A_table_that_throws_ends_the_transfer_and_nothing_waits_for_it()
    {
        using var machine = new Machine();
        machine.Unit.Attach(0, machine.Unit.CreateDomain(new PausingTable(machine.Table(), () => throw new InvalidDataException()), machine.Frames));
        Assert.Throws<InvalidDataException>(() => machine.Unit.Read(machine.Rid(), Iova, new byte[1]));
        await Task.Run(IommuUnit.Drain);
        Assert.Throws<InvalidDataException>(() => machine.Unit.Request(machine.Rid(), Iova, Access.Read));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var topology = new Runtime.Topology.HostTopology(Hosts.Of(Hosts.Function("00:02.0")));
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        IommuOptions[] wrong =
        [
            new() { FaultRecords = 0 }, new() { IotlbCapacity = 3 }, new() { DomainIds = 0 },
            new() { Bars = [new(0, 0xe000_0000, 0xdfff_ffff)] }, new() { Bars = [new(1, 0xe000_0000, 0xe000_0fff)] },
            new() { Bars = [new(0, 0xe000_0000, 0xe000_0fff), new(0, 0xe000_0fff, 0xe000_1fff)] },
            new() { Bars = [new(0, 0xf_f000, 0x10_0fff)] },
        ];
        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentException>(() => new IommuUnit(topology, memory, options)));
    }
}
