using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.PageTables;

/// <summary>Mistakes in the names and members of a page table: one message each, at the exact place.</summary>
public sealed class PageTableDiagnosticsTests
{
    private const string Taking = "fault absent when not present; take page when level is 0; take large when size; take pointer;";

    public static TheoryData<string, string, string> Names => new()
    {
        { "IOPOL6001", "there is no field or option 'presnt' here", SmallFormat.Condition("[|presnt|]") },
        { "IOPOL6001", "there is no field or option 'widht' here", SmallFormat.Condition("exceeds([|widht|])") },
        { "IOPOL6001", "there is no option 'narow' here", SmallFormat.Extended("input sign when [|narow|]; input zeros;") },
        { "IOPOL6001", "there is no right or option 'readble' here", SmallFormat.Page("1 write = [|readble|];") },
        { "IOPOL6001", "there is no fault 'abset' here", SmallFormat.Entry($"fault [|abset|] when size; {Taking}") },
        { "IOPOL6001", "there is no kind of entry 'pge' here", SmallFormat.Entry($"take [|pge|] when level is 0; {Taking}") },
        { "IOPOL6001", "there is no field 'dirt' here", SmallFormat.Extended("check leaf { set [|dirt|] else unreadable; }") },
        { "IOPOL6001", "there is no field 'wrte' here", SmallFormat.Extended("allow write = every([|wrte|]);") },
        { "IOPOL6001", "there is no right 'read' here", SmallFormat.Leaf("allowed([|read|])") },
        { "IOPOL6001", "there is no question 'evry' here", SmallFormat.Leaf("[|evry|](write)") },
        { "IOPOL6001", "there is no check 'leav' here", SmallFormat.Extended("check [|leav|] { }") },
        { "IOPOL6001", "there is no right 'writ' here", SmallFormat.Extended("allow [|writ|] = true;") },
        { "IOPOL6001", "there is no way to extend an IOVA 'zeroes' here", SmallFormat.Extended("input [|zeroes|];") },
        { "IOPOL6001", "there is no way to treat the other bits 'ignore' here", SmallFormat.Page("others [|ignore|];") },
        { "IOPOL6001", "there is no field of 'pointer' called 'nxt' here", SmallFormat.Extended("table pointer next [|nxt|] { }") },
        { "IOPOL6001", "there is no field of a leaf called 'hnt' here", SmallFormat.Extended("run [|hnt|] covers 16 at 0;") },
        { "IOPOL6001", "there is no right a second value is for 'coherent' here", SmallFormat.Page("10:9 cache = 1, 2 for [|coherent|];") },
        { "IOPOL2001", "there is no page table 'Smal' here", SmallFormat.With() + "pagetable Heir extends [|Smal|] { }" },
        { "IOPOL2002", "'Small' is already declared at line 1", SmallFormat.With() + "pagetable [|Small|] { }" },
        { "IOPOL6002", "'a' is already declared at line 37", SmallFormat.Extended("option a = false;\noption [|a|] = true;") },
        { "IOPOL6002", "'a' is already declared at line 37", SmallFormat.Extended("fault a 1 \"one\";\nfault [|a|] 2 \"two\";") },
        { "IOPOL6002", "'page' is already declared at line 37", SmallFormat.Extended("leaf page { }\nleaf [|page|] { }") },
        { "IOPOL6002", "'width' is already declared at line 9", SmallFormat.Page("9 [|width|];") },
        { "IOPOL6002", "'level 1' is already declared at line 37", SmallFormat.Extended("level 1 index 29:21;\nlevel [|1|] index 20:12;") },
        { "IOPOL6003", "'reading' is a word of page tables and cannot name an option", SmallFormat.Extended("option [|reading|] = false;") },
        { "IOPOL6003", "'device' is a word of page tables and cannot name an option", SmallFormat.Extended("option [|device|] = false;") },
        { "IOPOL6003", "'level' is a word of page tables and cannot name a field", SmallFormat.Page("9 [|level|];") },
        { "IOPOL6010", "page table 'A' extends itself: A → B → A", "pagetable A extends [|B|] { }\npagetable B extends A { }" },
    };

