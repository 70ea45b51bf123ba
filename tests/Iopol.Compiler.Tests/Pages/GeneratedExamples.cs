using System.Globalization;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Pages;

/// <summary>Texts too long for a page: those that pass a limit.</summary>
internal static class GeneratedExamples
{
    private const string Import = "import \"iopol:linux-6-vfio\";\n";

    private const string ImportTable = "import \"iopol:vtd-second-stage\";\n";

    private static readonly int[] SpareBits = [2, 3, 4, 5, 6, 10, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 63];

    private static readonly Dictionary<string, Func<string>> Texts = new()
    {
        ["long-file"] = () => new string(' ', SyntaxLimits.FileLength + 1),
        ["deep-nesting"] = () => Policy($"forbid unbind(d) when {new string('(', 200)}d.external{new string(')', 200)} else EPERM \"no\";"),
        ["long-string"] = () => Policy($"protect class network \"{new string('x', SyntaxLimits.StringLength)}\";"),
        ["many-declarations"] = () => Policy(Many(SyntaxLimits.Declarations + 1, i => $"property p{i} = isolation;")),
        ["many-errors"] = () => Policy(Many(SyntaxLimits.ReportedErrors + 1, _ => "protect class usb;\n")),
        ["driver-sets"] = () => Policy(Many(65, i => $"drivers set_{i} = driver_{i};")),
        ["deep-calls"] = () => Policy("predicate p0(d: device) = d.external;" + Many(80, i => $"predicate p{i + 1}(d: device) = p{i}(d);") + "forbid unbind(d) when p80(d) else EPERM \"no\";"),
        ["large-selector"] = () => Policy("select s0 = class usb or class network;" + Many(31, i => $"select s{i + 1} = s{i} or s{i};") + "protect s31 \"all\";"),
        ["many-options"] = () => Table(Many(17, i => $"option option_{i} = false;")),
        ["deep-extends"] = () => ImportTable + "pagetable Table0 extends VtdSecondStage { }" + Many(80, i => $"pagetable Table{i + 1} extends Table{i} {{ }}\n"),
        ["many-cases"] = () => Table(
            $"leaf page {{ {string.Concat(SpareBits.Select(b => $"{b} b{b};"))} }}"
            + $"check leaf {{ fault interrupt_window when {string.Join(" and ", SpareBits.Select(b => $"(b{b} is 0 or b{b} is 1)"))} and output in 0xfee00000..0xfeefffff;"
            + "set dirty when access_dirty and writing else unreadable; }"),
        ["many-users"] = () => Import + "host h { device 0000:01:00.0; }\ntest \"t\" { host h; " + Many(70, i => $"open_container() by user_{i} -> ok;") + " }",
    };

    /// <summary>Compiles the text of this name.</summary>
    public static Compilation Compile(string name)
    {
        IReadOnlyList<SourceText> files = Files(name);
        return Compilation.Create([files[0]], new MemoryResolver(files));
    }

    /// <summary>The text of this name, then those it imports.</summary>
    public static IReadOnlyList<SourceText> Files(string name) => name == "import-chain"
        ? [.. Enumerable.Range(0, 110).Select(i => new SourceText(File(i), $"import \"{File(i + 1)}\";")), new SourceText(File(110), "")]
        : [new SourceText("page.iopol", Texts[name]())];

    private static string File(int number) => string.Create(CultureInfo.InvariantCulture, $"next-{number}.iopol");

    private static string Policy(string members) => $"{Import}policy Careful extends Linux6Vfio {{ {members} }}";

    private static string Table(string members) => $"{ImportTable}pagetable Mine extends VtdSecondStage {{ {members} }}";

    private static string Many(int count, Func<int, string> one) => string.Concat(Enumerable.Range(0, count).Select(one));
}
