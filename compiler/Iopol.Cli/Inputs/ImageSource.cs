using Iopol.Cli.Reports;
using Iopol.Linux.Images;

namespace Iopol.Cli.Inputs;

/// <summary>Reads the IMAGE of a command line.</summary>
internal static class ImageSource
{
    /// <summary>Reads an image; problems go to standard error.</summary>
    /// <param name="session">The run.</param>
    /// <param name="path">The image.</param>
    /// <param name="baseAddress">What <c>--base</c> said, or null.</param>
    /// <exception cref="CommandFailure">The image is unusable.</exception>
    public static MemoryImage Read(Session session, string path, string? baseAddress)
    {
        ulong address = Numbers.Address(baseAddress, "--base") ?? 0;
        if (baseAddress is not null && ImageReader.IsPair(path)) throw CommandFailure.Unusable("--base is for raw memory", $"'{path}' lists the address of each page itself.");
        ImageReadResult result = ImageReader.Read(path, address);
        FindingText.Write(session.Complaints, result.Problems.Select(Finding.Of));
        return result.Image ?? throw CommandFailure.Unusable($"{path} gives no memory to look at");
    }

    /// <summary>The contexts of the VT-d unit whose tables are in the image; problems go to standard error.</summary>
    /// <param name="session">The run.</param>
    /// <param name="image">The image.</param>
    /// <param name="root">The root table where the command line names it, or null.</param>
    /// <exception cref="CommandFailure">There is no root table.</exception>
    public static VtdContexts Contexts(Session session, MemoryImage image, ulong? root)
    {
        ulong table = root ?? image.Vtd?.RootTable ?? throw CommandFailure.Unusable($"{image.Source} does not say where the root table of the VT-d unit is", "Name it with --root, as RTADDR_REG has it.");
        VtdContexts contexts = VtdContexts.Read(image, table);
        FindingText.Write(session.Complaints, contexts.Problems.Select(Finding.Of));
        return contexts.Problems.Any(p => p.Severity == Linux.HostSeverity.Error) ? throw CommandFailure.Unusable($"{image.Source} shows no contexts") : contexts;
    }
}
