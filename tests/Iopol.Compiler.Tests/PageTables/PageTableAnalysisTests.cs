using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.PageTables;

/// <summary>Formats nobody could walk or write, and those that probably do not say what was meant.</summary>
public sealed class PageTableAnalysisTests
{
    private const string Heir = "pagetable Heir extends";

    /// <summary>A format whose only mistake the checks find at its name, and not in its text.</summary>
    private static string AtName(string members) => SmallFormat.Extended(members).Replace(Heir, "pagetable [|Heir|] extends", StringComparison.Ordinal);

    private static string Entry(string steps) => SmallFormat.Extended($"check entry {{\n{steps}\n}}");

    public static TheoryData<string, string, string> Errors => new()
    {
        // The IOVA
        { "IOPOL6101", "level 1 stands behind level 0 and decodes higher bits", SmallFormat.Extended("level 0 index 20:12;\n[|level 1 index 29:21;|]\nleaf page at 0 { } leaf large at 1 { } table pointer at 0 { }") },
        { "IOPOL6102", "levels 0 and 1 both decode bits 21:20", SmallFormat.Extended("level 1 index 29:20;\n[|level 0 index 21:12;|]") },
        { "IOPOL6103", "no level decodes bits 22:21 of the IOVA, between level 1 and level 0", SmallFormat.Extended("level 1 index 31:23;\n[|level 0 index 20:12;|]") },
        { "IOPOL6104", "with 2 levels an IOVA has 66 bits", AtName("level 1 index 63:55;\nlevel 0 index 54:46; root wider by 2 bits; leaf page { 51:46 address; 45:12 ignored; }") },
        { "IOPOL6105", "with 2 levels an IOVA has 22 to 30 bits, and 'input width' allows 12 to 21", AtName("input zeros; input width 12..21;") },
        { "IOPOL6106", "bits 63:29 are ignored, and an IOVA can have bits 29:0", AtName("input zeros; input ignores 63:29;") },
        { "IOPOL6117", "page table 'Heir' walks an IOVA with bits above its width (in every case)", AtName("check input { }") },
        { "IOPOL6117", "page table 'Heir' walks an IOVA with bits above its width (with narrow = false)", AtName("check input { fault outside when outside and narrow; }") },
        { "IOPOL6118", "page table 'Heir' does not say how an IOVA is extended above its width (with narrow = false)", AtName("input zeros when narrow;") },

        // Addresses and sizes
        { "IOPOL6107", "'page' holds no address", SmallFormat.Extended("leaf [|page|] { 51:12 ignored; }") },
        { "IOPOL6108", "bits 15:12 of the address stand in two rows of 'page'", SmallFormat.Extended("leaf page { [|61:58 address 15:12;|] }") },
        { "IOPOL6109", "no row of 'page' holds bits 39:30 of the address", SmallFormat.Extended("leaf [|page|] { 51:40 address; 39:30 ignored; 29:12 address; }") },
        { "IOPOL6110", "'page' at level 0 holds its address from bit 16 up, and its size is 2^12 bytes", SmallFormat.Extended("leaf [|page|] { 51:16 address; 15:12 ignored; }") },
        { "IOPOL6110", "'large' at level 1 holds its address from bit 24 up, and its size is 2^22 bytes", SmallFormat.Extended("leaf [|large|] covers 2 { 51:24 address; 23:12 ignored; }") },
        { "IOPOL6111", "'pointer' holds its address from bit 13 up, and a table of level 0 has 4K", SmallFormat.Extended("table [|pointer|] { 51:13 address; 12 ignored; }") },
        { "IOPOL6112", "'pointer' holds its address from bit 11 up, and a table of level 0 is aligned to its size, 4K", SmallFormat.Extended("table [|pointer|] { 51:11 address; }") },
        { "IOPOL6113", "'pointer' stands at level 0, and there is no level below", SmallFormat.Extended("table [|pointer|] at 0, 1 { }") },
        { "IOPOL6114", "'page' covers 512 entries, and a table of level 0 has 512", SmallFormat.Extended("leaf [|page|] covers 512 { }") },
        { "IOPOL6115", "'page' codes its size from bit 11 up: its smallest leaf has 4K, and the lowest level's entries stand for 4K", SmallFormat.Extended("leaf [|page|] covers coded { 51:11 address coded; }") },
        { "IOPOL6116", "'page' codes its size from bit 16 up, and holds its address from bit 12 up", SmallFormat.Extended("leaf [|page|] covers coded { 51:16 address coded; 15:12 address; }") },

        { "IOPOL6130", "no table stands at level 1, so that no level below it is reached from there", SmallFormat.Extended("levels 3; level 2 index 38:30;\n[|level 1 index 29:21;|]\nlevel 0 index 20:12; table pointer at 2 { }") },

        // Entries
        { "IOPOL6119", "this step looks at an entry of level 1 that may lie outside the memory", Entry("[|fault absent when not present;|] fault unreadable when unreadable; take page when level is 0; take large when size; take pointer;") },
        { "IOPOL6119", "this step looks at an entry of level 1 that may lie outside the memory", Entry("fault unreadable when unreadable and writing; [|fault absent when not present;|] take page when level is 0; take large when size; take pointer;") },
        { "IOPOL6120", "an entry of zeros at level 1 is taken as 'pointer' (with not writing)", SmallFormat.Extended("check entry { fault unreadable when unreadable; fault absent when writing and not present; take page when level is 0; take large when size; take pointer; }\ntable [|pointer|] { }") },
        { "IOPOL6121", "the steps end with an entry of level 1 that is no kind and no fault (with present = 1, size = 0, write = 0)", Entry("fault unreadable when unreadable; fault absent when not present; take page when level is 0; take large when size; [|take pointer when write;|]") },
        { "IOPOL6122", "'pointer' at level 1 can lead to 1, which is no level below (with present = 1, size = 0, below = 1)", SmallFormat.Extended("table [|pointer|] next below { 9 below = next; }\ncheck entry { fault unreadable when unreadable; fault absent when not present; take page when level is 0; take large when size; take pointer; }") },
        { "IOPOL6129", "'set dirty' also applies to 'large', which has no such field", AtName("leaf large { 6 ignored; }") },
        { "IOPOL6129", "'clear hint' also applies to 'pointer', which has no such field", Entry("fault unreadable when unreadable; fault absent when not present; take page when level is 0; take large when size; take pointer; [|clear hint else unreadable;|]") },

        // What the mapper writes
        { "IOPOL6123", "'pointer' is written with a 'write' that depends on the rights of a mapping", SmallFormat.Extended("table pointer { [|1 write = writable;|] }") },
        { "IOPOL6123", "'pointer' is written with a 'cache' that depends on the rights of a mapping", SmallFormat.Extended("table pointer { [|10:9 cache = 1, 2 for device;|] }") },
        { "IOPOL6124", "what the mapper writes for 'pointer' at level 1 ends in the fault 'denied' (with writing)", SmallFormat.Extended("table [|pointer|] { 1 write = 0; }") },
        { "IOPOL6124", "what the mapper writes for 'page (readable)' at level 0 ends in the fault 'absent' (with narrow = false)", SmallFormat.Extended("leaf [|page|] { 0 present; }") },
        { "IOPOL6125", "what the mapper writes for 'large (readable)' at level 1 is taken as 'pointer' (with narrow = false)", SmallFormat.Extended("leaf [|large|] { 7 size; }") },
        { "IOPOL6126", "'page' at level 0, mapped readable, writable, does not allow writing (fault 'denied')", SmallFormat.Extended("leaf [|page|] { 1 write; }") },
        { "IOPOL6126", "'page' at level 0, mapped readable, does not allow reading (fault 'wrong')", SmallFormat.Extended("leaf [|page|] { 8 old; } check leaf { fault wrong when reading and level is 0 and not old; set dirty when writing else unreadable; }") },
        { "IOPOL6127", "'page' at level 0, mapped readable, allows writing too", SmallFormat.Extended("leaf [|page|] { 1 write = 1; }") },
        { "IOPOL6127", "'page' at level 0, mapped readable, allows executing too", SmallFormat.Extended("leaf [|page|] { 8 never; } leaf large { 8 never = not executable; } allow execute = not some(never); check leaf { fault denied when executing and never; set dirty when writing else unreadable; }") },
        { "IOPOL6128", "a walk for writing goes through a 'large' of level 1 mapped readable, writable, and 'allow' says that it has no such right", AtName("allow write = every(write) and narrow;") },
    };

