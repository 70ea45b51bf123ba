using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What RISC-V's tables mean, with the causes the IOMMU reports.</summary>
public sealed class RiscvTests
{
    private const ulong Iova = 0x3456789abc;
    private const ulong User = 0x10, Accessed = 0x40, Dirty = 0x80;
    private const ulong All = 0xdf; // V R W X U A D
    private const Access Both = Access.Read | Access.Write;

    private static ulong Entry(ulong address, ulong bits = All) => (address >> 2) | bits;

    private static RawTable Path(string shape = "RiscvFirstStage/3") => new RawTable(shape)
        .Set(2, Iova, Entry(RawTable.Table(1), 1)).Set(1, Iova, Entry(RawTable.Table(0), 1));

    private static void PageFault(RawTable table, ulong iova, Access allows = Access.None)
    {
        if ((allows & Access.Read) == 0) table.Faults("read_page_fault", iova, Access.Read);
        if ((allows & Access.Write) == 0) table.Faults("write_page_fault", iova, Access.Write);
        if ((allows & Access.Execute) == 0) table.Faults("instruction_page_fault", iova, Access.Execute);
    }

    private static void AccessFault(RawTable table, ulong iova)
    {
        table.Faults("read_access_fault", iova, Access.Read);
        table.Faults("write_access_fault", iova, Access.Write);
        table.Faults("instruction_access_fault", iova, Access.Execute);
    }

    [Fact]
    public void Leaves_stand_at_every_level()
    {
        Path().Set(0, Iova, Entry(0x88776655443000)).Finds(0x88776655443abc, Iova, Both, 12);
        Path().Set(1, Iova, Entry(0x88776655400000)).Finds(0x88776655400000 + (Iova & 0x1fffff), Iova, Both, 21);
        Path().Set(2, Iova, Entry(0x88776640000000)).Finds(0x88776640000000 + (Iova & 0x3fffffff), Iova, Both, 30);
        new RawTable("RiscvFirstStage/5").Set(3, Iova, Entry(0)).Set(4, Iova, Entry(RawTable.Table(3), 1)).Finds(Iova, Iova, Both, 39);
        new RawTable("RiscvFirstStage/5").Set(4, Iova, Entry(0)).Finds(Iova, Iova, Both, 48);
    }

    [Fact]
    public void Causes_are_those_of_the_stage_and_the_access()
    {
        RawTable first = Path(), second = Path("RiscvSecondStage/3");
        string[] names = ["instruction_page_fault", "read_page_fault", "write_page_fault", "instruction_access_fault", "read_access_fault", "write_access_fault"];
        Assert.Equal([12, 13, 15, 1, 5, 7], names.Select(first.Code));
        Assert.Equal([20, 21, 23, 1, 5, 7], names.Select(second.Code));
        PageFault(first, Iova);
        first.Faults("write_page_fault", Iova, Both);
        first.Faults("read_page_fault", Iova, Access.None);
    }

    [Theory]
    [InlineData("RiscvFirstStage/3", 38, true)]
    [InlineData("RiscvFirstStage/4", 47, true)]
    [InlineData("RiscvFirstStage/5", 56, true)]
    [InlineData("RiscvSecondStage/3", 41, false)]
    [InlineData("RiscvSecondStage/4", 50, false)]
    [InlineData("RiscvSecondStage/5", 59, false)]
    [InlineData("RiscvSv32/2", 32, false)]
    [InlineData("RiscvSv32x4/2", 34, false)]
    public void The_input_is_extended_by_sign_or_by_zeros(string shape, int bits, bool isSigned)
    {
        var table = new RawTable(shape);
        table.Faults("read_page_fault", 1UL << bits);
        Assert.Empty(table.Walk(1UL << bits).Path);
        Assert.Single(table.Walk((1UL << bits) - 1).Path);
        Assert.Equal(isSigned ? 1 : 0, table.Walk(ulong.MaxValue).Path.Count);
        Assert.Equal(isSigned ? 1 : 0, table.Walk(ulong.MaxValue << bits).Path.Count);
    }

    [Fact]
    public void The_second_stages_top_table_is_four_times_as_large()
    {
        const ulong High = 0x1c0_0000_0000 | 0x5000;
        RawTable table = new RawTable("RiscvSecondStage/3").Set(2, High, Entry(0x40000000));
        Assert.Equal((0x4000UL, 0x700UL), (table.Setup.TableBytes(table.Setup.Top), table.Setup.IndexOf(table.Setup.Top, High)));
        table.Finds(0x40005000, High, Both, 30);
        Assert.Throws<ArgumentException>(() => new TableWalk(table.Setup, table.Memory, 0x101000));
    }

