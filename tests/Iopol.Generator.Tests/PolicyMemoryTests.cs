using Microsoft.CodeAnalysis;

namespace Iopol.Generator.Tests;

/// <summary>A policy that no edit reached keeps its class, and the classes are always those of a project that never saw an earlier text.</summary>
public sealed class PolicyMemoryTests
{
    private const string First = "policy First extends Linux6Vfio { protect class storage \"the host boots from it\"; }\n";
    private const string Second = "policy Second extends First { protect class network \"the host's network\"; }\n";
    private const string Third = "policy Third extends Linux6Vfio { forbid bind(d, to) when d.vendor is 1 else EPERM \"{d} stays\"; }\n";
    private const string Import = "import \"iopol:linux-6-vfio\";\n";

    public static TheoryData<string> Edits => new(
        Import + First + Second + Third.Replace("is 1", "is 2", StringComparison.Ordinal),
        Import + First + Second.Replace("network\"", "uplinks\"", StringComparison.Ordinal) + Third,
        Import + First.Replace("storage", "network", StringComparison.Ordinal) + Second + Third,
        Import + "// one line more\n" + First + Second + Third,
        Import + First + Third + Second,
        Import + First + Second + Third + Third,
        Import + First + Second + First + Third,
        Import + Second + Third,
        Import + First + Second.Replace("extends First", "extends Third", StringComparison.Ordinal) + Third,
        Import + First.Replace("extends Linux6Vfio", "extends Second", StringComparison.Ordinal) + Second + Third,
        Import + First.Replace("class storage", "class storag", StringComparison.Ordinal) + Second + Third,
        Import + First.Replace("; }", " }", StringComparison.Ordinal) + Second + Third,
        Import + First.Replace("class storage", "class$storage", StringComparison.Ordinal) + Second + Third,
        First + Second + Third,
        Import.Replace("linux-6-vfio", "linux-6-vfi", StringComparison.Ordinal) + First + Second + Third,
        Import + First + Second + Third.Replace("policy", "/// What it is for.\npolicy", StringComparison.Ordinal),
        Import + First + Second + Third + "test \"one\" { policy Nobody; }\n",
        "");

    [Theory]
    [MemberData(nameof(Edits))]
    public void Classes_are_those_of_a_project_without_a_past(string edited)
    {
        var project = new PolicyProject(("a.iopol", Import + First + Second + Third));
        project.Run();
        project.Edit("a.iopol", edited);
        Assert.Equal(Everything(new PolicyProject(("a.iopol", edited)).Run()), Everything(project.Run()));
        project.Edit("a.iopol", Import + First + Second + Third);
        Assert.Equal(Everything(new PolicyProject(("a.iopol", Import + First + Second + Third)).Run()), Everything(project.Run()));
    }

    [Fact]
    public void An_edit_of_an_imported_file_reaches_what_extends_it()
    {
        const string Heir = "import \"a.iopol\";\npolicy Heir extends Third { protect class network \"the host's network\"; }\n";
        string edited = Import + First + Second + Third.Replace("is 1", "is 2", StringComparison.Ordinal);
        var project = new PolicyProject(("a.iopol", Import + First + Second + Third), ("b.iopol", Heir));
        project.Run();
        project.Edit("a.iopol", edited);
        Assert.Equal(Everything(new PolicyProject(("a.iopol", edited), ("b.iopol", Heir)).Run()), Everything(project.Run()));
    }

    [Fact]
    public void Only_the_policies_an_edit_reaches_are_emitted_again()
    {
        var project = new PolicyProject(("a.iopol", Import + First + Second + Third));
        string[] before = Texts(project.Run());
        project.Edit("a.iopol", Import + First + Second + Third.Replace("is 1", "is 2", StringComparison.Ordinal));
        string[] after = Texts(project.Run());
        Assert.Same(before[0], after[0]);
        Assert.Same(before[1], after[1]);
        Assert.NotEqual(before[2], after[2]);

        // Third comes later and stays in its place; Second extends what changed.
        project.Edit("a.iopol", Import + First.Replace("storage", "network", StringComparison.Ordinal) + Second + Third.Replace("is 1", "is 2", StringComparison.Ordinal));
        string[] last = Texts(project.Run());
        Assert.NotSame(after[0], last[0]);
        Assert.NotSame(after[1], last[1]);
        Assert.Same(after[2], last[2]);
    }

    private static string[] Texts(GeneratorRunResult result) =>
        [.. result.TrackedSteps[PolicyGenerator.ClassesStep].SelectMany(s => s.Outputs).Select(o => ((EmittedClass)o.Value).Text)];

    private static string[] Everything(GeneratorRunResult result) =>
        [.. result.GeneratedSources.Select(s => $"{s.HintName}\n{s.SourceText}"), .. result.Diagnostics.Select(d => d.ToString())];
}
