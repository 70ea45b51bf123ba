using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What Arm's 64-bit tables mean, with the events an SMMUv3 reports.</summary>
public sealed class ArmTests
{
    private const ulong Iova = 0x123456789abc;
    private const ulong AccessFlag = 1UL << 10, Unprivileged = 1UL << 6, ReadOnly = 1UL << 7, DirtyModifier = 1UL << 51;
    private const Access Both = Access.Read | Access.Write;

    private static RawTable Path(string shape = "ArmStage1Granule4K/4", ulong pointer = 3)
    {
        var table = new RawTable(shape);
        for (int position = table.Setup.Top.Position; position > 0; position--) table.Set(position, Iova, RawTable.Table(position - 1) | pointer);
        return table;
    }

    [Theory]
    [InlineData("ArmStage1Granule4K/4", 0, 12)]
    [InlineData("ArmStage1Granule4K/4", 1, 21)]
    [InlineData("ArmStage1Granule4K/4", 2, 30)]
    [InlineData("ArmStage1Granule16K/4", 0, 14)]
    [InlineData("ArmStage1Granule16K/4", 1, 25)]
    [InlineData("ArmStage1Granule64K/3", 0, 16)]
    [InlineData("ArmStage1Granule64K/3", 1, 29)]
    [InlineData("ArmStage1Granule64KLarge/3", 2, 42)]
    public void Pages_and_blocks_stand_where_the_granule_has_them(string shape, int position, int bits)
    {
        ulong address = 0x876655443000 & ~((1UL << bits) - 1), offset = Iova & ((1UL << bits) - 1);
        ulong sort = position == 0 ? 3UL : 1UL;
        foreach (string stage in new[] { shape, shape.Replace("Stage1", "Stage2", StringComparison.Ordinal).Replace("16K/4", "16K/3", StringComparison.Ordinal) })
        {
            if (stage.Contains("16K/3", StringComparison.Ordinal) && position > 1) continue;
            ulong low = stage.Contains("16K/3", StringComparison.Ordinal) ? Iova & ((1UL << 47) - 1) : Iova;
            ulong bitsOfLeaf = AccessFlag | sort | (stage.Contains("Stage2", StringComparison.Ordinal) ? 3UL << 6 : Unprivileged);
            RawTable table = Path(stage).Set(position, low, address | bitsOfLeaf);
            table.Finds(address + offset, low, Both, bits);
        }
    }

    [Theory]
    [InlineData("ArmStage1Granule4K/4", 0, 3)]
    [InlineData("ArmStage1Granule16K/4", 0, 2, 3)]
    [InlineData("ArmStage1Granule64K/3", 0, 2)]
    [InlineData("ArmStage1Granule64KLarge/3", 0)]
    [InlineData("ArmStage2Granule4K/4", 0, 3)]
    [InlineData("ArmStage2Granule16K/3", 0, 2)]
    [InlineData("ArmStage2Granule64K/3", 0, 2)]
    public void Sort_1_is_not_valid_elsewhere(string shape, params int[] positions)
    {
        foreach (int position in positions)
        {
            Path(shape).Set(position, Iova, AccessFlag | 0xc1).Faults("translation", Iova, Access.Read, position);
            Path(shape).Set(position, Iova, AccessFlag | 0xc1).Faults("translation", Iova, Access.None, position);
        }
    }

    [Fact]
    public void Sorts_without_bit_0_are_not_valid()
    {
        foreach (int position in new[] { 0, 1, 2, 3 })
        {
            foreach (ulong sort in new ulong[] { 0, 2 }) Path().Set(position, Iova, 0xfff000000000 | AccessFlag | Unprivileged | sort).Faults("translation", Iova, Both, position);
        }

        RawTable table = Path();
        Assert.Equal(
            (0x10, 0x11, 0x12, 0x13, 0x0B),
            (table.Code("translation"), table.Code("address_size"), table.Code("access_flag_clear"), table.Code("permission_denied"), table.Code("walk_abort")));
    }

