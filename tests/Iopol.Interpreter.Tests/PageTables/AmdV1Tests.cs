using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What AMD's host table means: levels that entries name, sizes that addresses code.</summary>
public sealed class AmdV1Tests
{
    private const ulong Iova = 0x7b_4567_89ab;
    private const ulong Rights = 3UL << 61;
    private const Access Both = Access.Read | Access.Write;

    /// <summary>A present entry; AMD's level is one more than the height above the lowest.</summary>
    private static ulong Entry(ulong address, ulong next) => address | (next << 9) | 1 | Rights;

    private static RawTable Path(string shape = "AmdV1/3") => new RawTable(shape)
        .Set(2, Iova, Entry(RawTable.Table(1), 2)).Set(1, Iova, Entry(RawTable.Table(0), 1));

    [Fact]
    public void Leaves_of_the_levels_own_sizes_translate()
    {
        Path().Set(0, Iova, Entry(0x877665544000, 0)).Finds(0x8776655449ab, Iova, Both, 12);
        Path().Set(1, Iova, Entry(0x877665400000, 0)).Finds(0x877665400000 + (Iova & 0x1fffff), Iova, Both, 21);
        Path().Set(2, Iova, Entry(0x877640000000, 0)).Finds(0x877640000000 + (Iova & 0x3fffffff), Iova, Both, 30);
        new RawTable("AmdV1/4").Set(3, Iova, Entry(0x800000000000, 0)).Finds(0x800000000000 + (Iova & 0x7fffffffff), Iova, Both, 39);
    }

    [Theory]
    [InlineData(0, 0x10000000UL, 13)]
    [InlineData(0, 0x10001000UL, 14)]
    [InlineData(0, 0x10003000UL, 15)]
    [InlineData(0, 0x10007000UL, 16)]
    [InlineData(0, 0x1007f000UL, 20)]
    [InlineData(1, 0x101ff000UL, 22)]
    [InlineData(1, 0x10fff000UL, 25)]
    [InlineData(1, 0x4007fff000UL, 28)]
    [InlineData(2, 0x403ffff000UL, 31)]
    [InlineData(2, 0x1fffff000UL, 34)]
    public void A_leafs_size_is_coded_in_the_ones_of_its_address(int position, ulong address, int bits)
    {
        ulong first = address & ~((1UL << bits) - 1);
        RawTable table = Path();
        if (position < 2) table.Set(1, Iova, Entry(RawTable.Table(0), 1));
        table.Set(position, Iova, Entry(address, 7)).Finds(first + (Iova & ((1UL << bits) - 1)), Iova, Both, bits);
    }

    [Fact]
    public void A_coded_size_must_be_one_of_its_level()
    {
        // No larger than the level's own leaf, or as large as a whole table.
        Path().Set(1, Iova, Entry(0x10000000, 7)).Faults("bad_size", Iova, Both, 1);
        Path().Set(1, Iova, Entry(0x100ff000, 7)).Faults("bad_size", Iova, Both, 1);
        Path().Set(0, Iova, Entry(0x100ff000, 7)).Faults("bad_size", Iova, Both, 0);
        Path().Set(0, Iova, Entry(0xffffffffff000, 7)).Faults("bad_size", Iova, Both, 0);
    }

    [Fact]
    public void Levels_may_be_skipped_where_the_IOVA_has_zeros()
    {
        const ulong Low = 0x40_0000_5000, Skipping = 0x40_0020_5000;
        RawTable table = new RawTable("AmdV1/3").Set(2, Low, Entry(RawTable.Table(0), 1)).Set(0, Low, Entry(0x77000, 0));
        table.Finds(0x77123, Low + 0x123, Both, 12);
        table.Faults("skipped_index", Skipping, Both, 2);
        Assert.Equal(2, table.Walk(Low).Path.Count);
        var six = new RawTable("AmdV1/6");
        six.Set(5, 0x5000, Entry(RawTable.Table(1), 2)).Set(1, 0x5000, Entry(0x200000, 0));
        six.Finds(0x205000, 0x5000, Both, 21);
        six.Faults("skipped_index", 0x5000 | (1UL << 48), Both, 5);
        six.Faults("skipped_index", 0x5000 | (1UL << 30), Both, 5);
        six.Faults("not_present", 0x5000 | (1UL << 57), Both, 5);
    }

