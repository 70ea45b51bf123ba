namespace Iopol.Linux.Images;

/// <summary>What a VT-d unit finds for a requester.</summary>
/// <param name="Context">Its context entry; null where the search ended before.</param>
/// <param name="Refusal">Why every DMA faults; null where the tables of the context decide.</param>
public sealed record VtdAnswer(VtdContext? Context, VtdRefusal? Refusal);

/// <summary>
/// The root table of a VT-d unit in legacy mode and the context tables below it, as the memory has them: 256 root entries of
/// 16 bytes, each to a table of 256 contexts of 16 bytes.
/// </summary>
public sealed class VtdContexts
{
    private const int Entries = 256;
    private const int EntryBytes = 16;
    private const ulong ModeMask = 0xc00;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;

    private readonly MemoryImage image;

    private VtdContexts(MemoryImage image, ulong rootTable, ProblemLog problems)
    {
        (this.image, RootTable) = (image, rootTable);
        All = ReadAll(problems);
        Problems = problems.ToList();
    }

    /// <summary>Address of the root table.</summary>
    public ulong RootTable { get; }

    /// <summary>The present contexts, by requester.</summary>
    public IReadOnlyList<VtdContext> All { get; }

    /// <summary>What is wrong with the entries, and where they differ from the list of the image.</summary>
    public IReadOnlyList<HostProblem> Problems { get; }

    /// <summary>Reads the root table and all context tables.</summary>
    /// <param name="image">The memory; what its list says of contexts is compared.</param>
    /// <param name="rootTable">RTADDR_REG.</param>
    public static VtdContexts Read(MemoryImage image, ulong rootTable)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(image, rootTable, new ProblemLog(image.Source, ImageDiagnostics.MoreProblems));
    }

    /// <summary>What the unit finds for a requester, with the faults in the order of the hardware.</summary>
    public VtdAnswer Find(RequesterId requester)
    {
        if (!TryReadEntry((RootTable & AddressMask) + (ulong)(requester.Bus * EntryBytes), out ulong low, out ulong high)) return new(null, new(8, "root_unreadable", "the root table lies outside memory"));
        if (RootRefusal(low, high) is { } refusal) return new(null, refusal);
        ulong address = (low & AddressMask) + (ulong)(requester.DeviceFunction * EntryBytes);
        if (!TryReadEntry(address, out low, out high)) return new(null, new(9, "context_unreadable", $"the context table of bus {requester.Bus:x2} lies outside memory"));
        var context = new VtdContext(requester, address, low, high);
        return new(context, context.Refusal);
    }

    private static VtdRefusal? RootRefusal(ulong low, ulong high) =>
        (low & 1) == 0 ? new(1, "root_not_present", "the bus has no context table")
        : (low & ~AddressMask) != 1 || high != 0 ? new(0xa, "root_reserved", "reserved bits of the root entry are set")
        : null;

    private List<VtdContext> ReadAll(ProblemLog problems)
    {
        var all = new List<VtdContext>();
        if ((RootTable & ModeMask) != 0)
        {
            problems.Report(ImageDiagnostics.NotLegacy, RootTable);
            return all;
        }

        if (!TryReadEntry(RootTable & AddressMask, out _, out _))
        {
            problems.Report(ImageDiagnostics.NoRootTable, RootTable);
            return all;
        }

        var unread = new HashSet<int>();
        for (int bus = 0; bus < Entries; bus++) ReadBus(bus, all, unread, problems);
        Compare(all, unread, problems);
        return all;
    }

    private void ReadBus(int bus, List<VtdContext> all, HashSet<int> unread, ProblemLog problems)
    {
        ulong address = (RootTable & AddressMask) + (ulong)(bus * EntryBytes);
        if (!TryReadEntry(address, out ulong low, out ulong high) || (low & 1) == 0) return;
        if (RootRefusal(low, high) is { } refusal) problems.Report(ImageDiagnostics.BadContext, $"root entry of bus {bus:x2}", address, refusal.Text, refusal.Code);
        ulong table = low & AddressMask;
        for (int index = 0; index < Entries; index++)
        {
            var requester = new RequesterId((ushort)((bus << 8) | index));
            ulong at = table + (ulong)(index * EntryBytes);
            if (!TryReadEntry(at, out ulong contextLow, out ulong contextHigh))
            {
                unread.Add(bus);
                problems.Report(ImageDiagnostics.NoContextTable, bus, table);
                return;
            }

            var context = new VtdContext(requester, at, contextLow, contextHigh);
            if (!context.IsPresent) continue;
            all.Add(context);
            if (context.Refusal is { } bad) problems.Report(ImageDiagnostics.BadContext, $"context entry of {requester}", at, bad.Text, bad.Code);
        }
    }

    private void Compare(List<VtdContext> all, HashSet<int> unread, ProblemLog problems)
    {
        if (image.Vtd is not { Contexts: { Count: > 0 } listed }) return;
        Dictionary<RequesterId, VtdContext> inMemory = all.ToDictionary(c => c.Requester);
        foreach (ListedContext list in listed)
        {
            if (inMemory.Remove(list.Requester, out VtdContext? context)) Compare(list, context, problems);
            else if (!unread.Contains(list.Requester.Bus)) problems.ReportPlace(ImageDiagnostics.ContextMissing, list.Line, list.Column, null, $"{list.Requester}", "the list", "memory");
        }

        foreach (RequesterId requester in inMemory.Keys.Order()) problems.Report(ImageDiagnostics.ContextMissing, $"{requester}", "memory", "the list");
    }

    private static void Compare(ListedContext list, VtdContext context, ProblemLog problems)
    {
        Different("tt", list.TranslationType, context.TranslationType);
        Different("aw", list.AddressWidth, context.AddressWidth);
        Different("did", list.Domain, context.Domain);
        Different("fpd", list.FaultsDisabled is { } disabled ? disabled ? 1 : 0 : null, context.FaultsDisabled ? 1 : 0);
        if (list.Root is { } root && root != context.Root) Report("slptptr", $"0x{root:x}", $"0x{context.Root:x}");

        void Different(string field, int? listed, int found)
        {
            if (listed is { } value && value != found) Report(field, $"{value}", $"{found}");
        }

        void Report(string field, string listed, string found) =>
            problems.ReportPlace(ImageDiagnostics.ContextDiffers, list.Line, list.Column, null, $"{list.Requester}", field, listed, found);
    }

    private bool TryReadEntry(ulong address, out ulong low, out ulong high)
    {
        high = 0;
        return image.TryRead(address, 8, out low) && image.TryRead(address + 8, 8, out high);
    }
}
