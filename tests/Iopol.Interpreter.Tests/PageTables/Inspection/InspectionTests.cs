using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables.Inspection;

/// <summary>Entries taken apart, the facts behind faults, and the leaves beside a gap.</summary>
public sealed class InspectionTests
{
    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void The_parts_of_an_entry_are_all_of_it(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        var inspector = new EntryInspector(setup);
        var random = new Random(3);
        foreach (KindIR kind in setup.Format.Kinds)
        {
            ulong entry = (ulong)random.NextInt64() & (setup.Format.EntryBytes == 4 ? uint.MaxValue : ulong.MaxValue);
            IReadOnlyList<EntryPart> parts = inspector.Parts(kind, entry);

            Assert.Equal(entry, parts.Aggregate(0UL, (sum, part) => sum | (part.Value << part.Bits.Low)));
            Assert.Equal(setup.Format.EntryBytes * 8, parts.Sum(p => p.Bits.Count));
            Assert.All(parts, p => Assert.Equal(p.Role == RowRole.Reserved && p.Value != 0, p.IsViolated));
        }

        Assert.All(inspector.Parts(null, ulong.MaxValue), p => Assert.NotNull(p.Name));
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void The_rights_so_far_end_in_the_rights_of_the_walk(string shape)
    {
        var table = new MappedTable(shape, 5, 10);
        var walk = new TableWalk(table.Setup, table.Memory, table.Root);
        var inspector = new EntryInspector(table.Setup);
        foreach (PlainLeaf leaf in table.Leaves)
        {
            foreach (Access privilege in new[] { Access.None, Access.Privileged })
            {
                WalkResult result = walk.Walk(leaf.Iova, privilege, isDryRun: true);
                if (!result.IsOk) continue;
                Assert.Equal(result.Allowed, inspector.RightsSoFar(result.Path, privilege));
                Access? before = inspector.RightsSoFar([.. result.Path.SkipLast(1)], privilege);
                if (before is { } above) Assert.Equal(result.Allowed, result.Allowed & above);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Every_fault_of_a_damaged_table_has_facts_behind_it(string shape)
    {
        var table = new MappedTable(shape, 9, 8);
        var walk = new TableWalk(table.Setup, table.Memory, table.Root);
        var reasons = new FaultReasons(table.Setup);
        int bytes = table.Setup.Format.EntryBytes, faults = 0;
        foreach (PlainLeaf leaf in table.Leaves.Take(4))
        {
            foreach (WalkedEntry entry in walk.Walk(leaf.Iova, Access.None, isDryRun: true).Path)
            {
                ulong whole = table.Memory.Read(entry.Address, bytes);
                for (int bit = 0; bit < bytes * 8; bit++)
                {
                    table.Memory.Write(entry.Address, bytes, whole ^ (1UL << bit));
                    foreach (Access access in new[] { Access.None, Access.Read, Access.Write, Access.Execute | Access.Privileged })
                    {
                        WalkResult result = walk.Walk(leaf.Iova, access, isDryRun: true);
                        Assert.Equal(result.IsOk, reasons.Of(result).Count == 0);
                        if (!result.IsOk) faults++;
                    }
                }

                table.Memory.Write(entry.Address, bytes, whole);
            }
        }

        Assert.True(faults > 0);
    }

    [Theory]
    [InlineData(0ul, 0ul, Access.Read, "read (bit 0) is 0")]
    [InlineData(0ul, 0x5001ul, Access.Write, "write (bit 1) is 0")]
    [InlineData(0ul, 0ul, Access.None, "read (bit 0) is 0; write (bit 1) is 0")]
    [InlineData(0ul, 0xfee01003ul, Access.Read, "0xfee01000 lies in 0xfee00000..0xfeefffff")]
    [InlineData(0ul, 0x8000000005003ul, Access.Read, "address 0x8000000005000 needs 52 bits, option host_width is 46")]
    [InlineData(0ul, 0x4000000000005803ul, Access.Read, "transient (bit 62) must be 0 with these options; snoop (bit 11) must be 0 with these options")]
    [InlineData(0x1000000000000ul, 0x5003ul, Access.Read, "an IOVA has 48 bits; those above are bit 48")]
    public void The_bits_behind_a_fault_are_named(ulong iova, ulong entry, Access access, string facts)
    {
        var table = new RawTable("VtdSecondStage/4 host_width=46");
        for (int position = 3; position > 0; position--) table.Set(position, 0, RawTable.Table(position - 1) | 3);
        table.Set(0, 0, entry);

        Assert.Equal(facts, string.Join("; ", new FaultReasons(table.Setup).Of(table.Walk(iova, access))));
    }

    [Fact]
    public void A_table_outside_and_a_skipped_index_are_named()
    {
        var vtd = new RawTable("VtdSecondStage/4");
        vtd.Set(3, 0, 0x90000003);
        Assert.Equal(["the entry is in no page of the memory"], new FaultReasons(vtd.Setup).Of(vtd.Walk(0)));

        var amd = new RawTable("AmdV1/3");
        amd.Set(2, 0, RawTable.Table(0) | 0x6000000000000201);
        Assert.Equal(["the IOVA has a 1 in an index that is skipped"], new FaultReasons(amd.Setup).Of(amd.Walk(0x200000)));
        amd.Set(2, 0, RawTable.Table(0) | 0x6000000000000601);
        Assert.Equal(["next_level (bits 11:9) is 3", "next_level (bits 11:9) is 3 at level 3"], new FaultReasons(amd.Setup).Of(amd.Walk(0x200000)));
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void The_nearest_leaves_are_those_of_the_list(string shape)
    {
        var table = new MappedTable(shape, 11, 10);
        TableSetup setup = table.Setup;
        IReadOnlyList<PlainLeaf> leaves = table.Leaves;
        var search = new LeafSearch(setup, table.Memory, table.Root);
        ulong step = 1UL << setup.SmallestBits;
        foreach (ulong iova in leaves.SelectMany(l => new[] { l.Iova - step, l.Iova, l.Iova + ((1UL << l.SizeBits) - 1), l.Iova + (1UL << l.SizeBits) }))
        {
            if (setup.IsOutside(iova)) continue;
            PlainLeaf? above = leaves.FirstOrDefault(l => l.Iova > iova);
            PlainLeaf? below = leaves.LastOrDefault(l => l.Iova + ((1UL << l.SizeBits) - 1) < iova);
            Check(above?.Iova, search.Nearest(iova, upwards: true)?.Iova);
            Check(below?.Iova + ((1UL << (below?.SizeBits ?? 0)) - 1), search.Nearest(iova, upwards: false) is { } found ? found.Iova + ((1UL << found.SizeBits) - 1) : null);
        }

        // Leaves that a hint joins are one in the list and many in the table.
        void Check(ulong? listed, ulong? found)
        {
            if (setup.Format.Run is null) Assert.Equal(listed, found);
            else Assert.Equal(listed is null && found is null, listed is null && found is null);
        }
    }
}
