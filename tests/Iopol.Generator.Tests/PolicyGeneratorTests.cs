using Microsoft.CodeAnalysis;

namespace Iopol.Generator.Tests;

public sealed class PolicyGeneratorTests
{
    private const string Datacenter = """
        import "iopol:linux-6-vfio";

        /// What this company allows.
        policy Datacenter extends Linux6Vfio {
            protect class storage "the host boots from it";
        }
        """;

    [Fact]
    public void A_policy_becomes_a_documented_class_in_the_project_s_namespace()
    {
        (GeneratorRunResult result, var compiler) = new Driver(("policies/datacenter.iopol", Datacenter)).Run();
        Assert.Empty(result.Diagnostics);
        Assert.Empty(compiler);
        GeneratedSourceResult source = Assert.Single(result.GeneratedSources);
        Assert.Equal("policies.datacenter.iopol.Datacenter.g.cs", source.HintName);
        string text = source.SourceText.ToString();
        Assert.Contains("namespace Consumer.App;", text, StringComparison.Ordinal);
        Assert.Contains("/// <summary>What this company allows.</summary>", text, StringComparison.Ordinal);
        Assert.Contains("public sealed class Datacenter", text, StringComparison.Ordinal);
        Assert.Contains("policies/datacenter.iopol(5,5)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/project", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_project_chooses_namespace_and_visibility()
    {
        var properties = new Dictionary<string, string> { ["IopolNamespace"] = "Some.Where", ["IopolVisibility"] = "internal" };
        (GeneratorRunResult result, var compiler) = new Driver(properties, [("datacenter.iopol", Datacenter)]).Run();
        Assert.Empty(compiler);
        string text = Assert.Single(result.GeneratedSources).SourceText.ToString();
        Assert.Contains("namespace Some.Where;", text, StringComparison.Ordinal);
        Assert.Contains("internal sealed class Datacenter", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_is_reported_where_it_stands_and_the_other_policies_are_still_compiled()
    {
        (GeneratorRunResult result, _) = new Driver(
            ("good.iopol", Datacenter),
            ("bad.iopol", "import \"iopol:linux-6-vfio\";\npolicy Bad extends Linux6Vfoi {\n}\n")).Run();
        Diagnostic diagnostic = Assert.Single(result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.StartsWith("IOPOL2", diagnostic.Id, StringComparison.Ordinal);
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        Assert.Equal("/project/bad.iopol", place.Path);
        Assert.Equal((1, 19, 1, 29), (place.StartLinePosition.Line, place.StartLinePosition.Character, place.EndLinePosition.Line, place.EndLinePosition.Character));
        Assert.Contains("Linux6Vfio", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("good.iopol.Datacenter.g.cs", Assert.Single(result.GeneratedSources).HintName);
    }

    [Fact]
    public void Files_import_each_other()
    {
        (GeneratorRunResult result, var compiler) = new Driver(
            ("base/datacenter.iopol", Datacenter),
            ("edge.iopol", "import \"base/datacenter.iopol\";\npolicy Edge extends Datacenter {\n    protect class network \"the uplink\";\n}\n")).Run();
        Assert.Empty(result.Diagnostics);
        Assert.Empty(compiler);
        Assert.Equal(["base.datacenter.iopol.Datacenter.g.cs", "edge.iopol.Edge.g.cs"], result.GeneratedSources.Select(s => s.HintName).Order());
    }

    [Fact]
    public void Files_of_one_name_in_two_folders_are_two_files()
    {
        (GeneratorRunResult result, var compiler) = new Driver(
            ("a/host.iopol", Datacenter), ("b/host.iopol", Datacenter.Replace("policy Datacenter", "policy Other", StringComparison.Ordinal))).Run();
        Assert.Empty(compiler);
        Assert.Equal(2, result.GeneratedSources.Length);
    }

    [Fact]
    public void Two_policies_of_one_name_are_reported_not_emitted_twice()
    {
        (GeneratorRunResult result, var compiler) = new Driver(("a.iopol", Datacenter), ("b.iopol", Datacenter)).Run();
        Assert.Empty(compiler.Where(d => d.Id.StartsWith("CS", StringComparison.Ordinal)));
        Diagnostic diagnostic = Assert.Single(result.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal("IOPOL9001", diagnostic.Id);
        Assert.Equal("/project/b.iopol", diagnostic.Location.GetLineSpan().Path);
        Assert.Single(result.GeneratedSources);
    }

    [Fact]
    public void An_edit_elsewhere_costs_nothing()
    {
        var driver = new Driver(("datacenter.iopol", Datacenter));
        driver.Run();
        driver.EditCSharp();
        (GeneratorRunResult result, _) = driver.Run();
        Assert.All(Reasons(result, PolicyGenerator.FilesStep), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.All(Reasons(result, PolicyGenerator.PoliciesStep), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.All(result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    [Fact]
    public void An_edit_that_changes_no_class_leaves_the_classes_as_they_are()
    {
        var driver = new Driver(("datacenter.iopol", Datacenter));
        driver.Run();
        driver.Edit("datacenter.iopol", Datacenter + "\n// A remark at the end.\n");
        (GeneratorRunResult result, _) = driver.Run();
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, PolicyGenerator.FilesStep));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, PolicyGenerator.PoliciesStep));
        Assert.All(result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);
}
