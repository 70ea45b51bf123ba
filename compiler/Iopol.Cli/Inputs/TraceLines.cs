using System.Text;

namespace Iopol.Cli.Inputs;

/// <summary>The lines of a trace, read one by one as they come.</summary>
internal static class TraceLines
{
    /// <summary>Longest line that is kept whole; a longer one is cut, so that endless input without a line end takes no memory.</summary>
    public const int LongestLine = 1 << 16;

    /// <summary>Reads to the end.</summary>
    public static IEnumerable<string> Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 12, leaveOpen: true);
        var line = new StringBuilder();
        bool any = false;
        for (int unit = reader.Read(); unit >= 0; unit = reader.Read())
        {
            if (unit == '\n')
            {
                yield return Take(line);
                any = false;
                continue;
            }

            any = true;
            if (line.Length <= LongestLine) line.Append((char)unit);
        }

        if (any) yield return Take(line);
    }

    private static string Take(StringBuilder line)
    {
        if (line.Length > 0 && line[^1] == '\r') line.Length--;
        string text = line.ToString();
        line.Clear();
        return text;
    }
}
