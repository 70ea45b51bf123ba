using System.Text.RegularExpressions;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Pages;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">Word behind the fence.</param>
/// <param name="IsBad">The block is the wrong example.</param>
/// <param name="Generator">The name of the text that stands for it, where the block only shows its shape.</param>
/// <param name="File">The file another example imports, by this name.</param>
/// <param name="Text">What is in it.</param>
internal sealed partial record PageExample(string Language, bool IsBad, string? Generator, string? File, string Text)
{
    public static IReadOnlyList<PageExample> Of(string id)
    {
        Assert.True(DiagnosticPages.TryGet(id, out string? page), $"{id} has no page");
        return [.. Fence().Matches(page).Select(Read)];
    }

    /// <summary>Compiles the example with the files of its page.</summary>
    public Compilation Compile(IEnumerable<PageExample> others)
    {
        if (Generator is { } name) return GeneratedExamples.Compile(name);
        var page = new SourceText("page.iopol", Text);
        return Compilation.Create([page], new MemoryResolver([page, .. others.Where(o => o.File is not null).Select(o => new SourceText(o.File!, o.Text))]));
    }

    private static PageExample Read(Match match)
    {
        string[] words = match.Groups[1].Value.Split(' ');
        string? Value(string key) => words.FirstOrDefault(w => w.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];
        return new PageExample(words[0], words.Contains("bad"), Value("generated"), Value("file"), match.Groups[2].Value);
    }

    [GeneratedRegex("^```([^\n]+)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
