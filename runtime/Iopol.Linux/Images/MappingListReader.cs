using System.Text;
using Iopol.Linux.Trees;
using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Images;

/// <summary>What came out of a list of mappings.</summary>
/// <param name="Mappings">The mappings, in the order of the list; null exactly when a problem is an error.</param>
/// <param name="Problems">Findings, in the order they were met.</param>
public sealed record MappingListResult(IReadOnlyList<Mapping>? Mappings, IReadOnlyList<HostProblem> Problems);

/// <summary>
/// Reads lists of mappings: one a line, <c>IOVA ADDRESS LENGTH RIGHTS</c>, with <c>#</c> before a comment. Bad input ends in
/// problems, not in exceptions.
/// </summary>
public static class MappingListReader
{
    private const string Letters = "rwxudc";

    /// <summary>Reads a stream to its end and leaves it open.</summary>
    /// <param name="stream">UTF-8, or UTF-16 with a mark.</param>
    /// <param name="name">Name of the list in problems.</param>
    public static MappingListResult Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var problems = new ProblemLog(name, ImageDiagnostics.MoreProblems);
        var mappings = new List<Mapping>();
        try
        {
            int guess = stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position, 0, ImageLimits.ListBytes) : 64 << 10;
            if (PackedBytes.ReadAll(stream, guess, ImageLimits.ListBytes) is { } bytes) ReadLines(Encoding.UTF8.GetString(TextBytes.ToUtf8(bytes)), mappings, problems);
            else problems.Report(ImageDiagnostics.MappingLimit, "the list has too many bytes", $"{ImageLimits.ListBytes} bytes");
        }
        catch (IOException e)
        {
            problems.Report(ImageDiagnostics.CannotRead, name, e.Message);
        }

        return new(problems.HasErrors ? null : mappings, problems.ToList());
    }

    private static void ReadLines(string text, List<Mapping> mappings, ProblemLog problems)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> whole in text.AsSpan().EnumerateLines())
        {
            line++;
            int comment = whole.IndexOf('#');
            ReadOnlySpan<char> content = comment < 0 ? whole : whole[..comment];
            if (content.IsWhiteSpace()) continue;
            if (mappings.Count == ImageLimits.Mappings)
            {
                problems.ReportLine(ImageDiagnostics.MappingLimit, line, "the list has too many mappings", $"{ImageLimits.Mappings} mappings");
                return;
            }

            if (ReadLine(content, line, problems) is { } mapping) mappings.Add(mapping);
        }
    }

    private static Mapping? ReadLine(ReadOnlySpan<char> content, int line, ProblemLog problems)
    {
        Span<Range> words = stackalloc Range[5];
        int count = Words(content, words);
        if (count != 4)
        {
            int at = count < 4 ? content.TrimEnd().Length + 1 : words[4].Start.Value + 1;
            problems.ReportPlace(ImageDiagnostics.MappingLine, line, at, null, count < 4 ? $"there {(count == 1 ? "is 1 word" : $"are {count} words")}" : $"'{content[words[4]]}' follows");
            return null;
        }

        var place = new MappingPlace(line, words[0].Start.Value + 1, words[1].Start.Value + 1, words[2].Start.Value + 1, words[3].Start.Value + 1);
        ulong? iova = Number(content[words[0]], "IOVA", line, place.Iova, problems);
        ulong? address = Number(content[words[1]], "address", line, place.Address, problems);
        ulong? length = Number(content[words[2]], "length", line, place.Length, problems);
        MapRights? rights = Rights(content[words[3]], line, place.Rights, problems);
        return iova is { } from && address is { } to && length is { } bytes && rights is { } allowed ? new(from, to, bytes, allowed, place) : null;
    }

    /// <summary>Finds up to as many words as there is room for.</summary>
    private static int Words(ReadOnlySpan<char> content, Span<Range> words)
    {
        int count = 0;
        for (int at = 0; at < content.Length && count < words.Length;)
        {
            if (char.IsWhiteSpace(content[at]))
            {
                at++;
                continue;
            }

            int start = at;
            while (at < content.Length && !char.IsWhiteSpace(content[at])) at++;
            words[count++] = start..at;
        }

        return count;
    }

    private static ulong? Number(ReadOnlySpan<char> word, string what, int line, int column, ProblemLog problems)
    {
        if (AddressText.TryParse(word, out ulong value)) return value;
        problems.ReportPlace(ImageDiagnostics.MappingNumber, line, column, null, what, word.ToString());
        return null;
    }

    private static MapRights? Rights(ReadOnlySpan<char> word, int line, int column, ProblemLog problems)
    {
        var rights = MapRights.None;
        foreach (char letter in word)
        {
            if (letter == '-') continue;
            int bit = Letters.IndexOf(letter);
            string? wrong = bit < 0 ? $"have an unknown letter '{letter}'" : ((int)rights >> bit & 1) != 0 ? $"have '{letter}' twice" : null;
            if (wrong is not null)
            {
                problems.ReportPlace(ImageDiagnostics.MappingRights, line, column, null, word.ToString(), wrong);
                return null;
            }

            rights |= (MapRights)(1 << bit);
        }

        return rights;
    }
}