    [Fact]
    public void Faults_come_in_order()
    {
        const string Narrow = "ArmStage1Granule4K/4 output_width=40";
        const ulong Far = 1UL << 40;
        Path(Narrow).Set(0, Iova, Far | ReadOnly | 2).Faults("translation", Iova, Access.Write, 0);
        Path(Narrow).Set(0, Iova, Far | ReadOnly | 3).Faults("address_size", Iova, Access.Write, 0);
        Path(Narrow).Set(0, Iova, 0x5000 | ReadOnly | 3).Faults("access_flag_clear", Iova, Access.Write, 0);
        Path(Narrow).Set(0, Iova, 0x5000 | ReadOnly | AccessFlag | 3).Faults("permission_denied", Iova, Access.Write, 0);
        Path(Narrow).Set(2, Iova, Far | 3).Faults("address_size", Iova, Access.Write, 2);
        Path(Narrow).Set(2, Iova, 0x7000_0000 | 3).Faults("walk_abort", Iova, Access.Write, 1);
    }

    [Fact]
    public void Low_address_bits_of_a_block_are_ignored()
    {
        for (int bit = 12; bit < 21; bit++) Path().Set(1, Iova, 0x600000 | (1UL << bit) | AccessFlag | Unprivileged | 1).Finds(0x600000 + (Iova & 0x1fffff), Iova, Both, 21);
    }

    [Fact]
    public void Access_permissions_are_two_bits()
    {
        (ulong Bits, Access User, Access Supervisor)[] table = [(0, Access.None, Both), (Unprivileged, Both, Both), (ReadOnly, Access.None, Access.Read), (ReadOnly | Unprivileged, Access.Read, Access.Read)];
        foreach ((ulong bits, Access user, Access supervisor) in table)
        {
            RawTable page = Path().Set(0, Iova, 0x5000 | AccessFlag | bits | 3);
            Assert.Equal(user, page.Walk(Iova, Access.None).Allowed & Both);
            Assert.Equal(supervisor, page.Walk(Iova, Access.Privileged).Allowed & Both);
            foreach (Access right in new[] { Access.Read, Access.Write })
            {
                if ((user & right) == 0) page.Faults("permission_denied", Iova, right, 0);
                else page.Finds(0x5abc, Iova, right);
                if ((supervisor & right) == 0) page.Faults("permission_denied", Iova, right | Access.Privileged, 0);
                else page.Finds(0x5abc, Iova, right | Access.Privileged);
            }
        }
    }

    [Fact]
    public void Executing_is_forbidden_to_each_by_a_bit_of_its_own()
    {
        const ulong Page = 0x5000 | AccessFlag | Unprivileged | ReadOnly | 3;
        static (bool User, bool Supervisor) Executes(RawTable table) =>
            (table.Walk(Iova, Access.Execute).IsOk, table.Walk(Iova, Access.Execute | Access.Privileged).IsOk);
        Assert.Equal((true, true), Executes(Path().Set(0, Iova, Page)));
        Assert.Equal((true, false), Executes(Path().Set(0, Iova, Page | (1UL << 53))));
        Assert.Equal((false, true), Executes(Path().Set(0, Iova, Page | (1UL << 54))));
        // What users may write supervisors never execute.
        Assert.Equal((true, false), Executes(Path().Set(0, Iova, Page & ~ReadOnly)));
        // A user may execute what it may not read.
        Assert.Equal((true, true), Executes(Path().Set(0, Iova, Page & ~Unprivileged)));
        Assert.Equal((true, false), Executes(Path(pointer: 3 | (1UL << 59)).Set(0, Iova, Page)));
        Assert.Equal((false, true), Executes(Path(pointer: 3 | (1UL << 60)).Set(0, Iova, Page)));
        Assert.Equal((true, true), Executes(Path("ArmStage1Granule4K/4 hierarchical=0", 3 | (3UL << 59)).Set(0, Iova, Page)));
    }

