using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What the x86-64 table means to VT-d's first stage and to AMD's v2.</summary>
public sealed class X86FirstStageTests
{
    private const ulong Iova = 0x123456789abc;
    private const ulong NoExecute = 1UL << 63;
    private const Access Both = Access.Read | Access.Write;

    private static RawTable Path(string shape = "X86FirstStage/4", ulong pointer = 0x27) => new RawTable(shape)
        .Set(3, Iova, RawTable.Table(2) | pointer).Set(2, Iova, RawTable.Table(1) | pointer).Set(1, Iova, RawTable.Table(0) | pointer);

    [Fact]
    public void Pages_of_three_sizes_translate()
    {
        Path().Set(0, Iova, 0x8877665544067).Finds(0x8877665544abc, Iova, Both, 12);
        Path().Set(1, Iova, 0x88776654000e7).Finds(0x8877665400000 + (Iova & 0x1fffff), Iova, Both, 21);
        Path().Set(2, Iova, 0x88776400000e7).Finds(0x8877640000000 + (Iova & 0x3fffffff), Iova, Both, 30);
    }

    [Fact]
    public void An_IOVA_must_be_canonical()
    {
        var four = new RawTable("X86FirstStage/4");
        foreach (ulong iova in new ulong[] { 1UL << 47, 0xffff7fffffffffff, 1UL << 48, 1UL << 63, 0x7fffffffffffffff }) four.Faults("not_canonical", iova);
        foreach (ulong iova in new[] { 0UL, (1UL << 47) - 1, 0xffff800000000000, ulong.MaxValue }) four.Faults("not_present", iova);
        var five = new RawTable("X86FirstStage/5");
        foreach (ulong iova in new ulong[] { 1UL << 56, 0xfeffffffffffffff, 1UL << 63 }) five.Faults("not_canonical", iova);
        foreach (ulong iova in new[] { (1UL << 56) - 1, 0xff00000000000000 }) five.Faults("not_present", iova);
        Assert.Equal((0x80, 0x71), (four.Code("not_canonical"), four.Code("not_present")));
    }

    [Fact]
    public void Checks_come_in_order()
    {
        RawTable table = Path();
        ulong bad = 0x5000 | (1UL << 51);
        const string Narrow = "X86FirstStage/4 host_width=40";
        table.Set(0, Iova, bad).Faults("not_present", Iova, Both, 0);
        Path(Narrow).Set(0, Iova, bad | 1).Faults("user_denied", Iova, Both, 0);
        Path(Narrow).Set(0, Iova, bad | 5).Faults("write_denied", Iova, Both, 0);
        Path(Narrow).Set(0, Iova, bad | 7 | NoExecute).Faults("execute_denied", Iova, Both | Access.Execute, 0);
        Path(Narrow).Set(0, Iova, bad | 7).Faults("reserved_bit", Iova, Both, 0);
        Assert.Equal((0x81, 0x85, 0x72), (table.Code("user_denied"), table.Code("write_denied"), table.Code("reserved_bit")));
        Path().Set(2, Iova, 0x7_0000_0027).Faults("unreadable", Iova, Both, 1);
        Assert.Equal((0x73, 0x70), (table.Code("root_unreadable"), table.Code("unreadable")));
    }

    [Fact]
    public void Rights_are_those_of_every_level_and_one_no_execute_is_enough()
    {
        Assert.Equal(Both | Access.Execute, Path().Set(0, Iova, 0x5067).Walk(Iova).Allowed);
        Assert.Equal(Both, Path().Set(0, Iova, 0x5067).Set(2, Iova, RawTable.Table(1) | 0x27 | NoExecute).Walk(Iova).Allowed);
        Assert.Equal(Access.Read | Access.Execute, Path().Set(0, Iova, 0x5067).Set(1, Iova, RawTable.Table(0) | 0x25).Walk(Iova).Allowed);
        RawTable supervisor = Path().Set(0, Iova, 0x5067).Set(3, Iova, RawTable.Table(2) | 0x23);
        supervisor.Faults("user_denied", Iova, Access.Read, 3);
        Assert.Equal(Both | Access.Execute, supervisor.Finds(0x5abc, Iova, Access.Read | Access.Privileged).Allowed);
    }

