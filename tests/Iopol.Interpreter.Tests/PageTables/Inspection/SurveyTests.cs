using Iopol.Interpreter.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables.Inspection;

/// <summary>Surveys held to the list of leaves, and to tables that are wrong in one known way.</summary>
public sealed class SurveyTests
{
    private const ulong Page = 0x1000;

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void What_a_mapper_made_is_counted_and_nothing_is_suspicious(string shape)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            var table = new MappedTable(shape, seed, 12);
            TableSurvey survey = TableSurvey.Of(table.Setup, table.Memory, table.Root);
            IReadOnlyList<PlainLeaf> leaves = table.Leaves;

            Assert.NotEmpty(leaves);
            Assert.Equal(Sum(leaves.Select(l => UInt128.One << l.SizeBits)), survey.MappedTotal);
            Assert.Equal(
                leaves.GroupBy(l => l.Allowed).Select(g => (g.Key, Sum(g.Select(l => UInt128.One << l.SizeBits)))).OrderBy(g => g.Key),
                survey.Mapped.GroupBy(m => m.Allowed).Select(g => (g.Key, Sum(g.Select(m => m.Bytes)))).OrderBy(g => g.Key));
            Assert.Equal(table.Frames.InUse, survey.Levels.Sum(l => l.Tables));
            Assert.Equal(table.Frames.InUse, survey.Frames.Count);
            Assert.True(survey.IsComplete);
            Assert.Empty(survey.Suspicions.Where(s => s.Kind != SuspicionKind.AllowsNothing).Select(s => s.Text));
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Any_content_ends_in_a_result(string shape)
    {
        var random = new Random(7);
        for (int round = 0; round < 6; round++)
        {
            var table = new MappedTable(shape, round, 4);
            int bytes = table.Setup.Format.EntryBytes;
            for (int i = 0; i < 300; i++)
            {
                ulong address = table.Memory.Start + ((ulong)random.Next(0x8000 / bytes) * (ulong)bytes);
                ulong entry = table.Memory.Read(address, bytes) ^ (1UL << random.Next(bytes * 8));
                // A pointer into the tables themselves makes loops and shared tables.
                if (random.Next(3) == 0) entry = (entry & 0xfff) | (table.Memory.Start + ((ulong)random.Next(16) * Page));
                table.Memory.Write(address, bytes, bytes == 4 ? (uint)entry : entry);
            }

            TableSurvey survey = TableSurvey.Of(table.Setup, table.Memory, table.Root);
            Assert.Equal(survey.SuspicionCounts.Values.Sum() > 0, survey.Suspicions.Count > 0);
            Assert.All(survey.Suspicions, s => Assert.NotEmpty(s.Text));
        }
    }

    [Fact]
    public void A_table_that_leads_to_itself_everywhere_is_one_table()
    {
        var memory = new EntryMemory(0x1000);
        for (ulong i = 0; i < 512; i++) memory.Write(memory.Start + (i * 8), 8, memory.Start | 7);
        TableSurvey survey = TableSurvey.Of(ShippedFormats.Setup("X86FirstStage/5"), memory, memory.Start);

        Assert.Equal(UInt128.One << 57, survey.MappedTotal);
        Assert.Equal([1L, 0, 0, 0, 0], survey.Levels.Select(l => l.Tables));
        Assert.Equal(512, survey.SuspicionCounts[SuspicionKind.Loop]);
        Assert.True(survey.IsComplete);
    }