    [Fact]
    public void Tables_restrict_what_is_below()
    {
        const ulong Page = 0x5000 | AccessFlag | Unprivileged | 3;
        RawTable readOnly = Path().Set(0, Iova, Page).Set(2, Iova, RawTable.Table(1) | (1UL << 62) | 3);
        readOnly.Faults("permission_denied", Iova, Access.Write | Access.Privileged, 0);
        Assert.Equal(Access.Read, readOnly.Walk(Iova).Allowed & Both);
        RawTable privileged = Path().Set(0, Iova, Page).Set(3, Iova, RawTable.Table(2) | (1UL << 61) | 3);
        privileged.Faults("permission_denied", Iova, Access.Read, 0);
        privileged.Finds(0x5abc, Iova, Both | Access.Privileged);
        Path("ArmStage1Granule4K/4 hierarchical=0").Set(0, Iova, Page).Set(3, Iova, RawTable.Table(2) | (3UL << 61) | 3).Finds(0x5abc, Iova, Both);
    }

    [Fact]
    public void Regions_end_where_their_width_says()
    {
        RawTable lower = Path("ArmStage1Granule4K/4 width=45").Set(0, Iova, 0x5000 | AccessFlag | Unprivileged | 3);
        lower.Finds(0x5abc, Iova);
        foreach (ulong outside in new ulong[] { 1UL << 45, 1UL << 63, ulong.MaxValue, Iova | (1UL << 56) }) lower.Faults("translation", outside, Access.Read, 3);
        const ulong Upper = 0xfffff23456789abc;
        RawTable upper = new RawTable("ArmStage1Granule4K/4 width=45 upper_region=1");
        Assert.Empty(upper.Walk(Iova).Path);
        Assert.Empty(upper.Walk(0xffff8fffffffffff).Path);
        Assert.Single(upper.Walk(Upper).Path);
        Assert.Empty(upper.Walk(Upper & ~(1UL << 60)).Path);
        Assert.Single(new RawTable("ArmStage1Granule4K/4 width=45 upper_region=1 top_byte_ignored=1").Walk(Upper & ~(0xffUL << 56)).Path);
        Path("ArmStage1Granule4K/4 top_byte_ignored=1").Set(0, Iova, 0x5000 | AccessFlag | Unprivileged | 3).Finds(0x5abc, Iova | 0xa5UL << 56);
    }

