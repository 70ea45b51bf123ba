using System.Collections.Immutable;
using CsCheck;
using Iopol.Analyzers.PolicyFiles;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.Tests.PolicyFiles;

public sealed class PolicyFileAnalyzerTests
{
    private const string Import = "import \"iopol:linux-6-vfio\";\n";
    private const string Unused = Import + "policy Mine extends Linux6Vfio { drivers spare = igb; }";

    [Fact]
    public async Task A_file_that_is_no_policy_is_not_looked_at()
    {
        using var workspace = new PolicyWorkspace(("notes.txt", "policy"), ("UPPER.IOPOL", "policy"));

        Assert.Equal("/project/UPPER.IOPOL", Assert.Single(await workspace.DiagnoseAsync()).Location.GetLineSpan().Path);
    }

    [Fact]
    public async Task Two_paths_of_one_place_are_one_file_and_do_no_harm()
    {
        using var workspace = new PolicyWorkspace(("/project/sub/../a.iopol", Unused), ("/project/a.iopol", Unused));

        Assert.All(await workspace.DiagnoseAsync(), d => Assert.NotEqual("AD0001", d.Id));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("error", DiagnosticSeverity.Error)]
    public async Task A_globalconfig_sets_the_severity(string written, DiagnosticSeverity? expected)
    {
        using var workspace = new PolicyWorkspace($"dotnet_diagnostic.IOPOL3009.severity = {written}", [], ("a.iopol", Unused));

        Assert.Equal(expected, (await workspace.DiagnoseAsync()).SingleOrDefault()?.Severity);
    }

    [Fact]
    public async Task NoWarn_takes_a_warning_out_and_leaves_the_others()
    {
        using var workspace = new PolicyWorkspace("", ["IOPOL3009"], ("a.iopol", Unused), ("b.iopol", Import + "policy B extends Linux6Vfio { forbid unbind(d) when d.external else EPERM; }"));

        Assert.Equal("IOPOL3022", Assert.Single(await workspace.DiagnoseAsync()).Id);
    }

    [Fact]
    public async Task A_comment_in_the_policy_takes_a_warning_out()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", Unused.Replace("policy Mine", "// iopol: disable IOPOL3009 kept for the next release\npolicy Mine", StringComparison.Ordinal)));

        Assert.Empty(await workspace.DiagnoseAsync());
    }

    [Fact]
    public async Task One_class_of_two_files_is_said_in_the_second()
    {
        using var workspace = new PolicyWorkspace(("b.iopol", Import + "policy Edge_node extends Linux6Vfio { }"), ("a.iopol", Import + "policy EdgeNode extends Linux6Vfio { }"));

        Diagnostic told = Assert.Single(await workspace.DiagnoseAsync());

        Assert.Equal(("IOPOL4005", "/project/b.iopol"), (told.Id, told.Location.GetLineSpan().Path));
        Assert.Contains("a.iopol(2,8)", told.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_with_blanks_and_other_letters_is_the_place()
    {
        const string path = "sub folder/größe 名 (1).iopol";
        using var workspace = new PolicyWorkspace((path, Unused), ("uses.iopol", $"import \"{path}\";\npolicy Uses extends Mine {{ drivers spare_too = ice; }}"));

        Assert.Equal([PolicyWorkspace.Full(path), "/project/uses.iopol"], (await workspace.DiagnoseAsync()).Select(d => d.Location.GetLineSpan().Path));
    }

    [Fact]
    public void A_change_of_code_asks_nothing_anew()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", Unused), ("b.iopol", Unused.Replace("Mine", "Other", StringComparison.Ordinal)));
        ProjectReport before = Report(workspace);

        workspace.EditCode("class Program { int more; }");

        Assert.Same(before, Report(workspace));
    }

    [Fact]
    public void A_file_that_did_not_change_is_not_parsed_again()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", Unused), ("b.iopol", Unused.Replace("Mine", "Other", StringComparison.Ordinal)));
        ProjectReport before = Report(workspace);

        workspace.Edit("b.iopol", Unused.Replace("Mine", "Another", StringComparison.Ordinal));
        ProjectReport after = Report(workspace);

        Assert.NotSame(before, after);
        Assert.Equal(["a.iopol", "b.iopol"], after.Policies.Select(p => p.Path));
        Assert.Same(Compiler.Syntax.SyntaxTree.Of(before.Policies[0]), Compiler.Syntax.SyntaxTree.Of(after.Policies[0]));
        Assert.NotSame(before.Policies[1], after.Policies[1]);
    }

    [Fact]
    public async Task Another_text_is_another_answer()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", Unused));
        Assert.Single(await workspace.DiagnoseAsync());

        workspace.Edit("a.iopol", Unused.Replace("drivers spare = igb;", "", StringComparison.Ordinal));

        Assert.Empty(await workspace.DiagnoseAsync());
    }

    [Fact]
    public async Task It_stops_when_it_is_told_and_answers_the_next_time()
    {
        using var workspace = new PolicyWorkspace(("a.iopol", Unused));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.ThrowsAny<OperationCanceledException>(() => Report(workspace, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => workspace.DiagnoseAsync(cancelled.Token));
        Assert.Single(await workspace.DiagnoseAsync());
    }

    [Fact]
    public void Whatever_the_text_is_the_analyzer_answers()
    {
        string[] texts = [.. Corpus.Names.SelectMany(Corpus.Files).Select(f => f.Text).Where(t => t.Length is > 0 and < 4000)];
        Gen<(int Kind, int At, int Length, int Other)> edit = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4000], Gen.Int[0, 60], Gen.Int[0, texts.Length - 1]);
        Gen.Select(Gen.Int[0, texts.Length - 1].Select(i => texts[i]), edit.Array[1, 6], Gen.String[0, 8]).Sample(
            (text, edits, noise) =>
            {
                foreach ((int kind, int at, int length, int other) in edits) text = Mutate(text, kind, at, length, texts[other], noise);
                (string Path, string Text)[] files = [("a.iopol", text), ("b.iopol", "import \"a.iopol\";\n" + Unused)];
                using var workspace = new PolicyWorkspace(files);
                foreach (Diagnostic told in workspace.DiagnoseAsync().GetAwaiter().GetResult())
                {
                    Assert.StartsWith("IOPOL", told.Id, StringComparison.Ordinal);
                    // Editors ask for every fix there is.
                    if (workspace.OfferAsync(told).GetAwaiter().GetResult() is null) continue;
                    workspace.FixAsync(told).GetAwaiter().GetResult();
                    foreach ((string path, string original) in files) workspace.Edit(path, original);
                }
            },
            iter: 200,
            threads: 1);
    }

    private static string Mutate(string text, int kind, int at, int length, string other, string noise)
    {
        int start = at % (text.Length + 1);
        int end = Math.Min(text.Length, start + length);
        return kind switch
        {
            0 => text.Remove(start, end - start),
            1 => text.Insert(start, text[start..end]),
            2 => text.Insert(start, noise),
            3 => text[..start] + other[Math.Min(start, other.Length)..],
            _ => text.Insert(start, "{}();=\"'*/\\\n"[at % 12].ToString()),
        };
    }

    private static ProjectReport Report(PolicyWorkspace workspace, CancellationToken cancellationToken = default)
    {
        AnalyzerOptions options = workspace.Options;
        return ProjectReport.On(options.AdditionalFiles, ProjectFacts.From(options.AnalyzerConfigOptionsProvider.GlobalOptions), cancellationToken);
    }
}
