using Iopol.CodeFixes;
using Microsoft.CodeAnalysis;

namespace Iopol.Analyzers.Tests.PolicyFiles;

/// <summary>Fixes in an editor; what each of them writes is tested with the compiler, whose fixes they are.</summary>
public sealed class PolicyFileFixTests
{
    private const string Import = "import \"iopol:linux-6-vfio\";\n";

    public static TheoryData<string> FixableExamples => [.. Corpus.Names.Where(n => n.EndsWith("wrong", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(FixableExamples))]
    public async Task A_fix_is_offered_where_the_compiler_has_one_and_resolves_it(string name)
    {
        IReadOnlyList<(string Path, string Text)> files = Corpus.Files(name);
        if (files.Sum(f => f.Text.Length) > 100_000) return;
        using var workspace = new PolicyWorkspace([.. files]);
        string id = name.Split(' ')[0];
        Diagnostic[] before = [.. (await workspace.DiagnoseAsync()).Where(d => d.Id == id)];

        int resolved = 0;
        for (Diagnostic? next = before.FirstOrDefault(); next is not null && await workspace.OfferAsync(next) is { Length: > 0 } && resolved < 50; resolved++)
        {
            await workspace.FixAsync(next);
            Diagnostic[] left = [.. (await workspace.DiagnoseAsync()).Where(d => d.Id == id)];
            Assert.True(left.Length < before.Length - resolved, $"{next.GetMessage()} is still there");
            next = left.FirstOrDefault();
        }
    }

    [Fact]
    public async Task All_of_an_id_are_fixed_in_every_file_and_then_nothing_changes()
    {
        using var workspace = new PolicyWorkspace(
            ("a.iopol", Import + "policy A extends Linux6Vfio {\n    drivers one = igb;\n    drivers two = ice;\n    /// Third.\n    select three = class usb;\n}\n"),
            ("sub/b.iopol", Import + "policy B extends Linux6Vfio {\n    forbid unbind(d) when d.external else EPERM;\n    predicate four(d: device) = d.external;\n}\n"),
            ("c.txt", "drivers spare = igb;"));

        await workspace.FixAllAsync("IOPOL3009");

        const string A = Import + "policy A extends Linux6Vfio {\n}\n";
        const string B = Import + "policy B extends Linux6Vfio {\n    forbid unbind(d) when d.external else EPERM;\n}\n";
        Assert.Equal((A, B), (await workspace.TextAsync("a.iopol"), await workspace.TextAsync("sub/b.iopol")));
        Assert.Equal(["IOPOL3022"], (await workspace.DiagnoseAsync()).Select(d => d.Id));

        await workspace.FixAllAsync("IOPOL3009");
        Assert.Equal((A, B), (await workspace.TextAsync("a.iopol"), await workspace.TextAsync("sub/b.iopol")));
    }

    [Fact]
    public async Task All_rules_a_policy_lacks_are_supplied_at_once()
    {
        const string Model = "model M { rule one(d: device); rule two(g: group); operation stop(d: device) by admin { require one(d) and two(d.group) else EPERM \"no\"; d.driver = none; } }\n";
        using var workspace = new PolicyWorkspace(("a.iopol", Model + "policy P for M {\n}\n"));

        await workspace.FixAllAsync("IOPOL2011");

        Assert.Equal(Model + "policy P for M {\n    one(d) = false;\n    two(g) = false;\n}\n", await workspace.TextAsync("a.iopol"));
        Assert.Empty((await workspace.DiagnoseAsync()).Where(d => d.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public async Task What_is_suppressed_is_not_fixed()
    {
        const string Text = Import + "policy A extends Linux6Vfio {\n    drivers one = igb;\n}\n";
        using var workspace = new PolicyWorkspace("", ["IOPOL3009"], ("a.iopol", Text));

        await workspace.FixAllAsync("IOPOL3009");

        Assert.Equal(Text, await workspace.TextAsync("a.iopol"));
    }

    [Fact]
    public async Task A_diagnostic_no_machine_can_resolve_offers_nothing()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", Import + "policy A extends Elsewhere { }"));

        Assert.Null(await workspace.OfferAsync(Assert.Single(await workspace.DiagnoseAsync())));
    }

    [Fact]
    public void Every_id_of_the_analyzer_can_have_a_fix() =>
        Assert.Equal(new Analyzers.PolicyFiles.PolicyFileAnalyzer().SupportedDiagnostics.Select(d => d.Id), new PolicyFileFixProvider().FixableDiagnosticIds);
}
