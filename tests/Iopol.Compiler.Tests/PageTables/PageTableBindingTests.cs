using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.PageTables;

/// <summary>What a page table means once its names are resolved.</summary>
public sealed class PageTableBindingTests
{
    private static PageTableIR Only(string text, string name)
    {
        Compilation compilation = Bound.Compile(text);
        Assert.Empty(compilation.Diagnostics.Select(d => d.ToString()));
        return Assert.Single(compilation.PageTables, t => t.Name == name);
    }

    private static KindIR Kind(PageTableIR table, string name) => Assert.Single(table.Kinds, k => k.Name == name);

    private static RowIR Row(KindIR kind, int bit) => Assert.Single(kind.Rows, r => r.Bits.Low <= bit && bit <= r.Bits.High);

    [Theory]
    [MemberData(nameof(SampleFormats.All), MemberType = typeof(SampleFormats))]
    public void A_format_binds_without_a_word(string text)
    {
        Compilation compilation = Bound.Compile(text);

        Assert.Empty(compilation.Diagnostics.Select(d => d.ToString()));
        Assert.NotEmpty(compilation.PageTables);
    }

    [Fact]
    public void The_layout_is_as_written()
    {
        PageTableIR table = Only(SampleFormats.SecondStage, "SecondStage");
        Assert.Equal("Second stage in the manner of VT-d.", table.Documentation);
        Assert.Equal((8, 3, 5), (table.EntryBytes, table.LevelCounts[0], table.Levels.Count));
        Assert.Equal([(4, 4, "56:48"), (3, 3, "47:39"), (2, 2, "38:30"), (1, 1, "29:21"), (0, 0, "20:12")], table.Levels.Select(l => (l.Position, l.Number, l.Index.ToString())));
        Assert.Equal([39, 48, 57], table.LevelCounts.Select(table.FullWidth));
        Assert.Equal(new RootIR(4096, 0, 0), table.Root);
        Assert.Equal(new BitRange(57, 30), table.InputWidths);
        Assert.Equal([("host_width", 52), ("snoop_control", 0), ("device_tlb", 0), ("access_dirty", 0)], table.Options.Select(o => (o.Name, o.Default)));
        Assert.Equal((36, 52), table.Options[0].Range);
        Assert.Equal("Physical address bits the machine has.", table.Options[0].Documentation);
        Assert.Equal((5, "reserved_bit", 0xC), (table.Faults[5].Index, table.Faults[5].Name, table.Faults[5].Code));
    }

    [Fact]
    public void Every_bit_of_a_kind_is_in_one_row_highest_first()
    {
        foreach (string text in (string[])[SampleFormats.SecondStage, SampleFormats.Skipping, SampleFormats.Signed])
        {
            foreach (KindIR kind in Bound.Compile(text).PageTables.SelectMany(t => t.Kinds))
            {
                Assert.Equal(63, kind.Rows[0].Bits.High);
                Assert.Equal(0, kind.Rows[^1].Bits.Low);
                Assert.All(kind.Rows.Zip(kind.Rows.Skip(1)), pair => Assert.Equal(pair.First.Bits.Low - 1, pair.Second.Bits.High));
            }
        }
    }

    [Fact]
    public void Rows_of_a_kind_lie_over_those_of_every_kind()
    {
        PageTableIR table = Only(SampleFormats.SecondStage, "SecondStage");
        KindIR pointer = Kind(table, "pointer");
        Assert.Equal([4, 3, 2, 1], pointer.Levels);
        Assert.Equal(RowRole.Reserved, Row(pointer, 7).Role);
        Assert.Equal(new WrittenConstant(1, null), Row(pointer, 0).Value);
        KindIR large = Kind(table, "large");
        Assert.Equal([2, 1], large.Levels);
        FieldIR read = Row(large, 0).Field!;
        Assert.Equal(("read", true), (read.Name, read.IsCommon));
        Assert.Same(read, Row(pointer, 0).Field);
        Assert.Equal(new RightCondition(RightWord.Readable), Assert.IsType<WrittenCondition>(Row(large, 0).Value).When);
        Assert.False(Row(large, 9).Field!.IsCommon);
        Assert.Equal("not snoop_control", table.Options[1] is var option && Row(large, 11).ReservedWhen is NotCondition { Operand: OptionCondition asked } && asked.Option == option ? "not snoop_control" : "something else");
    }

