using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What Armv7's short descriptors mean, with the codes of the fault status register.</summary>
public sealed class Armv7ShortTests
{
    private const ulong Iova = 0x89abcdef;
    private const ulong SectionFlags = 0xc00; // AF, unprivileged
    private const ulong PageFlags = 0x30;
    private const Access Both = Access.Read | Access.Write;

    private static RawTable Path(string shape = "Armv7Short/2") => new RawTable(shape).Set(1, Iova, RawTable.Table(0) | 1);

    [Fact]
    public void Four_sizes_translate()
    {
        Path().Set(0, Iova, 0x77665000 | PageFlags | 2).Finds(0x77665def, Iova, Both, 12);
        Path().Set(0, Iova, 0x77660000 | PageFlags | 1).Finds(0x77660000 + (Iova & 0xffff), Iova, Both, 16);
        Path().Set(1, Iova, 0x77600000 | SectionFlags | 2).Finds(0x77600000 + (Iova & 0xfffff), Iova, Both, 20);
        Path().Set(1, Iova, 0x77000000 | (1 << 18) | SectionFlags | 2).Finds(0x77000000 + (Iova & 0xffffff), Iova, Both, 24);
    }

    [Fact]
    public void A_supersection_has_an_address_of_40_bits_in_three_parts() =>
        Path().Set(1, Iova, 0x77000000 | (0x5 << 20) | (1 << 18) | (0xa << 5) | SectionFlags | 2).Finds(0xa5_7700_0000 + (Iova & 0xffffff), Iova, Both, 24);

    [Fact]
    public void Tables_of_the_second_level_are_of_one_KiB()
    {
        RawTable table = new RawTable("Armv7Short/2").Set(1, Iova, (RawTable.Table(0) + 0xc00) | 1);
        table.Memory.Write(RawTable.Table(0) + 0xc00 + (((Iova >> 12) & 0xff) * 4), 4, 0x5000 | PageFlags | 2);
        table.Finds(0x5def, Iova, Both, 12);
    }

    [Fact]
    public void Entries_that_are_not_valid_fault_by_level()
    {
        Path().Set(1, Iova, 0xfffffffc).Faults("section_translation", Iova, Access.None, 1);
        Path().Set(0, Iova, 0xfffffffc).Faults("page_translation", Iova, Access.None, 0);
        Path().Set(1, Iova, 0x77600003 | SectionFlags).Faults("section_translation", Iova, Access.Read, 1);
        Path("Armv7Short/2 privileged_execute_never=1").Set(1, Iova, 0x77600003 | SectionFlags).Finds(0x77600000 + (Iova & 0xfffff), Iova, Both, 20);
        Path().Set(1, Iova, 0x70000001).Faults("page_abort", Iova, Access.Read, 0);
        Path().Faults("section_translation", Iova | (1UL << 32), Access.Read, 1);
        RawTable table = Path();
        string[] names = ["section_translation", "page_translation", "section_access_flag", "page_access_flag", "section_permission", "page_permission", "section_abort", "page_abort"];
        Assert.Equal([0x05, 0x07, 0x03, 0x06, 0x0D, 0x0F, 0x0C, 0x0E], names.Select(table.Code));
    }

    [Fact]
    public void The_access_flag_comes_before_permission()
    {
        Path().Set(1, Iova, 0x77600000 | 2).Faults("section_access_flag", Iova, Access.Read, 1);
        Path().Set(1, Iova, 0x77600000 | 0x400 | 2).Faults("section_permission", Iova, Access.Read, 1);
        Path().Set(0, Iova, 0x77600000 | 2).Faults("page_access_flag", Iova, Access.Read, 0);
        Path().Set(0, Iova, 0x77600000 | 0x10 | 1).Faults("page_permission", Iova, Access.Read, 0);
        Path().Set(0, Iova, 0x77600000 | 0x10 | 1).Finds(0x77600000 + (Iova & 0xffff), Iova, Both | Access.Privileged);
    }

    [Fact]
    public void Read_only_and_execute_never_stand_elsewhere_in_each_kind()
    {
        (int Position, ulong Entry, ulong ReadOnly, ulong Never)[] kinds =
        [
            (1, 0x77600000 | SectionFlags | 2, 1 << 15, 1 << 4),
            (1, 0x77000000 | (1 << 18) | SectionFlags | 2, 1 << 15, 1 << 4),
            (0, 0x77665000 | PageFlags | 2, 1 << 9, 1),
            (0, 0x77660000 | PageFlags | 1, 1 << 9, 1 << 15),
        ];
        foreach ((int position, ulong entry, ulong readOnly, ulong never) in kinds)
        {
            Assert.Equal(Both | Access.Execute, Path().Set(position, Iova, entry).Walk(Iova).Allowed);
            Assert.Equal(Access.Read | Access.Execute, Path().Set(position, Iova, entry | readOnly).Walk(Iova).Allowed);
            Assert.Equal(Both, Path().Set(position, Iova, entry | never).Walk(Iova).Allowed);
            string fault = position == 1 ? "section_permission" : "page_permission";
            Path().Set(position, Iova, entry | readOnly).Faults(fault, Iova, Access.Write, position);
            Path().Set(position, Iova, entry | never).Faults(fault, Iova, Access.Execute, position);
        }
    }

    [Fact]
    public void A_narrower_table_is_shorter()
    {
        RawTable table = new RawTable("Armv7Short/2 width=28");
        Assert.Equal(1024UL, table.Setup.TableBytes(table.Setup.Top));
        table.Set(1, 0xfabcdef, 0x77600000 | SectionFlags | 2).Finds(0x776bcdef, 0xfabcdef, Both, 20);
        table.Faults("section_translation", 0x10000000, Access.Read, 1);
    }
}