    public static TheoryData<string, string, string> Warnings => new()
    {
        { "IOPOL6152", "'fault absent' never applies here: the steps before it take every such entry", Entry("fault unreadable when unreadable; fault absent when not present; [|fault absent when size and not present;|] fault denied when writing and not write; take page when level is 0; take large when size; take pointer; fault wrong when reserved or misaligned or exceeds(width);") },
        { "IOPOL6152", "'take large' never applies here: the steps before it take every such entry", Entry("fault unreadable when unreadable; fault absent when not present; fault denied when writing and not write; take page when level is 0; take large when size; [|take large when size and write;|] take pointer; fault wrong when reserved or misaligned or exceeds(width);") },
        { "IOPOL6152", "'fault outside' never applies here: the steps before it take every such entry", SmallFormat.Extended("check input { fault outside when outside; [|fault outside when outside and writing;|] }") },
        { "IOPOL6152", "'fault wrong' never applies here: the steps before it take every such entry", SmallFormat.Extended("check leaf { [|fault wrong when not present;|] set dirty when writing else unreadable; }") },
        { "IOPOL6153", "no entry is ever taken as the table 'spare'", SmallFormat.Extended("table [|spare|] { 51:12 address; }") },
        { "IOPOL6154", "option 'strict' is never used", SmallFormat.Extended("option [|strict|] = false;") },
        { "IOPOL6154", "fault 'late' is never used", SmallFormat.Extended("fault [|late|] 9 \"late\";") },
        { "IOPOL6154", "field 'spare' is never used", SmallFormat.Extended("leaf page { 9 [|spare|]; }") },
        { "IOPOL6155", "there is no leaf with the field 'together' at level 1", SmallFormat.Extended("leaf page { 9 [|together|]; } run together covers 16 at 0, 16 at 1;") },
        { "IOPOL6156", "no leaf has the size 8K that 'map avoids'", AtName("map avoids 8K;") },
        { "IOPOL6157", "'page' holds addresses of 35 bits, and width is 36 or more", SmallFormat.Extended("leaf [|page|] { 51:35 ignored; 34:12 address; }") },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_is_one_message_at_its_place(string id, string message, string marked) => Marked.AssertOnly(id, message, marked);

    [Theory]
    [MemberData(nameof(Warnings))]
    public void A_warning_is_one_message_at_its_place(string id, string message, string marked)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        string text = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        Compilation compilation = Bound.Compile(text);
        Diagnostic only = Assert.Single(compilation.Diagnostics);
        Assert.Equal((id, message, DiagnosticSeverity.Warning), (only.Id, only.Message, only.Severity));
        Assert.Equal(start, only.Span.Start);
        Assert.Equal(2, compilation.PageTables.Count);
    }

