using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.PageTables;

/// <summary>Every limit of a page table ends in one message; what is at the limit is taken.</summary>
public sealed class PageTableLimitTests
{
    private static string Many(int count, Func<int, string> one) => string.Concat(Enumerable.Range(0, count).Select(one));

    private static string Levels(int count) =>
        $"levels {count};\n" + Many(count, i => $"level {count - 1 - i} index {12 + (5 * (count - i)) - 1}:{12 + (5 * (count - i - 1))};\n");

    /// <summary>A format of levels of five bits, whose tables have 256 bytes.</summary>
    private static string Deep(int count) => $$"""
        pagetable Deep {
            entry 8;
            {{Levels(count)}}
            input zeros;
            fault wrong 1 "no";
            entries { 0 present = 1; others ignored; }
            table pointer { 51:8 address; }
            leaf page at 0 { 51:12 address; }
            check input { fault wrong when outside; }
            check entry { fault wrong when unreadable or not present; take page when level is 0; take pointer; }
            allow read = true;
            allow write = true;
            allow execute = true;
            refuse when not readable or not writable "everything is allowed";
        }
        """;

    private static string Options(int count) => SmallFormat.Extended(
        Many(count - 2, i => $"option o{i} = false;\n") + "refuse when " + string.Join(" or ", Enumerable.Range(0, count - 2).Select(i => $"o{i}")) + " and device \"no\";");

    private static string Faults(int count) => SmallFormat.Extended(
        Many(count - 5, i => $"fault f{i} {i} \"no\";\n") + "check input { fault outside when outside;\n" + Many(Math.Min(count - 5, 60), i => $"fault f{i} when executing and privileged and not reading and narrow;\n") + "}");

    private static string Kinds(int count) => SmallFormat.Extended(Many(count - 3, i => $"leaf kind_{i} at 0 {{ 51:12 address; }}\n"));

    private static string Steps(int count) => SmallFormat.Extended($"check leaf {{ {Many(count, _ => "set dirty when writing else unreadable;")} }}");

    private static string Refusals(int count) => SmallFormat.Extended(Many(count - 1, i => $"refuse when narrow and not readable \"{i}\";\n"));

    private static string Chain(int depth) => SmallFormat.With() + "pagetable T0 extends Small { }\n" + Many(depth - 1, i => $"pagetable T{i + 1} extends T{i} {{ }}\n");

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { Deep(8), Deep(9), "IOPOL6007", "page table 'Deep' has more than 8 levels" },
        { Options(16), Options(17), "IOPOL6007", "page table 'Heir' has more than 16 options" },
        { Faults(64), Faults(65), "IOPOL6007", "page table 'Heir' has more than 64 faults" },
        { Kinds(16), Kinds(17), "IOPOL6007", "page table 'Heir' has more than 16 kinds of entry" },
        { Steps(64), Steps(65), "IOPOL6007", "page table 'Heir' has more than 64 steps in 'check leaf'" },
        { Refusals(16), Refusals(17), "IOPOL6007", "page table 'Heir' has more than 16 refusals" },
        { Chain(64), Chain(65), "IOPOL6011", "what 'T64' extends is nested deeper than 64" },
        { SmallFormat.Extended("level 15 index 29:21; level 0 index 20:12; leaf large at 15 { }"), SmallFormat.Extended("level 16 index 29:21; level 0 index 20:12;"), "IOPOL6006", "the number of a level may be 0 to 15, not 16" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_beyond_a_limit_is_told_once(string within, string beyond, string id, string message)
    {
        Assert.DoesNotContain(Bound.Compile(within).Diagnostics, d => d.Id == id);
        Diagnostic only = Assert.Single(Bound.Compile(beyond).Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal((id, message), (only.Id, only.Message));
    }

    [Fact]
    public void The_deepest_format_is_checked_to_its_end()
    {
        Compilation compilation = Bound.Compile(Deep(PageTableLimits.Levels));
        Assert.Empty(compilation.Diagnostics.Select(d => d.ToString()));
        Assert.Equal(PageTableLimits.Levels, Assert.Single(compilation.PageTables).Levels.Count);
    }

    [Fact]
    public void Conditions_with_too_many_cases_end_in_a_warning()
    {
        int[] bits = [2, 3, 4, 5, 8, 9, 10, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62];
        string text = SmallFormat.Extended(
            $"leaf page {{ {string.Concat(bits.Select(b => $"{b} b{b};"))} }}\ncheck leaf {{ fault wrong when {string.Join(" and ", bits.Select(b => $"(b{b} is 0 or b{b} is 1)"))} and output in 0..1; set dirty when writing else unreadable; }}");
        Compilation compilation = Bound.Compile(text);
        Assert.Equal(["IOPOL6151"], compilation.Diagnostics.Select(d => d.Id));
        Assert.Equal(2, compilation.PageTables.Count);
    }
}
