using Iopol.Compiler;
using Iopol.Compiler.Text;

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

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads the text of a policy.</summary>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    public static SourceText ReadPolicy(string path)
    {
        using Stream stream = Open(path);
        return ReadPolicy(path, stream);
    }

    /// <summary>Like <see cref="ReadPolicy(string)"/>, from an open stream.</summary>
    public static SourceText ReadPolicy(string name, Stream stream)
    {
        try
        {
            return SourceReader.Read(name, stream);
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
