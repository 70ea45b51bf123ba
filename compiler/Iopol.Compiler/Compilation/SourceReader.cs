using System.Text;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler;

/// <summary>Reads source texts from streams, which may be endless.</summary>
public static class SourceReader
{
    /// <summary>Reads UTF-8, or what a byte order mark says, to the end or to just beyond <see cref="SyntaxLimits.FileLength"/>, where the parser says that it is too long.</summary>
    /// <param name="path">Path of the text, only shown.</param>
    /// <param name="stream">Read from where it stands, and left open.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static SourceText Read(string path, Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 14, leaveOpen: true);
        var text = new StringBuilder();
        char[] buffer = new char[1 << 14];
        for (int n = reader.Read(buffer, 0, buffer.Length); n > 0 && text.Length <= SyntaxLimits.FileLength; n = reader.Read(buffer, 0, buffer.Length))
        {
            text.Append(buffer, 0, n);
        }

        return new SourceText(path, text.ToString());
    }
}