    [Fact]
    public void A_supervisor_writes_to_what_is_read_only_where_it_is_not_kept_from_it()
    {
        Path().Set(0, Iova, 0x5065).Faults("write_denied", Iova, Access.Write | Access.Privileged);
        Path("X86FirstStage/4 write_protect=0").Set(0, Iova, 0x5065).Finds(0x5abc, Iova, Access.Write | Access.Privileged);
        Path("X86FirstStage/4 write_protect=0").Set(0, Iova, 0x5065).Faults("write_denied", Iova, Access.Write);
    }

    [Fact]
    public void Bit_12_of_a_large_leaf_is_PAT_and_the_others_below_its_size_are_reserved()
    {
        Path().Set(1, Iova, 0x6010e7).Finds(0x600000 + (Iova & 0x1fffff), Iova, Both, 21);
        Path().Set(2, Iova, 0x400010e7).Finds(0x40000000 + (Iova & 0x3fffffff), Iova, Both, 30);
        for (int bit = 13; bit < 21; bit++) Path().Set(1, Iova, 0x6000e7 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 1);
        for (int bit = 13; bit < 30; bit++) Path().Set(2, Iova, 0x400000e7 | (1UL << bit)).Faults("reserved_bit", Iova, Both, 2);
    }

    [Fact]
    public void Bits_nobody_looks_at()
    {
        foreach (int bit in new[] { 3, 4, 7, 8, 9, 10, 11, 52, 58, 59, 62 }) Path().Set(0, Iova, 0x5067 | (1UL << bit)).Finds(0x5abc, Iova, Both);
        Path().Set(3, Iova, RawTable.Table(2) | 0xa7).Faults("reserved_bit", Iova, Both, 3);
        Path("X86FirstStage/4 execute_disable=0").Set(0, Iova, 0x5067 | NoExecute).Faults("reserved_bit", Iova, Access.Execute, 0);
    }

    [Fact]
    public void Accessed_is_set_on_the_whole_path_and_dirty_by_writes_on_the_leaf()
    {
        RawTable table = Path(pointer: 7).Set(0, Iova, 0x5007);
        table.Finds(0x5abc, Iova, Access.Read);
        ulong[] set = [RawTable.Table(2) | 0x27, RawTable.Table(1) | 0x27, RawTable.Table(0) | 0x27, 0x5027];
        Assert.Equal(set, new[] { 3, 2, 1, 0 }.Select(position => table.Get(position, Iova)));
        table.Finds(0x5abc, Iova, Access.Write);
        Assert.Equal((0x5067UL, RawTable.Table(0) | 0x27), (table.Get(0, Iova), table.Get(1, Iova)));
        RawTable stuck = Path().Set(0, Iova, 0x5027);
        stuck.Memory.IsReadOnly = true;
        stuck.Faults("update_failed", Iova, Access.Write, 0);
        stuck.Finds(0x5abc, Iova, Access.Read);
        Assert.Equal(0x91, stuck.Code("update_failed"));
    }

    [Fact]
    public void AMD_extends_with_zeros_unless_told_and_has_no_window()
    {
        var table = new RawTable("AmdV2/4");
        table.Faults("not_present", 1UL << 47);
        table.Faults("not_canonical", 1UL << 48);
        table.Faults("not_canonical", ulong.MaxValue);
        var signed = new RawTable("AmdV2/4 sign_extended=1");
        signed.Faults("not_canonical", 1UL << 47);
        signed.Faults("not_present", ulong.MaxValue);
        Path("AmdV2/4").Set(0, Iova, 0xfee00067).Finds(0xfee00abc, Iova, Both);
        Path().Set(0, Iova, 0xfee00067).Faults("interrupt_window", Iova, Both);
        Assert.Equal(
            (0x2000, 0x2054, 0x2070, 0x2052, 0x2090, 0x4000),
            (table.Code("not_present"), table.Code("user_denied"), table.Code("write_denied"), table.Code("execute_denied"), table.Code("reserved_bit"), table.Code("unreadable")));
    }
}
