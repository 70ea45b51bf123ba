using Iopol.Cli.Reports;
using Iopol.Linux.Images;

namespace Iopol.Cli.Inputs;

/// <summary>Reads the LIST of a command line.</summary>
internal static class MappingSource
{
    /// <summary>What findings call it.</summary>
    public static string Name(string path) => path == "-" ? "standard input" : path;

    /// <summary>Reads a list; problems go to standard error.</summary>
    /// <exception cref="CommandFailure">It is unusable.</exception>
    public static IReadOnlyList<Mapping> Read(Session session, string path)
    {
        MappingListResult result;
        if (path == "-")
        {
            result = MappingListReader.Read(session.Input, Name(path));
        }
        else
        {
            using Stream stream = InputFile.Open(path);
            result = MappingListReader.Read(stream, path);
        }

        FindingText.Write(session.Complaints, result.Problems.Select(Finding.Of));
        return result.Mappings ?? throw CommandFailure.Unusable("no image was written");
    }
}