    [Fact]
    public void Encodings_that_are_reserved_are_page_faults_whatever_is_asked()
    {
        foreach (ulong bits in new ulong[] { 0, All & ~1UL, 0x05 | User | Accessed | Dirty, 0x0d | User | Accessed | Dirty })
        {
            PageFault(Path().Set(0, Iova, Entry(0x5000, bits)), Iova);
            PageFault(Path().Set(1, Iova, Entry(RawTable.Table(0), bits)), Iova);
        }

        for (int bit = 54; bit < 63; bit++) PageFault(Path().Set(0, Iova, Entry(0x5000) | (1UL << bit)), Iova);
        Path("RiscvFirstStage/3 svpbmt=1").Set(0, Iova, Entry(0x5000) | (1UL << 61)).Finds(0x5abc, Iova, Both);
        Path("RiscvFirstStage/3 svpbmt=1").Set(0, Iova, Entry(0x5000) | (1UL << 62)).Finds(0x5abc, Iova, Both);
        PageFault(Path("RiscvFirstStage/3 svpbmt=1").Set(0, Iova, Entry(0x5000) | (3UL << 61)), Iova);
        Path("RiscvFirstStage/3 svrsw60t59b=1").Set(0, Iova, Entry(0x5000) | (3UL << 59)).Finds(0x5abc, Iova, Both);
        foreach (int bit in new[] { 5, 8, 9 }) Path().Set(0, Iova, Entry(0x5000) | (1UL << bit)).Finds(0x5abc, Iova, Both);
    }

    [Fact]
    public void A_pointer_has_nothing_but_its_address()
    {
        foreach (int bit in new[] { 4, 6, 7, 54, 58, 59, 60, 61, 62, 63 })
        {
            PageFault(Path("RiscvFirstStage/3 svpbmt=1").Set(0, Iova, Entry(0x5000)).Set(1, Iova, Entry(RawTable.Table(0), 1) | (1UL << bit)), Iova);
        }

        foreach (int bit in new[] { 5, 8, 9 }) Path().Set(0, Iova, Entry(0x5000)).Set(1, Iova, Entry(RawTable.Table(0), 1) | (1UL << bit)).Finds(0x5abc, Iova, Both);
        PageFault(Path().Set(0, Iova, Entry(RawTable.Table(0), 1)), Iova);
        PageFault(Path().Set(0, Iova, Entry(RawTable.Table(0), 1 | User | Accessed | Dirty)), Iova);
    }

    [Fact]
    public void Rights_are_the_leafs()
    {
        PageFault(Path().Set(0, Iova, Entry(0x5000, 0x03 | User | Accessed | Dirty)), Iova, Access.Read);
        PageFault(Path().Set(0, Iova, Entry(0x5000, 0x09 | User | Accessed | Dirty)), Iova, Access.Execute);
        PageFault(Path().Set(0, Iova, Entry(0x5000, 0x07 | User | Accessed | Dirty)), Iova, Both);
        Assert.Equal(Both | Access.Execute, Path().Set(0, Iova, Entry(0x5000)).Walk(Iova).Allowed);
        Assert.Equal(Access.Execute, Path().Set(0, Iova, Entry(0x5000, 0x09 | User | Accessed)).Walk(Iova, Access.Execute).Allowed);
    }

    [Fact]
    public void Pages_of_users_and_of_supervisors()
    {
        RawTable supervisor = Path().Set(0, Iova, Entry(0x5000, All & ~User));
        PageFault(supervisor, Iova);
        foreach (Access access in new[] { Access.Read, Access.Write, Access.Execute }) supervisor.Finds(0x5abc, Iova, access | Access.Privileged);
        RawTable user = Path().Set(0, Iova, Entry(0x5000));
        user.Faults("read_page_fault", Iova, Access.Read | Access.Privileged);
        user.Faults("write_page_fault", Iova, Access.Write | Access.Privileged);
        RawTable shared = Path("RiscvFirstStage/3 supervisor_user_access=1").Set(0, Iova, Entry(0x5000));
        shared.Finds(0x5abc, Iova, Both | Access.Privileged);
        shared.Faults("instruction_page_fault", Iova, Access.Execute | Access.Privileged);
        PageFault(Path("RiscvSecondStage/3").Set(0, Iova, Entry(0x5000, All & ~User)), Iova);
        Path("RiscvSecondStage/3").Set(0, Iova, Entry(0x5000)).Finds(0x5abc, Iova, Access.Execute | Access.Privileged);
    }

