namespace Iopol.Compiler.Tests.PageTables;

/// <summary>A small format without a mistake, and ways to set one mistake into it.</summary>
internal static class SmallFormat
{
    private const string Layout = """
            entry 8;
            levels 1, 2;
            level 1 index 29:21;
            level 0 index 20:12;
            root at least 4K;
            input zeros;
        """;

    private const string Choices = """
            option narrow = false;
            option width: 36..52 = 52;
            fault outside 1 "the IOVA is too wide";
            fault unreadable 2 "a table lies outside memory";
            fault absent 3 "nothing is mapped";
            fault denied 4 "writing is not allowed";
            fault wrong 5 "a reserved bit is set";
        """;

    private const string Rows = """
            entries { 0 present = 1; 1 write = writable; 51:12 address; 7 size; others ignored; }
            table pointer { 1 write = 1; 7 reserved; }
            leaf page at 0 { 7 ignored; 6 dirty; 11 hint reserved when narrow; }
            leaf large at 1 { 7 size = 1; 6 dirty; 11 hint reserved when narrow; }
        """;

    private const string InputSteps = "    check input { fault outside when outside; }";

    private const string EntrySteps = """
            check entry {
                fault unreadable when unreadable;
                fault absent when not present;
                fault denied when writing and not write;
                take page when level is 0;
                take large when size;
                take pointer;
                fault wrong when reserved or misaligned or exceeds(width);
            }
        """;

    private const string LeafSteps = "    check leaf { set dirty when writing else unreadable; }";

    private const string Rights = """
            allow read = true;
            allow write = every(write);
            allow execute = true;
            refuse when not readable "what is present can be read";
        """;

    /// <summary>The format with parts put in the place of others; null leaves a part as it is.</summary>
    public static string With(
        string members = "", string? layout = null, string? choices = null, string? rows = null, string? input = null, string? entry = null, string? leaf = null, string? rights = null) =>
        string.Join("\n", "pagetable Small {", layout ?? Layout, choices ?? Choices, rows ?? Rows, input ?? InputSteps, entry ?? EntrySteps, leaf ?? LeafSteps, rights ?? Rights, members, "}\n");

    /// <summary>The format and one that extends it with these members.</summary>
    public static string Extended(string members) => $"{With()}pagetable Heir extends Small {{\n{members}\n}}\n";

    /// <summary>An extension of it: its own check of entries.</summary>
    public static string Entry(string steps) => Extended($"check entry {{\nfault unreadable when unreadable;\n{steps}\n}}");

    /// <summary>An extension with a condition in the last step of <c>check entry</c>, where everything can be asked.</summary>
    public static string Condition(string condition) => Entry($"fault absent when not present; take page when level is 0; take large when size; take pointer; fault wrong when {condition};");

    /// <summary>An extension with a condition in <c>check leaf</c>.</summary>
    public static string Leaf(string condition) => Extended($"check leaf {{ fault wrong when {condition}; }}");

    /// <summary>An extension with rows in the page.</summary>
    public static string Page(string rows) => Extended($"leaf page {{ {rows} }}");
}
