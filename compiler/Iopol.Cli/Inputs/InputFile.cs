using System.Text;
using Iopol.Compiler.Syntax;

namespace Iopol.Cli.Inputs;

/// <summary>Opens files that a command line names.</summary>
internal static class InputFile
{
    /// <summary>Opens a file to read.</summary>
    /// <exception cref="CommandFailure">It cannot be opened.</exception>
    public static Stream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads a text file, up to just beyond the compiler's limit, where the compiler says that it is too long.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static string ReadPolicy(string path)
    {
        using Stream stream = Open(path);
        return ReadPolicy(path, stream);
    }

    /// <summary>Like <see cref="ReadPolicy(string)"/>, from an open stream.</summary>
    public static string ReadPolicy(string name, Stream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 14, leaveOpen: true);
            var text = new StringBuilder();
            char[] buffer = new char[1 << 14];
            for (int n = reader.Read(buffer); n > 0 && text.Length <= SyntaxLimits.FileLength; n = reader.Read(buffer)) text.Append(buffer, 0, n);
            return text.ToString();
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(name, e);
        }
    }

    // What File.OpenRead and Stream.Read document for paths and devices that cannot be read, NUL in a path included.
    internal static bool IsUnreadable(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static CommandFailure Unreadable(string path, Exception e) => CommandFailure.Unusable(
        Directory.Exists(path) ? $"'{path}' is a folder, not a file" : $"'{path}' cannot be read: {e.Message}");
}