    public static TheoryData<string, string, string> Members => new()
    {
        { "IOPOL6004", "page table 'Small' does not say how an IOVA is extended above its width", SmallFormat.With(layout: "entry 8; levels 1, 2; level 1 index 29:21; level 0 index 20:12;").Replace("Small", "[|Small|]", StringComparison.Ordinal) },
        { "IOPOL6004", "page table 'Small' does not say what a walk checks at an entry", SmallFormat.With(entry: "").Replace("Small", "[|Small|]", StringComparison.Ordinal) },
        { "IOPOL6004", "page table 'Small' does not say when a walk allows to execute", SmallFormat.With(rights: "allow read = true; allow write = every(write);").Replace("Small", "[|Small|]", StringComparison.Ordinal) },
        { "IOPOL6005", "'entry' is already given at line 37", SmallFormat.Extended("entry 8;\n[|entry|] 8;") },
        { "IOPOL6005", "'levels' is already given at line 37", SmallFormat.Extended("levels 1, 2;\n[|levels|] 2;") },
        { "IOPOL6005", "'2' is already given at line 37", SmallFormat.Extended("levels 1, 2, [|2|];") },
        { "IOPOL6005", "'check leaf' is already given at line 37", SmallFormat.Extended("check leaf { }\ncheck [|leaf|] { }") },
        { "IOPOL6005", "'allow read' is already given at line 37", SmallFormat.Extended("allow read = true;\nallow [|read|] = false;") },
        { "IOPOL6005", "'input width' is already given at line 37", SmallFormat.Extended("input zeros; input width 20..30;\ninput [|width|] 20..30;") },
        { "IOPOL6005", "'others' is already given at line 37", SmallFormat.Page("others ignored; [|others|] reserved;") },
        { "IOPOL6005", "'at' is already given at line 37", SmallFormat.Extended("root at least 4K, [|at|] least 8K;") },
        { "IOPOL6005", "'4K' is already given at line 37", SmallFormat.Extended("map avoids 4K, [|4K|];") },
        { "IOPOL6006", "the size of an entry may be a power of two from 4 to 8, not 6", SmallFormat.Extended("entry [|6|];") },
        { "IOPOL6006", "the number of a level may be 0 to 15, not 16", SmallFormat.Extended("level [|16|] index 29:21; level 0 index 20:12;") },
        { "IOPOL6006", "the number of index bits may be 1 to 16, not 17", SmallFormat.Extended("level 1 index [|37:21|]; level 0 index 20:12;") },
        { "IOPOL6006", "the number of levels of a table may be 1 to 2, not 3", SmallFormat.Extended("levels 2, [|3|];") },
        { "IOPOL6006", "a bit may be 0 to 63, not 64", SmallFormat.Page("[|64|] extra;") },
        { "IOPOL6006", "the size of the top table may be a power of two from 8 to 1M, not 3K", SmallFormat.Extended("root at least [|3K|];") },
        { "IOPOL6006", "the number of bits may be 1 to 8, not 9", SmallFormat.Extended("root wider by [|9|] bits;") },
        { "IOPOL6006", "the width of an IOVA may be 1 to 64, not 65", SmallFormat.Extended("input zeros; input width 20..[|65|];") },
        { "IOPOL6006", "the value of this option may be 1 to 4, not 5", SmallFormat.Extended("option depth: 1..4 = [|5|];") },
        { "IOPOL6006", "the number of entries may be a power of two from 2 to 32K, not 3", SmallFormat.Extended("leaf page covers [|3|] { }") },
        { "IOPOL6006", "the width of an address may be 1 to 64, not 65", SmallFormat.Condition("exceeds([|65|])") },
        { "IOPOL6008", "'12:51' runs from a lower bit to a higher one", SmallFormat.Page("[|12:51|] address;") },
        { "IOPOL6009", "the range 52..36 is empty", SmallFormat.Extended("option depth: 52[|..|]36 = 40;") },
        { "IOPOL6009", "the range 40..30 is empty", SmallFormat.Extended("input zeros; input width 40[|..|]30;") },
        { "IOPOL6009", "the range 0x20..0x10 is empty", SmallFormat.Leaf("output in [|0x20..0x10|]") },
        { "IOPOL6013", "there is no level 3", SmallFormat.Extended("leaf page at [|3|] { }") },
        { "IOPOL6013", "there is no level 2", SmallFormat.Extended("leaf page at 0..[|2|] { }") },
        { "IOPOL6013", "there is no level 3", SmallFormat.Condition("[|level is 3|]") },
        { "IOPOL6014", "level 0 is listed twice", SmallFormat.Extended("leaf page at 0, [|0|] { }") },
        { "IOPOL6038", "'7' is no value of this option", SmallFormat.Extended("option fast = [|7|];") },
        { "IOPOL6038", "'true' is no value of this option", SmallFormat.Extended("option depth: 1..4 = [|true|];") },
    };

