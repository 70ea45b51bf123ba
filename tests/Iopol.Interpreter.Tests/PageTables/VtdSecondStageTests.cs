using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What VT-d's second stage means, entry by entry, with the reasons its fault records give.</summary>
public sealed class VtdSecondStageTests
{
    private const ulong Iova = 0x123456789abc;
    private const Access Both = Access.Read | Access.Write;

    private static RawTable Path(string shape = "VtdSecondStage/4", ulong pointer = 3) => new RawTable(shape)
        .Set(3, Iova, RawTable.Table(2) | pointer).Set(2, Iova, RawTable.Table(1) | pointer).Set(1, Iova, RawTable.Table(0) | pointer);

    [Fact]
    public void Pages_of_three_sizes_translate()
    {
        Path().Set(0, Iova, 0x8877665544003).Finds(0x8877665544abc, Iova, Both, 12);
        Path().Set(1, Iova, 0x8877665400083).Finds(0x8877665400000 + (Iova & 0x1fffff), Iova, Both, 21);
        Path().Set(2, Iova, 0x8877640000083).Finds(0x8877640000000 + (Iova & 0x3fffffff), Iova, Both, 30);
        new RawTable("VtdSecondStage/3").Set(2, 0x123456789a, 0x40000083).Finds(0x40000000 + (0x123456789aUL & 0x3fffffff), 0x123456789a, Both, 30);
    }

    [Fact]
    public void Presence_is_reading_or_writing()
    {
        RawTable table = Path();
        foreach (ulong entry in new ulong[] { 0, 4, 0x400, 0x8877665544000, 0x8877665544ffc & ~3UL })
        {
            table.Set(0, Iova, entry);
            foreach (Access access in new[] { Access.None, Access.Read, Access.Execute, Access.Privileged }) table.Faults("read_denied", Iova, access, 0);
            table.Faults("write_denied", Iova, Both, 0);
        }

        table.Set(0, Iova, 0x5001).Faults("write_denied", Iova, Access.Write);
        table.Set(0, Iova, 0x5002).Faults("read_denied", Iova, Access.Read);
        table.Set(0, Iova, 0x5002).Finds(0x5abc, Iova, Access.Write);
        table.Set(0, Iova, 0x5002).Finds(0x5abc, Iova, Access.None);
    }

    [Fact]
    public void Rights_are_those_of_every_level()
    {
        Assert.Equal(Both | Access.Execute, Path().Set(0, Iova, 0x5003).Walk(Iova).Allowed);
        Assert.Equal(Access.Read | Access.Execute, Path().Set(0, Iova, 0x5003).Set(2, Iova, RawTable.Table(1) | 1).Walk(Iova).Allowed);
        Path().Set(0, Iova, 0x5003).Set(2, Iova, RawTable.Table(1) | 1).Faults("write_denied", Iova, Access.Write, 2);
        Path().Set(0, Iova, 0x5003).Set(3, Iova, RawTable.Table(2) | 2).Faults("read_denied", Iova, Access.Read, 3);
    }

    [Fact]
    public void Permission_is_checked_before_reserved_bits_and_both_before_the_level_below()
    {
        RawTable table = Path().Set(0, Iova, 0x5001 | (1UL << 62));
        table.Faults("write_denied", Iova, Access.Write, 0);
        table.Faults("reserved_bit", Iova, Access.Read, 0);
        table.Set(1, Iova, RawTable.Table(0) | 3 | 0x800).Faults("reserved_bit", Iova, Access.Write, 1);
        table.Set(3, Iova, 0x5000 | 3 | 0x800).Faults("reserved_bit", Iova, Both, 3);
        Assert.Equal((0x5, 0x6, 0xC), (table.Code("write_denied"), table.Code("read_denied"), table.Code("reserved_bit")));
    }

