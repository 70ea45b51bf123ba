using Microsoft.CodeAnalysis;

namespace Iopol.Generator.Tests;

public sealed class IncrementalTests
{
    private const string Policy = "import \"iopol:linux-6-vfio\";\npolicy Own extends Linux6Vfio { protect class storage \"the host boots from it\"; }\n";

    [Fact]
    public void A_change_of_code_runs_nothing_again()
    {
        var project = new PolicyProject(("host.iopol", Policy));
        project.Run();
        project.EditCode();
        Steps.Expect(project.Run(), files: "=", trees: "=", units: "=", policies: "=", classes: "=");
    }

    [Theory]
    [InlineData("\n// a remark\n")]
    [InlineData("// a remark")]
    [InlineData("   /* behind */  ")]
    public void A_comment_reads_one_file_again_and_compiles_nothing(string comment)
    {
        var project = new PolicyProject(("a.iopol", Policy + "policy More extends Own { protect class network \"the host's network\"; }"), ("b.iopol", Policy.Replace("Own", "Other", StringComparison.Ordinal)));
        project.Run();
        project.Edit("a.iopol", Policy.TrimEnd() + " // said at the end of a line\n" + "policy More extends Own { protect class network \"the host's network\"; }" + comment);
        Steps.Expect(project.Run(), files: "M=", trees: "U=", units: "==", policies: "==", classes: "===");
    }

    [Fact]
    public void A_comment_that_moves_lines_moves_the_places_a_class_tells()
    {
        var project = new PolicyProject(("a.iopol", Policy), ("b.iopol", Policy.Replace("Own", "Other", StringComparison.Ordinal)));
        project.Run();
        project.Edit("b.iopol", "// a remark\n" + Policy.Replace("Own", "Other", StringComparison.Ordinal));
        Steps.Expect(project.Run(), files: "=M", trees: "=M", units: "UM", policies: "=M", classes: "=M");
    }

    [Fact]
    public void A_change_of_documentation_reaches_the_class()
    {
        var project = new PolicyProject(("a.iopol", Policy.Replace("policy", "/// One.\npolicy", StringComparison.Ordinal)));
        project.Run();
        project.Edit("a.iopol", Policy.Replace("policy", "/// Two.\npolicy", StringComparison.Ordinal));
        Steps.Expect(project.Run(), files: "M", trees: "M", units: "M", policies: "M", classes: "M");
    }

    [Fact]
    public void A_change_compiles_the_files_that_depend_on_it_and_no_other()
    {
        var project = new PolicyProject(
            ("a.iopol", Policy),
            ("b.iopol", "import \"a.iopol\";\npolicy Second extends Own { protect class network \"the host's network\"; }"),
            ("c.iopol", Policy.Replace("Own", "Third", StringComparison.Ordinal)));
        project.Run();
        project.Edit("b.iopol", "import \"a.iopol\";\npolicy Second extends Own { protect class nvme \"the host boots from it\"; }");
        Steps.Expect(project.Run(), files: "=M=", trees: "=M=", units: "UMU", policies: "=M=", classes: "=M=");
        project.Edit("a.iopol", Policy.Replace("storage", "network", StringComparison.Ordinal));
        Steps.Expect(project.Run(), files: "M==", trees: "M==", units: "MMU", policies: "MM=", classes: "MM=");
    }

    [Fact]
    public void A_change_that_comes_to_the_same_class_is_no_change()
    {
        var project = new PolicyProject(("a.iopol", Policy + "test \"one\" { policy Own; }"));
        project.Run();
        project.Edit("a.iopol", Policy + "test \"another\" { policy Own; }");
        Steps.Expect(project.Run(), files: "M", trees: "M", units: "M", policies: "U", classes: "=");
    }

    [Fact]
    public void No_step_keeps_an_object_of_a_compilation()
    {
        var project = new PolicyProject(("a.iopol", Policy));
        GeneratorRunResult result = project.Run();
        string[] own = [PolicyGenerator.FilesStep, PolicyGenerator.TreesStep, PolicyGenerator.UnitsStep, PolicyGenerator.PoliciesStep, PolicyGenerator.ClassesStep];
        object[] values = [.. own.SelectMany(name => result.TrackedSteps[name]).SelectMany(s => s.Outputs).Select(o => o.Value)];
        Assert.NotEmpty(values);
        Assert.All(values, v => ObjectGraph.AssertFreeOf(v, typeof(ISymbol), typeof(Microsoft.CodeAnalysis.Compilation), typeof(SyntaxNode), typeof(SyntaxTree), typeof(Location), typeof(Diagnostic)));
    }
}