    public static TheoryData<string, string, string> Conditions => new()
    {
        { "IOPOL6015", "'outside' has no meaning in 'check entry' behind a 'take'", SmallFormat.Condition("[|outside|]") },
        { "IOPOL6015", "'unreadable' has no meaning in 'check entry' behind a 'take'", SmallFormat.Condition("[|unreadable|]") },
        { "IOPOL6015", "'reserved' has no meaning in 'check entry' before any 'take'", SmallFormat.Entry($"fault wrong when [|reserved|]; {Taking}") },
        { "IOPOL6015", "'skipped' has no meaning in 'check leaf'", SmallFormat.Leaf("[|skipped|]") },
        { "IOPOL6015", "'output' has no meaning in 'check entry' behind a 'take'", SmallFormat.Condition("[|output|] in 0..1") },
        { "IOPOL6015", "'allowed' has no meaning in 'check entry' behind a 'take'", SmallFormat.Condition("[|allowed|](reading)") },
        { "IOPOL6015", "'every' has no meaning in 'check entry' behind a 'take'", SmallFormat.Condition("[|every|](write)") },
        { "IOPOL6015", "'readable' has no meaning in 'check leaf'", SmallFormat.Leaf("[|readable|]") },
        { "IOPOL6015", "'reading' has no meaning in 'allow'", SmallFormat.Extended("allow read = [|reading|];") },
        { "IOPOL6015", "'writing' has no meaning in what the mapper is asked for", SmallFormat.Page("1 write = [|writing|];") },
        { "IOPOL6015", "'write' has no meaning in what the mapper is asked for", SmallFormat.Extended("refuse when [|write|] \"no\";") },
        { "IOPOL6015", "'present' has no meaning in a condition over options", SmallFormat.Page("11 hint reserved when [|present|];") },
        { "IOPOL6015", "'level' has no meaning in 'check input'", SmallFormat.Extended("check input { fault outside when outside and [|level|] is 0; }") },
        { "IOPOL6016", "'width' is a number, and a condition is needed here", SmallFormat.Condition("[|width|]") },
        { "IOPOL6016", "'level' is a number, and a condition is needed here", SmallFormat.Condition("not [|level|]") },
        { "IOPOL6016", "'1' is a number, and a condition is needed here", SmallFormat.Condition("[|1|]") },
        { "IOPOL6016", "'output' is an address, and a condition is needed here", SmallFormat.Leaf("[|output|]") },
        { "IOPOL6017", "'narrow' is no number", SmallFormat.Condition("size is [|narrow|]") },
        { "IOPOL6017", "'true' is no number", SmallFormat.Condition("size is [|true|]") },
        { "IOPOL6017", "'size' is no number", SmallFormat.Condition("exceeds([|size|])") },
        { "IOPOL6017", "'writing' is no number", SmallFormat.Condition("[|writing|] is 1") },
        { "IOPOL6018", "'1 is 2' compares nothing that a walk compares", SmallFormat.Condition("[|1 is 2|]") },
        { "IOPOL6018", "'size is write' compares nothing that a walk compares", SmallFormat.Condition("[|size is write|]") },
        { "IOPOL6018", "'width < 40' compares nothing that a walk compares", SmallFormat.Condition("[|width < 40|]") },
        { "IOPOL6019", "'any x in size: x' has no place in a page table", SmallFormat.Condition("[|any x in size: x|]") },
        { "IOPOL6019", "'size.bit' has no place in a page table", SmallFormat.Condition("[|size.bit|]") },
        { "IOPOL6019", "'write' has no place in a page table", SmallFormat.Condition("size in [|write|]") },
        { "IOPOL6019", "'\"x\"' has no place in a page table", SmallFormat.Condition("[|\"x\"|]") },
        { "IOPOL6019", "'write and size' has no place in a page table", SmallFormat.Leaf("every([|write and size|])") },
        { "IOPOL6020", "'size' has 1 bits and never is 2", SmallFormat.Condition("[|size is 2|]") },
        { "IOPOL6020", "'size' has 1 bits and never is 3", SmallFormat.Condition("size in { 1, [|3|] }") },
        { "IOPOL6021", "'size' cannot be asked for a range", SmallFormat.Condition("size in [|0..1|]") },
        { "IOPOL6022", "'exceeds' takes one number of bits", SmallFormat.Condition("[|exceeds()|]") },
        { "IOPOL6022", "'every' takes one field of one bit", SmallFormat.Leaf("[|every(write, size)|]") },
        { "IOPOL6024", "no kind that has the field 'hint' is taken before this step", SmallFormat.Entry($"fault wrong when [|hint|]; {Taking}") },
        { "IOPOL6025", "no leaf has the field 'note'", SmallFormat.Extended("table pointer { 6 note = 1; } allow read = [|note|];") },
    };