    [Fact]
    public void Reserved_bits_are_those_of_the_level_and_the_options()
    {
        foreach (int bit in new[] { 7, 11, 62 }) Path().Set(3, Iova, RawTable.Table(2) | 3 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 3);
        foreach (int bit in new[] { 11, 62 }) Path().Set(2, Iova, RawTable.Table(1) | 3 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 2);
        foreach (int bit in new[] { 11, 62 }) Path().Set(0, Iova, 0x5003 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 0);
        const string Able = "VtdSecondStage/4 snoop_control=1 device_tlb=1";
        foreach (int bit in new[] { 11, 62 }) Path(Able).Set(0, Iova, 0x5003 | (1UL << bit)).Finds(0x5abc, Iova, Both);
        foreach (int bit in new[] { 11, 62 }) Path(Able).Set(2, Iova, RawTable.Table(1) | 3 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 2);
        for (int bit = 12; bit < 21; bit++) Path().Set(1, Iova, 0x600083 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 1);
        for (int bit = 12; bit < 30; bit++) Path().Set(2, Iova, 0x40000083 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 2);
        for (int bit = 46; bit < 52; bit++)
        {
            Path("VtdSecondStage/4 host_width=46").Set(0, Iova, 0x5003 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 0);
            Path("VtdSecondStage/4 host_width=46").Set(1, Iova, RawTable.Table(0) | 3 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 1);
        }
    }

    [Fact]
    public void Software_bits_are_ignored()
    {
        int[] page = [2, 3, 4, 5, 6, 7, 8, 9, 10, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 63];
        foreach (int bit in page) Path().Set(0, Iova, 0x5003 | (1UL << bit)).Finds(0x5abc, Iova, Both);
        foreach (int bit in page.Where(b => b != 7)) Path(pointer: 3 | (1UL << bit)).Set(0, Iova, 0x5003).Finds(0x5abc, Iova, Both);
    }

    [Fact]
    public void A_table_outside_memory_is_another_fault_at_the_top()
    {
        var top = new RawTable("VtdSecondStage/4");
        var far = new TableWalk(top.Setup, top.Memory, 0x7_0000_0000);
        Assert.Equal(("root_unreadable", 3), (far.Walk(Iova, Access.Read).Fault!.Name, far.Walk(Iova, Access.Read).Position));
        Path().Set(1, Iova, 0x7_0000_0003).Faults("unreadable", Iova, Both, 0);
        Path().Set(3, Iova, 0x7_0000_0003).Faults("unreadable", Iova, Both, 2);
        Assert.Equal((0x3, 0x7), (top.Code("root_unreadable"), top.Code("unreadable")));
    }

    [Fact]
    public void An_IOVA_beyond_the_width_faults_before_anything_is_read()
    {
        RawTable table = Path("VtdSecondStage/4 width=45").Set(0, Iova, 0x5003);
        foreach (ulong iova in new[] { 1UL << 45, 1UL << 46, 1UL << 48, 1UL << 63, ulong.MaxValue, Iova | (1UL << 45) })
        {
            table.Faults("beyond_width", iova, Both, 3);
            Assert.Empty(table.Walk(iova).Path);
        }

        table.Finds(0x5abc, Iova);
        new RawTable("VtdSecondStage/5").Faults("read_denied", 1UL << 56, Access.Read, 4);
        new RawTable("VtdSecondStage/5").Faults("beyond_width", 1UL << 57, Access.Read, 4);
    }

    [Fact]
    public void A_result_in_the_interrupt_window_is_refused()
    {
        Path().Set(0, Iova, 0xfee00003).Faults("interrupt_window", Iova, Both, 0);
        Path().Set(0, Iova, 0xfeeff003).Faults("interrupt_window", Iova, Access.None, 0);
        Path().Set(0, Iova, 0xfedff003).Finds(0xfedffabc, Iova, Both);
        Path().Set(0, Iova, 0xfef00003).Finds(0xfef00abc, Iova, Both);
        // A large leaf is refused only where its result is in the window.
        RawTable large = Path().Set(1, 0x123456600000, 0xfee00083);
        large.Faults("interrupt_window", 0x123456600000, Both, 1);
        large.Finds(0xfef00000, 0x123456700000, Both);
    }

