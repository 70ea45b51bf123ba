namespace Iopol.Cli.Output;

/// <summary>Writes files whole or not at all, so that an interrupted run leaves none half-written.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file, in place of an older one.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string unfinished = path + ".unfinished";
        try
        {
            using (FileStream stream = File.Create(unfinished)) write(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandFailure.Unusable($"'{path}' cannot be written: {e.Message}");
        }
    }

    /// <summary>Makes a folder and those above it.</summary>
    /// <exception cref="CommandFailure">It cannot be made.</exception>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandFailure.Unusable($"'{path}' cannot be made: {e.Message}");
        }
    }
}