    [Theory]
    [InlineData("ArmStage1Granule4K/3 width=36", 6, 512)]
    [InlineData("ArmStage1Granule4K/3 width=31", 1, 64)]
    [InlineData("ArmStage1Granule16K/4 width=48", 1, 64)]
    [InlineData("ArmStage1Granule64K/3 width=48", 6, 512)]
    [InlineData("ArmStage2Granule4K/3 width=40", 10, 8192)]
    [InlineData("ArmStage2Granule4K/3 width=43", 13, 65536)]
    [InlineData("ArmStage2Granule16K/3 width=48", 12, 32768)]
    public void The_top_table_is_as_large_as_the_width_asks(string shape, int indexBits, int bytes)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        Assert.Equal((indexBits, (ulong)bytes), (setup.IndexBits(setup.Top), setup.TableBytes(setup.Top)));
    }

    [Fact]
    public void Sixteen_tables_may_stand_side_by_side_in_stage_2()
    {
        const ulong High = 0xff_c567_89ab;
        new RawTable("ArmStage2Granule4K/3 width=40").Set(2, High, 0x40000000 | AccessFlag | (3UL << 6) | 1).Finds(0x40000000 + (High & 0x3fffffff), High, Both, 30);
        Assert.Null(TableSetup.TryCreate(ShippedFormats.All["ArmStage2Granule4K"], 3, 44, null, out string problem));
        Assert.Contains("31 to 43", problem, StringComparison.Ordinal);
        Assert.Null(TableSetup.TryCreate(ShippedFormats.All["ArmStage1Granule4K"], 3, 40, null, out _));
    }

    [Fact]
    public void Stage_2_rights_are_the_leafs_own()
    {
        const ulong Page = 0x5000 | AccessFlag | 3;
        (ulong Bits, Access Allowed)[] table = [(0, Access.None), (1UL << 6, Access.Read), (2UL << 6, Access.Write), (3UL << 6, Both)];
        foreach ((ulong bits, Access allowed) in table)
        {
            RawTable page = Path("ArmStage2Granule4K/4").Set(0, Iova, Page | bits);
            Assert.Equal(allowed, page.Walk(Iova, Access.None).Allowed & Both);
            if ((allowed & Access.Read) == 0) page.Faults("permission_denied", Iova, Access.Read, 0);
            if ((allowed & Access.Write) == 0) page.Faults("permission_denied", Iova, Access.Write, 0);
        }

        static (bool User, bool Supervisor) Executes(string shape, ulong xn)
        {
            RawTable page = Path(shape).Set(0, Iova, Page | (1UL << 6) | (xn << 53));
            return (page.Walk(Iova, Access.Execute).IsOk, page.Walk(Iova, Access.Execute | Access.Privileged).IsOk);
        }

        Assert.Equal([(true, true), (true, true), (false, false), (false, false)], new ulong[] { 0, 1, 2, 3 }.Select(xn => Executes("ArmStage2Granule4K/4", xn)));
        Assert.Equal(
            [(true, true), (true, false), (false, false), (false, true)],
            new ulong[] { 0, 1, 2, 3 }.Select(xn => Executes("ArmStage2Granule4K/4 execute_never_by_privilege=1", xn)));
    }

    [Fact]
    public void Hardware_sets_the_access_flag_and_makes_clean_pages_writable()
    {
        const string Able = "hardware_access=1 hardware_dirty=1";
        RawTable first = Path($"ArmStage1Granule4K/4 {Able}").Set(0, Iova, 0x5000 | Unprivileged | ReadOnly | DirtyModifier | 3);
        first.Finds(0x5abc, Iova, Access.Read);
        Assert.Equal(0x5000 | Unprivileged | ReadOnly | DirtyModifier | AccessFlag | 3, first.Get(0, Iova));
        first.Finds(0x5abc, Iova, Access.Write);
        Assert.Equal(0x5000 | Unprivileged | DirtyModifier | AccessFlag | 3, first.Get(0, Iova));
        RawTable second = Path($"ArmStage2Granule4K/4 {Able}").Set(0, Iova, 0x5000 | (1UL << 6) | DirtyModifier | AccessFlag | 3);
        second.Finds(0x5abc, Iova, Access.Write);
        Assert.Equal(0x5000 | (3UL << 6) | DirtyModifier | AccessFlag | 3, second.Get(0, Iova));
        Path().Set(0, Iova, 0x5000 | Unprivileged | ReadOnly | DirtyModifier | AccessFlag | 3).Faults("permission_denied", Iova, Access.Write, 0);
        RawTable kept = Path($"ArmStage1Granule4K/4 {Able}").Set(0, Iova, 0x5000 | Unprivileged | ReadOnly | 3);
        kept.Faults("permission_denied", Iova, Access.Write, 0);
        // The flag is set before rights are looked at.
        Assert.Equal(0x5000 | Unprivileged | ReadOnly | AccessFlag | 3, kept.Get(0, Iova));
    }

    [Fact]
    public void An_address_of_52_bits_is_in_two_parts()
    {
        const string Large = "ArmStage1Granule64KLarge/3 output_width=52";
        const ulong Page = 0x876655440000 | 0xb000 | AccessFlag | Unprivileged | 3;
        Path(Large).Set(0, Iova, Page).Finds(0xb876655440000 + (Iova & 0xffff), Iova, Both, 16);
        Path("ArmStage1Granule64KLarge/3").Set(0, Iova, Page).Faults("address_size", Iova, Both, 0);
        Path("ArmStage1Granule64K/3").Set(0, Iova, Page).Finds(0x876655440000 + (Iova & 0xffff), Iova, Both, 16);
        new RawTable(Large + " width=52").Faults("translation", 1UL << 51, Access.Read, 2);
        Assert.Empty(new RawTable(Large + " width=52").Walk(1UL << 52).Path);
    }

    [Fact]
    public void The_hint_of_a_run_changes_no_walk()
    {
        Path().Set(0, Iova, 0x5000 | AccessFlag | Unprivileged | (1UL << 52) | 3).Finds(0x5abc, Iova, Both, 12);
    }
}