    [Theory]
    [InlineData(1, 0x200000ul, 0x100003ul, "Malformed", "reserved_bit: bit 7 must be 0")]
    [InlineData(0, 0x1000ul, 0x10UL, "NotPresentButSet", "not present, but not 0")]
    [InlineData(1, 0x200000ul, 0x9000003ul, "OutsideMemory", "its table at 0x9000000 is not in the memory")]
    [InlineData(0, 0x1000ul, 0xfee00003ul, "FaultingLeaf", "interrupt_window: 0xfee00000 lies in 0xfee00000..0xfeefffff")]
    [InlineData(1, 0x200000ul, 0xfee00083ul, "FaultingLeaf", "interrupt_window")]
    [InlineData(1, 0x200000ul, 0x201083ul, "Malformed", "reserved_bit: address 0x201000 is no multiple of the leaf's 2M")]
    [InlineData(2, 0x40000000ul, 0x500083ul, "Malformed", "is no multiple of the leaf's 1G")]
    [InlineData(0, 0x1000ul, 0x4000000000001003ul, "Malformed", "transient (bit 62) must be 0 with these options")]
    public void An_entry_that_is_wrong_is_named(int position, ulong iova, ulong entry, string kind, string text)
    {
        RawTable table = Chain("VtdSecondStage/4");
        if (kind == "Malformed" && entry == 0x100003) entry = RawTable.Table(0) | 0x803;
        table.Set(position, iova, entry);
        TableSurvey survey = TableSurvey.Of(table.Setup, table.Memory, RawTable.Table(3));

        Suspicion found = Assert.Single(survey.Suspicions);
        Assert.Equal((Enum.Parse<SuspicionKind>(kind), table.AddressOf(position, iova), entry, position), (found.Kind, found.Address, found.Entry, found.Level.Number));
        Assert.Equal(iova, found.Iova);
        Assert.Contains(text.Replace("bit 7 ", "bit 11 ", StringComparison.Ordinal), found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_reached_by_two_entries_counts_twice_and_is_named()
    {
        RawTable table = Chain("VtdSecondStage/4").Set(0, 0x1000, 0x5003).Set(1, 0x200000, RawTable.Table(0) | 3);
        TableSurvey survey = TableSurvey.Of(table.Setup, table.Memory, RawTable.Table(3));

        Assert.Equal(2 * Page, survey.MappedTotal);
        Assert.Equal(1, survey.Levels[^1].Tables);
        Suspicion shared = Assert.Single(survey.Suspicions);
        Assert.Equal((SuspicionKind.SharedTable, 0x200000ul), (shared.Kind, shared.Iova));
    }

    [Fact]
    public void A_shared_table_has_the_rights_of_each_path()
    {
        RawTable table = Chain("VtdSecondStage/4").Set(0, 0x1000, 0x5003).Set(1, 0x200000, RawTable.Table(0) | 1);
        TableSurvey survey = TableSurvey.Of(table.Setup, table.Memory, RawTable.Table(3));

        Assert.Equal(
            [(Access.Read | Access.Write | Access.Execute, (UInt128)Page), (Access.Read | Access.Execute, (UInt128)Page)],
            survey.Mapped.Select(m => (m.Allowed, m.Bytes)));
    }

    [Fact]
    public void A_full_table_of_pages_in_a_row_could_be_one_leaf()
    {
        RawTable table = Chain("VtdSecondStage/4");
        for (ulong i = 0; i < 512; i++) table.Set(0, i * Page, 0x40000000 | (i * Page) | 3);
        TableSurvey Survey() => TableSurvey.Of(table.Setup, table.Memory, RawTable.Table(3));

        Assert.Equal([new Mergeable(0, 0x40000000, 21, RawTable.Table(0))], Survey().Mergeables);
        // What hardware sets by itself is no difference, rights are.
        table.Set(0, 5 * Page, 0x40005103);
        Assert.Single(Survey().Mergeables);
        table.Set(0, 5 * Page, 0x40005001);
        Assert.Empty(Survey().Mergeables);
        table.Set(0, 5 * Page, 0x40006003);
        Assert.Empty(Survey().Mergeables);
    }

    [Fact]
    public void Empty_tables_are_counted_but_the_top_one()
    {
        RawTable table = Chain("VtdSecondStage/4");
        TableSurvey survey = TableSurvey.Of(table.Setup, table.Memory, RawTable.Table(3));

        Assert.Equal([0L, 0, 0, 1], survey.Levels.Select(l => l.Empty));
        Assert.Equal([0L, 1, 1, 0], survey.Levels.Select(l => l.NearlyEmpty));
        Assert.Empty(survey.Mapped);
    }

    [Fact]
    public void Entries_of_one_leaf_that_differ_are_named_once()
    {
        RawTable table = Chain("AmdV1/3");
        for (ulong i = 0; i < 16; i++) table.Set(0, i * Page, 0x6000000000007e01);
        TableSurvey Survey() => TableSurvey.Of(table.Setup, table.Memory, RawTable.Table(2));
        Assert.Empty(Survey().Suspicions);
        Assert.Equal((16, (UInt128)0x10000), (Survey().Mapped.Single().SizeBits, Survey().MappedTotal));

        table.Set(0, 3 * Page, 0);
        Suspicion broken = Assert.Single(Survey().Suspicions);
        Assert.Equal(SuspicionKind.BrokenRun, broken.Kind);
        Assert.Contains("a leaf of 64K needs 16 equal entries, and entry 3 differs", broken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hint_that_joins_what_does_not_follow_is_named()
    {
        var made = new MappedTable("ArmStage1Granule4K/4", 0, 0);
        Assert.Equal(MapError.None, new PlainMapper(made.Setup, made.Memory, made.Frames, made.Root).TryMap(0, 0x10000, 0x10000, MapRights.Read));
        Assert.Empty(TableSurvey.Of(made.Setup, made.Memory, made.Root).Suspicions);
        ulong entry = new TableWalk(made.Setup, made.Memory, made.Root).Walk(0x3000, Access.None).Path[^1].Address;
        made.Memory.Write(entry, 8, made.Memory.Read(entry, 8) + 0x10000);

        Suspicion broken = Assert.Single(TableSurvey.Of(made.Setup, made.Memory, made.Root).Suspicions);
        Assert.Equal((SuspicionKind.BrokenRun, "contiguous joins 16 entries, and entry 3 does not follow"), (broken.Kind, broken.Text));
    }

    [Fact]
    public void A_top_table_outside_the_memory_is_all_there_is_to_say()
    {
        TableSurvey survey = TableSurvey.Of(ShippedFormats.Setup("VtdSecondStage/4"), new EntryMemory(0x1000), 0x5000);
        Assert.Equal([SuspicionKind.OutsideMemory], survey.Suspicions.Select(s => s.Kind));
        Assert.Empty(survey.Mapped);
    }

    private static UInt128 Sum(IEnumerable<UInt128> bytes) => bytes.Aggregate(UInt128.Zero, (sum, one) => sum + one);

    /// <summary>One table at each level, each leading to the next by its entry 0.</summary>
    private static RawTable Chain(string shape)
    {
        var table = new RawTable(shape);
        for (int position = table.Setup.Top.Position; position > 0; position--)
        {
            ulong rights = shape.StartsWith("Amd", StringComparison.Ordinal) ? 0x6000000000000001 | ((ulong)position << 9) : 3;
            table.Set(position, 0, RawTable.Table(position - 1) | rights);
        }

        return table;
    }
}
