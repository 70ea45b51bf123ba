using System.Text;
using Iopol.Cli.Output;
using Iopol.Compiler;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;

namespace Iopol.Cli.Inputs;

/// <summary>Writes the fixes of diagnostics into the files of a command line.</summary>
internal static class PolicyFixes
{
    /// <summary>What a fix uncovers is fixed too, this many times over.</summary>
    public const int MostRounds = 16;

    /// <summary>Makes every fix there is in the named files, and no other file.</summary>
    /// <returns>What was resolved, at its place in the text of that time, in the order it was.</returns>
    /// <exception cref="CommandFailure">A name is no file that can be written.</exception>
    public static IReadOnlyList<Diagnostic> Make(Session session, IReadOnlyList<string> names)
    {
        if (names.Contains("-")) throw CommandFailure.Unusable("standard input cannot be fixed", "Name the file, so that the fixes can be written to it.");
        if (names.FirstOrDefault(PolicySource.IsShipped) is { } shipped) throw CommandFailure.Unusable($"'{shipped}' is shipped and cannot be fixed");
        foreach (string name in names) OutputFile.RequireWritable(name);
        List<Diagnostic> made = [];
        for (int round = 0; round < MostRounds; round++)
        {
            Compilation compilation = PolicySource.Compile(session, names);
            int before = made.Count;
            foreach (SourceText text in compilation.Files.Where(f => f.IsRoot).Select(f => f.Tree.Text))
            {
                Diagnostic[] fixable = [.. compilation.Diagnostics.Where(d => d.Fix is not null && d.Location.Path == text.Path)];
                if (fixable.Length == 0) continue;
                FixBatch batch = FixBatch.Of(fixable.Select(d => d.Fix!));
                Replace(text, batch.Apply(text));
                made.AddRange(fixable.Where(d => batch.Made.Contains(d.Fix!)));
            }

            if (made.Count == before) break;
        }

        return made;
    }

    private static void Replace(SourceText text, string corrected)
    {
        Encoding encoding = EncodingOf(text);
        OutputFile.Correct(text.Path, stream =>
        {
            stream.Write(encoding.GetPreamble());
            stream.Write(encoding.GetBytes(corrected));
        });
    }

    /// <summary>The encoding that gives the file back as it is, byte order mark included.</summary>
    private static Encoding EncodingOf(SourceText text)
    {
        byte[] bytes = InputFile.ReadBytes(text.Path);
        Encoding[] encodings = [new UTF8Encoding(false), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true), new UTF32Encoding(true, true)];
        string content = text.ToString();
        return encodings.FirstOrDefault(e => bytes.AsSpan().SequenceEqual([.. e.GetPreamble(), .. e.GetBytes(content)]))
            ?? throw CommandFailure.Unusable($"'{text.Path}' cannot be fixed: it is not UTF-8", "Save it as UTF-8 first.");
    }
}