    [Fact]
    public void Addresses_keep_the_bits_they_hold()
    {
        PageTableIR table = Only(SampleFormats.Signed, "Signed");
        KindIR napot = Kind(table, "napot");
        Assert.Equal(16, napot.Covers);
        RowIR address = Row(napot, 20);
        Assert.Equal((RowRole.Address, "53:14", "55:16", false), (address.Role, address.Bits.ToString(), address.Address.ToString(), address.IsCoded));
        Assert.Equal(new WrittenConstant(0, 2), Row(napot, 61).Value);

        KindIR coded = Kind(Only(SampleFormats.Skipping, "Skipping"), "coded");
        Assert.Equal(0, coded.Covers);
        Assert.True(Row(coded, 12).IsCoded);
    }

    [Fact]
    public void A_table_can_say_its_level()
    {
        KindIR pointer = Kind(Only(SampleFormats.Skipping, "Skipping"), "pointer");
        Assert.Equal("next_level", pointer.NextLevel!.Name);
        Assert.IsType<WrittenNextLevel>(Row(pointer, 9).Value);
    }

    [Fact]
    public void Conditions_are_made_plain()
    {
        PageTableIR table = Only(SampleFormats.Skipping, "Skipping");
        FieldIR next = Kind(table, "pointer").NextLevel!;
        TakeStep page = table.EntrySteps.OfType<TakeStep>().First();
        Assert.Equal(new FieldCompare(next, Comparison.Is, new ConstantNumber(0)), page.When);
        AndCondition bad = Assert.IsType<AndCondition>(Assert.IsType<OrCondition>(table.EntrySteps[6].When).Operands[1]);
        Assert.Equal(new FieldCompare(next, Comparison.IsNot, new ConstantNumber(7)), bad.Operands[0]);
        Assert.Equal(new FieldCompare(next, Comparison.GreaterOrEqual, new LevelNumber()), bad.Operands[1]);
        AndCondition top = Assert.IsType<AndCondition>(Assert.IsType<OrCondition>(table.EntrySteps[6].When).Operands[0]);
        Assert.Equal(new LevelCompare(Comparison.Is, new ConstantNumber(6)), top.Operands[0]);
        Assert.Equal(2, Assert.IsType<OrCondition>(top.Operands[1]).Operands.Count);
    }

    [Theory]
    [InlineData("level is not 0", "level is not 0")]
    [InlineData("1 > level", "level < 1")]
    [InlineData("0 is size", "size is 0")]
    [InlineData("size is not 0", "size")]
    [InlineData("level <= top", "level <= top")]
    [InlineData("size implies write", "not size or write")]
    [InlineData("not (not size)", "size")]
    [InlineData("size not in { 1 }", "not size is 1")]
    [InlineData("size in { 0, 1 }", "size is 0 or size is 1")]
    [InlineData("size and (write or dirty)", "size and (write or dirty)")]
    [InlineData("not (size or write)", "not (size or write)")]
    [InlineData("exceeds(width) or output in 0x10..0x20", "exceeds(width) or output in 0x10..0x20")]
    [InlineData("every(write) and some(size)", "every(write) and some(size)")]
    [InlineData("allowed(writing) and privileged", "allowed(writing) and privileged")]
    public void A_condition_has_one_form(string written, string plain)
    {
        Compilation compilation = Bound.Compile(SmallFormat.Extended($"check leaf {{ fault wrong when ({written}) and output in 0..1; set dirty when writing else unreadable; }}"));
        AndCondition both = Assert.IsType<AndCondition>(Assert.Single(compilation.PageTables, t => t.Name == "Heir").LeafSteps[0].When);
        Assert.Equal(plain, ConditionText.Show(both.Operands[0]));
    }