    [Fact]
    public void A_large_leaf_must_be_aligned()
    {
        for (int bit = 12; bit < 21; bit++) PageFault(Path().Set(1, Iova, Entry(0x600000 | (1UL << bit))), Iova);
        for (int bit = 12; bit < 30; bit++) PageFault(Path().Set(2, Iova, Entry(0x40000000 | (1UL << bit))), Iova);
    }

    [Fact]
    public void Sixty_four_KiB_stand_in_sixteen_entries()
    {
        const ulong Napot = 1UL << 63;
        Path().Set(0, Iova, Entry(0x50008000) | Napot).Finds(0x50000000 + (Iova & 0xffff), Iova, Both, 16);
        for (ulong code = 0; code < 16; code++)
        {
            if (code != 8) PageFault(Path().Set(0, Iova, Entry(0x50000000 | (code << 12)) | Napot), Iova);
        }

        PageFault(Path().Set(1, Iova, Entry(0x50000000) | Napot), Iova);
        PageFault(Path("RiscvFirstStage/3 svnapot=0").Set(0, Iova, Entry(0x50008000) | Napot), Iova);
        Path("RiscvSecondStage/3").Set(0, Iova, Entry(0x50008000) | Napot).Finds(0x50000000 + (Iova & 0xffff), Iova, Both, 16);
    }

    [Fact]
    public void Accessed_and_dirty_are_needed_or_set()
    {
        PageFault(Path().Set(0, Iova, Entry(0x5000, All & ~Accessed)), Iova);
        PageFault(Path().Set(0, Iova, Entry(0x5000, All & ~Dirty)), Iova, Access.Read | Access.Execute);
        RawTable table = Path("RiscvFirstStage/3 hardware_update=1").Set(0, Iova, Entry(0x5000, All & ~(Accessed | Dirty)));
        table.Finds(0x5abc, Iova, Access.Execute);
        Assert.Equal(Entry(0x5000, All & ~Dirty), table.Get(0, Iova));
        table.Finds(0x5abc, Iova, Access.Write);
        Assert.Equal(Entry(0x5000), table.Get(0, Iova));
        RawTable stuck = Path("RiscvFirstStage/3 hardware_update=1").Set(0, Iova, Entry(0x5000, All & ~(Accessed | Dirty)));
        stuck.Memory.IsReadOnly = true;
        AccessFault(stuck, Iova);
        // What is not allowed is not marked.
        RawTable readOnly = Path("RiscvFirstStage/3 hardware_update=1").Set(0, Iova, Entry(0x5000, 0x03 | User));
        readOnly.Faults("write_page_fault", Iova, Access.Write);
        Assert.Equal(Entry(0x5000, 0x03 | User), readOnly.Get(0, Iova));
    }

    [Fact]
    public void Outside_physical_memory_is_an_access_fault()
    {
        AccessFault(Path().Set(1, Iova, Entry(0x70000000, 1)), Iova);
        const string Narrow = "RiscvFirstStage/3 physical_width=40";
        AccessFault(Path(Narrow).Set(0, Iova, Entry(1UL << 40)), Iova);
        AccessFault(Path(Narrow).Set(1, Iova, Entry(RawTable.Table(0) | (1UL << 40), 1)), Iova);
        // The page fault comes first, and the address is only looked at once A and D are settled.
        PageFault(Path(Narrow).Set(0, Iova, Entry(1UL << 40, All & ~User)), Iova);
        PageFault(Path(Narrow).Set(0, Iova, Entry(1UL << 40, All & ~Accessed)), Iova);
        RawTable late = Path(Narrow + " hardware_update=1").Set(0, Iova, Entry(1UL << 40, All & ~(Accessed | Dirty)));
        late.Faults("write_access_fault", Iova, Access.Write);
        Assert.Equal(Entry(1UL << 40), late.Get(0, Iova));
    }

    [Fact]
    public void Sv32_has_entries_of_four_bytes_and_leaves_of_four_MiB()
    {
        const ulong Low = 0x8765_4abc;
        RawTable table = new RawTable("RiscvSv32/2").Set(1, Low, Entry(RawTable.Table(0), 1)).Set(0, Low, Entry(0x3_8877_6000));
        table.Finds(0x3_8877_6abc, Low, Both, 12);
        new RawTable("RiscvSv32/2").Set(1, Low, Entry(0x3_8840_0000)).Finds(0x3_8840_0000 + (Low & 0x3fffff), Low, Both, 22);
        PageFault(new RawTable("RiscvSv32/2").Set(1, Low, Entry(0x3_8840_1000)), Low);
        new RawTable("RiscvSv32x4/2").Set(1, Low | (3UL << 32), Entry(0x3_8840_0000)).Finds(0x3_8840_0000 + (Low & 0x3fffff), Low | (3UL << 32), Both, 22);
    }
}