    public static TheoryData<string, string, string> Rows => new()
    {
        { "IOPOL6023", "'cache' has 2 bits, and a field of one bit is needed here", SmallFormat.Extended("leaf page { 10:9 cache = 1; } check leaf { set dirty when writing else unreadable; set [|cache|] else unreadable; }") },
        { "IOPOL6023", "'cache' has 2 bits, and a field of one bit is needed here", SmallFormat.Extended("leaf page { 10:9 cache = 1; } allow read = some([|cache|]);") },
        { "IOPOL6026", "'take' cannot stand in 'check leaf'", SmallFormat.Extended("check leaf { [|take|] page; }") },
        { "IOPOL6026", "'set' cannot stand in 'check input'", SmallFormat.Extended("check input { fault outside when outside; [|set|] write else unreadable; }") },
        { "IOPOL6027", "bits 10:9 overlap those of 'cache' in line 37", SmallFormat.Page("9 cache = 1; [|10:9|] extra;") },
        { "IOPOL6029", "bits 55:50 take only a part of 'address' (bits 51:12, line 15)", SmallFormat.Page("[|55:50|] extra;") },
        { "IOPOL6030", "'write' is bits 1 in line 15 and bits 9 here", SmallFormat.Page("[|9|] write;") },
        { "IOPOL6031", "'page' is a leaf in 'Small'", SmallFormat.Extended("table [|page|] { }") },
        { "IOPOL6032", "'address' cannot have a value", SmallFormat.Page("51:12 address [|= 1|];") },
        { "IOPOL6032", "'reserved' cannot have a value", SmallFormat.Page("9 reserved [|= 1|];") },
        { "IOPOL6032", "'address' cannot have the word 'coded'", SmallFormat.Extended("table pointer { 51:12 address [|coded|]; }") },
        { "IOPOL6032", "'reserved' cannot have the word 'reserved' twice", SmallFormat.Page("9 reserved reserved [|when narrow|];") },
        { "IOPOL6033", "51:12 are 40 bits, and 55:12 are 44", SmallFormat.Page("51:12 address [|55:12|];") },
        { "IOPOL6034", "2 does not fit into bits 9", SmallFormat.Page("9 extra = [|2|];") },
        { "IOPOL6035", "only a number can have another one for device memory", SmallFormat.Page("9 extra = writable[|,|] 1 for device;") },
        { "IOPOL6036", "'next' is the level of the table that is pointed to, and this is a leaf", SmallFormat.Page("9 extra = [|next|];") },
        { "IOPOL6037", "'page' has 0 rows with a coded address", SmallFormat.Extended("leaf page covers [|coded|] { }") },
        { "IOPOL6037", "'page' has 1 rows with a coded address", SmallFormat.Extended("leaf [|page|] { 51:12 address coded; }") },
        { "IOPOL6012", "what is inherited from 'Small' does not fit here: there is no field 'dirty' here (line 29 there)", SmallFormat.With() + "pagetable Heir extends [|Small|] { leaf page { 6 ignored; } leaf large { 6 ignored; } }" },
        { "IOPOL6012", "what is inherited from 'Small' does not fit here: there is no level 1 (line 18 there)", SmallFormat.With() + "pagetable Heir extends [|Small|] { level 5 index 29:21; level 0 index 20:12; }" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    [MemberData(nameof(Members))]
    [MemberData(nameof(Conditions))]
    [MemberData(nameof(Rows))]
    public void A_mistake_is_one_message_at_its_place(string id, string message, string marked) => Marked.AssertOnly(id, message, marked);

    [Fact]
    public void Bits_no_row_names_are_all_told()
    {
        Diagnostic only = Marked.AssertOnly("IOPOL6028", "'page' does not say what bits 10:8 are", SmallFormat.With(rows: """
            entries { 0 present = 1; 1 write = writable; 51:12 address; 7 size; 63:52 ignored; 6:2 ignored; }
            table pointer { 1 write = 1; 7 reserved; 11:8 ignored; }
            leaf [|page|] at 0 { 7 ignored; 6 dirty; 5:2 ignored; 11 hint reserved when narrow; }
            leaf large at 1 { 7 size = 1; 6 dirty; 5:2 ignored; 11 hint reserved when narrow; 10:8 ignored; }
            """));
        Assert.Equal("close the rows with 'others ignored;' or 'others reserved;', here or in 'entries'", only.Help);
    }

    [Fact]
    public void A_near_name_comes_with_a_fix()
    {
        Diagnostic only = Marked.AssertOnly("IOPOL6001", "there is no fault 'abset' here", SmallFormat.Entry($"fault [|abset|] when size; {Taking}"));
        Assert.Equal("did you mean 'absent'?", only.Help);
        Assert.Equal("Write 'absent'", only.Fix!.Title);
    }

    [Fact]
    public void Bits_written_backwards_are_turned_by_the_fix()
    {
        Diagnostic only = Marked.AssertOnly("IOPOL6008", "'12:51' runs from a lower bit to a higher one", SmallFormat.Page("[|12:51|] address;"));
        Assert.Equal("51:12", Assert.Single(only.Fix!.Edits).NewText);
    }

    [Fact]
    public void Independent_mistakes_are_each_told_once()
    {
        Compilation compilation = Bound.Compile(SmallFormat.Extended("""
            option wide = 3;
            fault late 99999999999 "too much";
            leaf page { 12:51 address; 1 write = redable; 7 ignored = 1; }
            check entry {
                fault unreadable when unreadable;
                fault absnt when not present;
                fault denied when writing and not wirte and wide;
                take page when level is 9;
                take pointer when reserved;
            }
            allow raed = true;
            """));
        Assert.Equal(
            ["IOPOL6038", "IOPOL6006", "IOPOL6008", "IOPOL6001", "IOPOL6032", "IOPOL6001", "IOPOL6001", "IOPOL6013", "IOPOL6001"],
            compilation.Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void An_heir_of_a_broken_format_adds_nothing()
    {
        Compilation compilation = Bound.Compile("pagetable Broken { entry 8; }\npagetable Heir extends Broken { leaf page { 1 nothing = unknown; } }");
        Assert.Equal("IOPOL6004", Assert.Single(compilation.Diagnostics.Select(d => d.Id).Distinct()));
        Assert.Empty(compilation.PageTables);
    }
}
