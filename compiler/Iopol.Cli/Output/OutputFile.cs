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

    /// <summary>Writes another text into a file that is there: what a link leads to, with the permissions it has.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static void Correct(string path, Action<Stream> write)
    {
        string file = RequireWritable(path);
        Write(file, stream =>
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(((FileStream)stream).SafeFileHandle, File.GetUnixFileMode(file));
            write(stream);
        });
    }

    /// <summary>Refuses a file that nobody is to write to; returns what a link leads to.</summary>
    /// <exception cref="CommandFailure">It is read-only, a folder, or not there.</exception>
    public static string RequireWritable(string path)
    {
        try
        {
            string file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            FileAttributes attributes = File.GetAttributes(file);
            if (attributes.HasFlag(FileAttributes.ReadOnly)) throw CommandFailure.Unusable($"'{path}' is read-only", "Make it writable, or leave --fix out.");
            return attributes.HasFlag(FileAttributes.Directory) ? throw CommandFailure.Unusable($"'{path}' is no file to write to") : file;
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