    [Fact]
    public void The_small_format_and_its_heir_say_nothing() => Assert.Empty(Bound.Compile(SmallFormat.Extended("")).Diagnostics);

    [Fact]
    public void A_comment_silences_a_warning()
    {
        string text = SmallFormat.Extended("option strict = false; // iopol: disable IOPOL6154 a later format asks for it");
        Assert.Empty(Bound.Compile(text).Diagnostics);
    }

    [Fact]
    public void Options_may_take_a_kind_away_from_the_mapper()
    {
        string members = "option huge_leaves = true;\nfault no_huge 9 \"no\";\ncheck entry { fault unreadable when unreadable; fault absent when not present; fault denied when writing and not write; take page when level is 0;\n"
            + "fault no_huge when size and not huge_leaves; take large when size; take pointer; fault wrong when reserved or misaligned or exceeds(width); }";
        Assert.Empty(Bound.Compile(SmallFormat.Extended(members)).Diagnostics.Select(d => d.ToString()));
    }

    [Fact]
    public void Options_may_loosen_what_a_mapping_allows()
    {
        string members = "option lax = false;\ncheck entry { fault unreadable when unreadable; fault absent when not present; fault denied when writing and not write and not lax; take page when level is 0; take large when size; take pointer; fault wrong when reserved or misaligned or exceeds(width); }\nallow write = every(write) or lax;";
        Assert.Empty(Bound.Compile(SmallFormat.Extended(members)).Diagnostics.Select(d => d.ToString()));
        Assert.Contains(Bound.Compile(SmallFormat.Extended(members.Replace("lax = false", "lax = true", StringComparison.Ordinal))).Diagnostics, d => d.Id == "IOPOL6127");
    }

    [Fact]
    public void Every_shape_is_tried_where_a_step_asks_for_the_top()
    {
        string steps = "check entry { fault unreadable when unreadable; fault absent when not present; fault denied when writing and not write; fault wrong when level is top and level is 0; take page when level is 0; take large when size; take pointer; fault wrong when reserved or misaligned or exceeds(width); }";
        Assert.Contains(Bound.Compile(SmallFormat.Extended(steps)).Diagnostics, d => d.Id == "IOPOL6124");
        Assert.Empty(Bound.Compile(SmallFormat.Extended("levels 2;\n" + steps.Replace("fault wrong when level is top and level is 0; ", "", StringComparison.Ordinal))).Diagnostics);
    }

    [Fact]
    public void A_format_with_errors_is_none_of_the_page_tables()
    {
        Compilation compilation = Bound.Compile(SmallFormat.Extended("leaf page { 1 write = 1; }"));
        Assert.Equal(["Small"], compilation.PageTables.Select(t => t.Name));
        Assert.Equal([true, false], compilation.BoundPageTables.Select(t => t.IR is not null));
    }
}
