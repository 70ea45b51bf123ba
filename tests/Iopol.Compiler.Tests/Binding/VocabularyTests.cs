using System.Text.RegularExpressions;
using CsCheck;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Tests;

namespace Iopol.Compiler.Tests.Binding;

public class VocabularyTests
{
    [Fact]
    public void The_errnos_are_those_of_the_runtime()
    {
        string source = File.ReadAllText(RepositoryPaths.InRepository("runtime", "Iopol.Runtime", "Decisions", "Errno.cs"));
        foreach (string errno in Regex.Matches(source, @"^    (E\w+) = \d+,", RegexOptions.Multiline).Select(m => m.Groups[1].Value))
        {
            Assert.Equal(0, Errors($"refuse {errno} \"no\";"));
        }

        Assert.Equal(1, Errors("refuse ENOSUCH \"no\";"));
        Assert.Equal(25, Regex.Count(source, @"^    E\w+ = \d+,", RegexOptions.Multiline));
    }

    [Theory]
    [InlineData("drivr", "driver")]
    [InlineData("dirver", "driver")]
    [InlineData("requires-direct-map", "requires_direct_map")]
    [InlineData("Multifunction", "multifunction")]
    [InlineData("xyz", null)]
    public void Near_names_are_one_or_two_slips_away(string written, string? meant)
    {
        Diagnostic diagnostic = Bound.Compile(Marked.Condition($"d.{written} is d.driver")).Diagnostics.Single(d => d.Severity == DiagnosticSeverity.Error);

        Assert.Equal(meant is not null, diagnostic.Help == $"did you mean '{meant}'?");
    }

    [Fact]
    public void No_mutation_of_a_shipped_system_throws()
    {
        Assert.True(ShippedLibrary.TryGet("linux-6-vfio", out SourceText? shipped));
        string text = shipped.ToString();
        Match[] words = [.. Regex.Matches(text, @"[A-Za-z_][A-Za-z0-9_-]*|\d+|[{}\[\]();:,.=?]").Cast<Match>()];
        Gen<int> word = Gen.Int[0, words.Length - 1];

        Gen.Select(word, word, Gen.Int[0, 2]).Sample(
            (at, from, kind) =>
            {
                string replacement = kind switch { 0 => words[from].Value, 1 => "", _ => $"{words[at].Value} {words[from].Value}" };
                string mutated = text[..words[at].Index] + replacement + text[(words[at].Index + words[at].Length)..];
                Compilation compilation = Bound.Compile(mutated);
                // A policy is compiled, or there is an error that says why not.
                return compilation.HasErrors || compilation.BoundPolicies.All(p => p.IR is not null);
            },
            iter: 300);
    }

    private static int Errors(string statement) => Bound.Compile(Marked.Operation(statement)).Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
}