    [Theory]
    [MemberData(nameof(SampleFormats.All), MemberType = typeof(SampleFormats))]
    public void A_printed_format_reads_back_as_the_same(string text)
    {
        foreach (PageTableIR table in Bound.Compile(text).PageTables)
        {
            string printed = PageTablePrinter.Print(table);
            Compilation again = Bound.Compile(printed);
            Bound.AssertNoErrors(again);
            Assert.Equal(printed, PageTablePrinter.Print(Assert.Single(again.PageTables)));
        }
    }

    [Fact]
    public void An_heir_keeps_what_it_does_not_say()
    {
        PageTableIR table = Only(SampleFormats.Signed, "SignedSecond");
        Assert.Equal("Signed", table.BaseName);
        Assert.Equal(new RootIR(16384, 2, 0), table.Root);
        Assert.Equal([41, 50, 59], table.LevelCounts.Select(table.FullWidth));
        Assert.Equal(new InputExtensionIR(InputExtension.Zeros, null), Assert.Single(table.Input));
        Assert.Equal([("page", 21), ("access", 2)], table.Faults.Select(f => (f.Name, f.Code)));
        Assert.Equal(21, Assert.IsType<FaultStep>(table.EntrySteps[1]).Fault.Code);
        Assert.Equal(3, table.Kinds.Count);
    }

    [Fact]
    public void Members_of_an_heir_take_the_place_of_inherited_ones()
    {
        PageTableIR table = Only(
            SmallFormat.Extended("""
                levels 2;
                option width: 40..48 = 40;
                option strict = true;
                entries { 8 used; }
                leaf page { 7:6 ignored; }
                check leaf { set used when level is 0 else unreadable; }
                refuse when not readable and not strict "what is present can be read";
                refuse when strict and not readable "strictly";
                map avoids 2M;
                """),
            "Heir");
        Assert.Equal([2], table.LevelCounts);
        Assert.Equal(["narrow", "width", "strict"], table.Options.Select(o => o.Name));
        Assert.Equal(40, table.Options[1].Default);
        Assert.Equal("7:6", Row(Kind(table, "page"), 6).Bits.ToString());
        Assert.Equal("used", Row(Kind(table, "large"), 8).Field!.Name);
        Assert.Equal("used", Assert.IsType<UpdateStep>(Assert.Single(table.LeafSteps)).Field.Name);
        Assert.Equal(["what is present can be read", "strictly"], table.Refusals.Select(r => r.Text));
        Assert.Equal([2UL << 20], table.UnwrittenSizes);
    }

    [Fact]
    public void A_format_extends_one_of_an_imported_file()
    {
        Compilation compilation = Bound.Compile("import \"base.iopol\";\npagetable Heir extends Small { fault absent 33 \"none\"; }", ("base.iopol", SmallFormat.With()));
        Assert.Empty(compilation.Diagnostics);
        Assert.Equal(["Small", "Heir"], compilation.PageTables.Select(t => t.Name));
        Assert.Equal("test.iopol", compilation.PageTables[1].Place.Path);
    }

    [Fact]
    public void A_mistake_found_in_imported_text_is_told_at_the_heir()
    {
        Compilation compilation = Bound.Compile("import \"base.iopol\";\npagetable Heir extends Small { leaf large { 6 ignored; } }", ("base.iopol", SmallFormat.With()));
        Assert.Equal("test.iopol(2,11)", Assert.Single(compilation.Diagnostics).Location.ToString());
    }

    [Fact]
    public void Names_refer_to_their_declarations()
    {
        Compilation compilation = Bound.Compile(SmallFormat.Extended("check leaf { fault absent when dirty and narrow and writing; set dirty when writing else unreadable; }"));
        string[] Uses(SymbolKind kind, string name) => [.. compilation.Symbols.ReferencesTo(Assert.Single(compilation.Symbols.Declarations, d => d.Kind == kind && d.Name == name)).Select(r => r.Path)];
        Assert.Equal(4, Uses(SymbolKind.Field, "dirty").Length);
        Assert.Equal(3, Uses(SymbolKind.Option, "narrow").Length);
        Assert.Equal(2, Uses(SymbolKind.Fault, "absent").Length);
        Assert.Single(Uses(SymbolKind.EntryKind, "page"));
        Assert.Single(Uses(SymbolKind.PageTable, "Small"));
    }
}