    [Fact]
    public void A_level_must_be_below()
    {
        for (ulong next = 2; next < 7; next++) Path().Set(1, Iova, Entry(RawTable.Table(0), next)).Faults("bad_level", Iova, Both, 1);
        for (ulong next = 1; next < 7; next++) Path().Set(0, Iova, Entry(RawTable.Table(0), next)).Faults("bad_level", Iova, Both, 0);
        foreach (ulong next in new ulong[] { 0, 6, 7 }) new RawTable("AmdV1/6").Set(5, Iova, Entry(0x1000, next)).Faults("bad_level", Iova, Both, 5);
    }

    [Fact]
    public void The_mode_limits_the_IOVA()
    {
        for (int mode = 1; mode < 6; mode++)
        {
            var table = new RawTable($"AmdV1/{mode}");
            table.Faults("beyond_width", 1UL << (12 + (9 * mode)), Both, mode - 1);
            table.Faults("not_present", (1UL << (12 + (9 * mode))) - 1, Both, mode - 1);
        }

        new RawTable("AmdV1/6").Faults("not_present", ulong.MaxValue, Both, 5);
    }

    [Fact]
    public void Rights_are_those_of_the_device_and_of_every_level()
    {
        Path().Set(0, Iova, 0x5001 | (1UL << 61)).Faults("write_denied", Iova, Access.Write, 0);
        Path().Set(0, Iova, 0x5001 | (1UL << 62)).Faults("read_denied", Iova, Access.Read, 0);
        RawTable upper = Path().Set(0, Iova, Entry(0x5000, 0)).Set(2, Iova, RawTable.Table(1) | (2UL << 9) | 1 | (1UL << 61));
        upper.Faults("write_denied", Iova, Access.Write, 2);
        Assert.Equal(Access.Read | Access.Execute, upper.Walk(Iova).Allowed);
        RawTable device = Path("AmdV1/3 device_write=0").Set(0, Iova, Entry(0x5000, 0));
        device.Faults("write_denied", Iova, Access.Write, 2);
        Assert.Empty(device.Walk(Iova, Access.Write).Path);
        Assert.Equal(Access.Read | Access.Execute, device.Walk(Iova).Allowed);
        Path().Set(0, Iova, Entry(0x5000, 0) & ~Rights).Finds(0x59ab, Iova, Access.None);
        Path().Set(0, Iova, Entry(0x5000, 0) & ~1UL).Faults("not_present", Iova, Access.None, 0);
    }

    [Fact]
    public void Reserved_bits_differ_between_tables_and_leaves()
    {
        for (int bit = 52; bit < 59; bit++) Path().Set(0, Iova, Entry(0x5000, 0) | (1UL << bit)).Faults("reserved_bit", Iova, Both, 0);
        for (int bit = 52; bit < 61; bit++) Path().Set(1, Iova, Entry(RawTable.Table(0), 1) | (1UL << bit)).Faults("reserved_bit", Iova, Both, 1);
        foreach (int bit in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 59, 60, 63 }) Path().Set(0, Iova, Entry(0x5000, 0) | (1UL << bit)).Finds(0x59ab, Iova, Both);
        RawTable table = Path();
        Assert.Equal(
            (0x2000, 0x2050, 0x2070, 0x2090, 0x2010, 0x4000),
            (table.Code("not_present"), table.Code("read_denied"), table.Code("write_denied"), table.Code("reserved_bit"), table.Code("bad_level"), table.Code("unreadable")));
    }

    [Fact]
    public void Accessed_and_dirty_bits_are_set_where_the_device_asks()
    {
        RawTable table = Path("AmdV1/3 host_access=1 host_dirty=1").Set(0, Iova, Entry(0x5000, 0));
        table.Walk(Iova, Access.Read);
        Assert.Equal(Entry(0x5000, 0) | 0x20, table.Get(0, Iova));
        table.Walk(Iova, Access.Write);
        Assert.Equal(Entry(0x5000, 0) | 0x60, table.Get(0, Iova));
        RawTable plain = Path().Set(0, Iova, Entry(0x5000, 0));
        Assert.Empty(plain.Walk(Iova, Both).Updates);
    }
}
