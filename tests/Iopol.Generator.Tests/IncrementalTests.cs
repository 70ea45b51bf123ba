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
        GeneratorRunResult result = project.Run();
        Assert.All(Reasons(result, PolicyGenerator.FilesStep, PolicyGenerator.PoliciesStep, PolicyGenerator.ClassesStep), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    [Fact]
    public void A_comment_behind_a_policy_leaves_its_class_unchanged()
    {
        var project = new PolicyProject(("host.iopol", Policy));
        project.Run();
        project.Edit("host.iopol", Policy + "// a remark\n");
        GeneratorRunResult result = project.Run();
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, PolicyGenerator.FilesStep));
        Assert.All(Reasons(result, PolicyGenerator.ClassesStep), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    [Fact]
    public void A_change_of_one_policy_leaves_the_class_of_the_other_unchanged()
    {
        var project = new PolicyProject(("a.iopol", Policy), ("b.iopol", Policy.Replace("Own", "Other", StringComparison.Ordinal)));
        project.Run();
        project.Edit("b.iopol", Policy.Replace("Own", "Other", StringComparison.Ordinal).Replace("storage", "network", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified], Reasons(project.Run(), PolicyGenerator.ClassesStep));
    }

    [Fact]
    public void A_mistake_that_stays_is_not_reported_anew()
    {
        var project = new PolicyProject(("a.iopol", Policy), ("b.iopol", "policy Bad for Nothing { }"));
        project.Run();
        project.Edit("a.iopol", Policy + "// a remark\n");
        GeneratorRunResult result = project.Run();
        Assert.Single(result.Diagnostics);
        Assert.All(Reasons(result, PolicyGenerator.ReportsStep), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, params string[] steps) =>
        [.. steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(step => step.Outputs).Select(output => output.Reason)];
}
