using Microsoft.CodeAnalysis;

namespace Iopol.Generator.Tests;

public sealed class PolicyGeneratorTests
{
    private const string Own = """
        import "iopol:linux-6-vfio";
        /// What we lend.
        policy Own extends Linux6Vfio {
            protect at 0000:00:1f.* "the chipset's own functions";
            override viable(g) = base.viable(g) and no d in g: d matches (has bridge);
        }
        """;

    [Fact]
    public void A_policy_becomes_a_class_that_compiles_without_a_warning()
    {
        var project = new PolicyProject(("host.iopol", Own));
        GeneratorRunResult result = project.Run();
        Assert.Empty(result.Diagnostics);
        string code = Assert.Single(result.GeneratedSources).SourceText.ToString();
        Assert.Contains("namespace Acme.Isolation", code, StringComparison.Ordinal);
        Assert.Contains("public sealed class Own", code, StringComparison.Ordinal);
        Assert.Contains("What we lend.", code, StringComparison.Ordinal);
        Assert.Contains($"\"{PolicyProject.Folder}host.iopol\"", code, StringComparison.Ordinal);
        Assert.DoesNotContain(PolicyProject.Folder, string.Join('\n', code.Split('\n').Where(line => !line.TrimStart().StartsWith("#line", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Empty(project.Compile());
    }

    [Fact]
    public void A_format_of_the_project_becomes_classes_that_compile_without_a_warning()
    {
        var project = new PolicyProject(("tables.iopol", "import \"iopol:vtd-second-stage\";\n/// Ours.\npagetable Ours extends VtdSecondStage { levels 4; }"));
        GeneratorRunResult result = project.Run();
        Assert.Empty(result.Diagnostics);
        GeneratedSourceResult source = Assert.Single(result.GeneratedSources);
        Assert.StartsWith("Ours.", source.HintName, StringComparison.Ordinal);
        string code = source.SourceText.ToString();
        Assert.Contains("namespace Acme.Isolation", code, StringComparison.Ordinal);
        Assert.Contains("public sealed class OursLevels4 : Ours", code, StringComparison.Ordinal);
        Assert.DoesNotContain("OursLevels3", code, StringComparison.Ordinal);
        Assert.Empty(project.Compile());
    }

    [Fact]
    public void Shipped_policies_are_imported_and_not_emitted()
    {
        GeneratorRunResult result = new PolicyProject(("host.iopol", Own)).Run();
        Assert.StartsWith("Own.", Assert.Single(result.GeneratedSources).HintName, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_may_import_another_of_the_project()
    {
        var project = new PolicyProject(
            ("policies/base.iopol", Own),
            ("policies/tenant.iopol", "import \"base.iopol\";\npolicy Tenant extends Own { protect class storage \"the host boots from it\"; }"));
        Assert.Equal(2, project.Run().GeneratedSources.Length);
        Assert.Empty(project.Compile());
    }

    [Fact]
    public void Files_of_one_name_in_two_folders_do_not_collide()
    {
        var project = new PolicyProject(("a/host.iopol", Own), ("b/host.iopol", Own.Replace("policy Own", "policy Other", StringComparison.Ordinal)));
        Assert.Equal(2, project.Run().GeneratedSources.Select(s => s.HintName).Distinct().Count());
        Assert.Empty(project.Compile());
    }

    [Fact]
    public void A_file_linked_from_outside_shows_no_path_of_the_machine()
    {
        var project = new PolicyProject(("../elsewhere/host.iopol", Own));
        Assert.Contains("../elsewhere/host.iopol", Assert.Single(project.Run().GeneratedSources).SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_mistake_leaves_the_policies_of_the_others()
    {
        var project = new PolicyProject(
            ("good.iopol", Own),
            ("bad.iopol", "import \"iopol:linux-6-vfio\";\npolicy Bad extends Linux6Vfio {\n    override viable(g) = all d in g: d.drivr is none;\n}"));
        GeneratorRunResult result = project.Run();
        // What else is wrong is the analyzer's to say.
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("IOPOL4006", diagnostic.Id);
        Assert.Matches("^'Bad' becomes no class: .*drivr.* \\(IOPOL2[0-9]{3}\\)", diagnostic.GetMessage(null));
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal((PolicyProject.Folder + "bad.iopol", 2, 39), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.StartsWith("Own.", Assert.Single(result.GeneratedSources).HintName, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_declares_nothing_for_its_errors_says_so()
    {
        Diagnostic diagnostic = Assert.Single(new PolicyProject(("bad.iopol", "import \"iopol:linux-6-vfio\";\npolicie Own extends Linux6Vfio { }")).Run().Diagnostics);
        Assert.StartsWith("the file becomes no class: ", diagnostic.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_an_imported_file_is_named_there()
    {
        var project = new PolicyProject(("a.iopol", Own.Replace("protect", "protekt", StringComparison.Ordinal)), ("b.iopol", "import \"a.iopol\";\npolicy More extends Own { }"));
        Assert.All(project.Run().Diagnostics, d => Assert.Equal(PolicyProject.Folder + "a.iopol", d.Location.GetLineSpan().Path));
        Assert.Equal(2, project.Run().Diagnostics.Length);
    }

    [Fact]
    public void Of_two_declarations_with_one_class_the_first_gets_it()
    {
        var project = new PolicyProject(("a.iopol", Own), ("b.iopol", Own), ("c.iopol", Own.Replace("policy Own", "policy own", StringComparison.Ordinal)));
        Assert.Contains("from a.iopol", Assert.Single(project.Run().GeneratedSources).SourceText.ToString(), StringComparison.Ordinal);
        Assert.Empty(project.Compile());
    }

    [Fact]
    public void Text_of_a_policy_cannot_leave_its_place_in_the_code()
    {
        string hostile = Own.Replace("the chipset's own functions", "\\\"; }} /* */ </summary> {{0}} \\\\", StringComparison.Ordinal)
            .Replace("What we lend.", "</summary> */ \" ; }", StringComparison.Ordinal);
        var project = new PolicyProject(("a */ \"b.iopol", hostile));
        Assert.Empty(project.Run().Diagnostics);
        Assert.Empty(project.Compile());
    }

    [Fact]
    public void Without_policy_files_nothing_is_generated()
    {
        GeneratorRunResult result = new PolicyProject().Run();
        Assert.Empty(result.GeneratedSources);
        Assert.Empty(result.Diagnostics);
    }
}
