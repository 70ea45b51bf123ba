using System.CommandLine;
using Iopol.Linux.Images;

namespace Iopol.Cli.Inputs;

/// <summary>The options that say where page tables are.</summary>
internal sealed class ImageOptions
{
    /// <summary>What names all requesters.</summary>
    public const string AllRequesters = "all";

    public Option<string> Memory { get; } = new("--memory", "-m") { HelpName = "IMAGE", Description = "Memory that the tables are in", Required = true };

    public Option<string?> Base { get; } = new("--base") { HelpName = "ADDR", Description = "Address of the first byte of raw memory; 0 by default" };

    public Option<string?> Root { get; } = new("--root") { HelpName = "ADDR", Description = "Address of the top table; with --rid, of the VT-d root table where the image does not say" };

    public Option<string?> Requester { get; } = new("--rid") { HelpName = "BB:DD.F", Description = "Take the table of this requester from the VT-d root table" };

    public Option<string?> Pasid { get; } = new("--pasid") { HelpName = "N", Description = "With --rid in scalable mode, the PASID of the request; that of requests without one by default" };

    /// <summary>Reads the image.</summary>
    /// <exception cref="CommandFailure">It is unusable.</exception>
    public MemoryImage Read(Session session, ParseResult result) => ImageSource.Read(session, result.GetRequiredValue(Memory), result.GetValue(Base));

    /// <summary>The requester that was named, or null.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public RequesterId? RequesterOf(ParseResult result)
    {
        if (result.GetValue(Requester) is not { } text) return null;
        return RequesterId.TryParse(text, out RequesterId requester) ? requester : throw CommandFailure.Unusable($"'{text}' is no requester such as 00:1f.2");
    }

    /// <summary>What the unit finds for the requester that was named; null where none was.</summary>
    /// <exception cref="CommandFailure">The image has no contexts.</exception>
    public VtdAnswer? Answer(Session session, ParseResult result, MemoryImage image)
    {
        return RequesterOf(result) is { } requester ? Contexts(session, result, image).Find(requester, Numbers.Small(result.GetValue(Pasid), "--pasid")) : null;
    }

    /// <summary>The contexts of the unit.</summary>
    /// <exception cref="CommandFailure">The image has none.</exception>
    public VtdContexts Contexts(Session session, ParseResult result, MemoryImage image)
    {
        VtdContexts contexts = ImageSource.Contexts(session, image, Numbers.Address(result.GetValue(Root), "--root"));
        if (image.Vtd?.IsTranslating == false) session.Complain("translation is off (GSTS.TES is 0): the unit passes every DMA as it is", "What follows is what the tables say.");
        return contexts;
    }

    /// <summary>Address of the top table.</summary>
    /// <exception cref="CommandFailure">Nobody says, or it is not aligned.</exception>
    public ulong RootOf(ParseResult result, MemoryImage image, VtdTranslation? context, TableChoice choice)
    {
        ulong root = context?.Root ?? Numbers.Address(result.GetValue(Root), "--root") ?? image.Table?.Root
            ?? throw CommandFailure.Unusable("where is the top table? Name it with --root", image.Vtd is null ? null : "The image has VT-d contexts: --rid takes the table from there.");
        ulong bytes = choice.Setup.TableBytes(choice.Setup.Top);
        return root % bytes == 0 ? root : throw CommandFailure.Unusable($"the root 0x{root:x} is no multiple of the top table's {bytes} bytes");
    }
}