    [Fact]
    public void Accessed_and_dirty_bits_are_set_where_they_are_kept()
    {
        RawTable table = Path("VtdSecondStage/4 access_dirty=1").Set(0, Iova, 0x5003);
        table.Finds(0x5abc, Iova, Access.None);
        Assert.Equal(0x5003UL, table.Get(0, Iova));
        WalkResult read = table.Walk(Iova, Access.Read);
        Assert.Equal((0x5103UL, 4), (table.Get(0, Iova), read.Updates.Count));
        Assert.Equal(RawTable.Table(0) | 0x103, table.Get(1, Iova));
        table.Walk(Iova, Access.Write);
        Assert.Equal(0x5303UL, table.Get(0, Iova));
        Assert.Empty(table.Walk(Iova, Both).Updates);
        RawTable plain = Path().Set(0, Iova, 0x5003);
        Assert.Empty(plain.Walk(Iova, Both).Updates);
    }

    [Fact]
    public void A_dry_run_says_the_updates_and_makes_none()
    {
        RawTable table = Path("VtdSecondStage/4 access_dirty=1").Set(0, Iova, 0x5003);
        table.Memory.IsReadOnly = true;
        WalkResult dry = table.Walk(Iova, Access.Write, isDryRun: true);
        Assert.True(dry.IsOk);
        Assert.Equal([0x5003UL, 0x5103UL], dry.Updates.Where(update => update.Address == table.AddressOf(0, Iova)).Select(update => update.Before));
        Assert.Equal(0x5003UL, table.Get(0, Iova));
        table.Faults("unreadable", Iova, Access.Write, 3);
    }

    [Fact]
    public void An_entry_that_changes_under_an_update_is_checked_again()
    {
        RawTable table = Path("VtdSecondStage/4 access_dirty=1").Set(0, Iova, 0x5003);
        ulong leaf = table.AddressOf(0, Iova);
        int changes = 0;
        table.Memory.BeforeExchange = address =>
        {
            if (address == leaf && changes++ == 0) table.Memory.Write(leaf, 8, 0x6003);
        };
        table.Finds(0x6abc, Iova, Access.Write);
        Assert.Equal(0x6303UL, table.Get(0, Iova));
        changes = 0;
        table.Set(0, Iova, 0x5003).Memory.BeforeExchange = address =>
        {
            if (address == leaf && changes++ == 0) table.Memory.Write(leaf, 8, 0x6001);
        };
        table.Faults("write_denied", Iova, Access.Write, 0);
        table.Set(0, Iova, 0x5003).Memory.BeforeExchange = address =>
        {
            if (address == leaf) table.Memory.Write(leaf, 8, 0x5003 | ((ulong)(++changes % 2) << 10));
        };
        table.Faults("unreadable", Iova, Access.Write, 0);
    }

    [Fact]
    public void Scalable_mode_has_codes_of_its_own()
    {
        RawTable table = Path("VtdSecondStageScalable/4").Set(0, Iova, 0xfee00003);
        table.Faults("interrupt_window", Iova, Both);
        Assert.Equal(
            (0x83, 0x7B, 0x78, 0x85, 0x86, 0x7A, 0x87),
            (table.Code("beyond_width"), table.Code("root_unreadable"), table.Code("unreadable"), table.Code("write_denied"), table.Code("read_denied"),
                table.Code("reserved_bit"), table.Code("interrupt_window")));
    }

    [Fact]
    public void The_path_says_each_entry_and_the_step_that_took_it()
    {
        WalkResult result = Path().Set(0, Iova, 0x5803).Walk(Iova);
        Assert.Equal(["pointer", "pointer", "pointer", "page"], result.Path.Select(entry => entry.Kind!.Name));
        Assert.Equal([3, 2, 1, 0], result.Path.Select(entry => entry.Level.Number));
        Assert.Equal(RawTable.Table(1), result.Path[1].Target);
        Assert.Equal("reserved_bit", result.Fault!.Name);
        Assert.Equal(1UL, result.Path[3].Fields.Single(field => field.Field.Name == "snoop").Value);
        Assert.All(result.Path, entry => Assert.Equal(entry.Kind, entry.Taken!.Kind));
    }
}
