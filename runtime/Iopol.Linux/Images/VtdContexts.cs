namespace Iopol.Linux.Images;

/// <summary>
/// The root table of a VT-d unit and what is below it, as the memory has them. In legacy mode a root entry leads to the 256 contexts
/// of a bus; in scalable mode to two tables of 128 contexts, and a context to a directory of PASID tables.
/// </summary>
public sealed class VtdContexts
{
    private const int Entries = 256;
    private const int RootBytes = 16;
    private const int ContextBytes = 16;
    private const int ScalableContextBytes = 32;
    private const int PasidBytes = 64;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;
    private const ulong ScalableReserved = 0xfff0_0000_0000_01e0;
    private const ulong ScalableReservedHigh = 0xffff_ffff_ffe0_0000;

    private readonly MemoryImage image;
    private readonly HashSet<int> unread = [];

    private VtdContexts(MemoryImage image, ulong rootTable, ProblemLog problems)
    {
        (this.image, RootTable) = (image, rootTable & AddressMask);
        Mode = (int)(rootTable >> 10 & 3);
        All = ReadAll(rootTable, problems);
        Problems = problems.ToList();
    }

    /// <summary>Address of the root table.</summary>
    public ulong RootTable { get; }

    /// <summary>TTM of RTADDR_REG: 0 legacy, 1 scalable mode.</summary>
    public int Mode { get; }

    /// <summary>The entries that decide for requests without a PASID, by requester.</summary>
    public IReadOnlyList<VtdTranslation> All { get; }

    /// <summary>What is wrong with the entries, and where they differ from the list of the image.</summary>
    public IReadOnlyList<HostProblem> Problems { get; }

    /// <summary>Reads the root table and all context tables.</summary>
    /// <param name="image">The memory; what its list says of contexts is compared.</param>
    /// <param name="rootTable">RTADDR_REG, mode included.</param>
    public static VtdContexts Read(MemoryImage image, ulong rootTable)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(image, rootTable, new ProblemLog(image.Source, ImageDiagnostics.MoreProblems));
    }

    /// <summary>What the unit finds for a requester, with the faults in the order of the hardware.</summary>
    /// <param name="requester">Who makes the DMA.</param>
    /// <param name="pasid">The PASID of the request; null where it has none.</param>
    public VtdAnswer Find(RequesterId requester, int? pasid = null)
    {
        bool scalable = Mode == 1;
        if (!scalable && pasid is not null) return new(null, new(0x31, "pasid_in_legacy_mode", "a request has a PASID, and the root table is of legacy mode"));
        if (ReadWords(RootTable + (ulong)(requester.Bus * RootBytes), 2) is not { } root) return new(null, new(scalable ? 0x38 : 8, "root_unreadable", "the root table lies outside memory"));
        bool upper = scalable && requester.DeviceFunction >= Entries / 2;
        if (RootRefusal(root, upper) is { } refusal) return new(null, refusal);
        ulong table = root[upper ? 1 : 0] & AddressMask;
        return scalable ? FindPasid(requester, table, pasid) : FindContext(requester, table);
    }

    private VtdAnswer FindContext(RequesterId requester, ulong table)
    {
        ulong address = table + (ulong)(requester.DeviceFunction * ContextBytes);
        if (ReadWords(address, 2) is not { } words) return new(null, new(9, "context_unreadable", $"the context table of bus {requester.Bus:x2} lies outside memory"));
        var context = new VtdContext(requester, address, words);
        return new(context, context.Refusal);
    }

    private VtdAnswer FindPasid(RequesterId requester, ulong table, int? asked)
    {
        ulong address = table + (ulong)(requester.DeviceFunction % (Entries / 2) * ScalableContextBytes);
        if (ReadWords(address, 4) is not { } context) return new(null, new(0x40, "context_unreadable", $"the context table of bus {requester.Bus:x2} lies outside memory"));
        ulong[] reserved = [context[0] & ScalableReserved, context[1] & ScalableReservedHigh, context[2], context[3]];
        VtdRefusal? refusal =
            (context[0] & 1) == 0 ? new(0x41, "context_not_present", "the requester has no context")
            : reserved.Any(r => r != 0) ? new(0x42, "context_reserved", $"reserved bits of the context entry are set: {VtdBits.Text(reserved)}")
            : asked is not null && (context[0] >> 3 & 1) == 0 ? new(0x45, "pasid_not_enabled", "the context does not enable requests with a PASID (PASIDE)")
            : null;
        if (refusal is not null) return new(null, refusal);
        // RID_PASID counts only where the unit knows it (ECAP.RPS).
        bool knowsRidPasid = image.Vtd?.ExtendedCapabilities is not { } ecap || (ecap >> 49 & 1) != 0;
        int pasid = asked ?? (knowsRidPasid ? (int)(context[1] & 0xfffff) : 0);
        ulong directories = 1UL << ((int)(context[0] >> 9 & 7) + 7);
        if ((ulong)pasid >> 6 >= directories) return new(null, new(0x46, "pasid_too_large", $"PASID {pasid} is beyond the directory of {directories} entries"));
        return FindPasid(requester, pasid, (context[0] & AddressMask) + ((ulong)(pasid >> 6) * 8));
    }

    private VtdAnswer FindPasid(RequesterId requester, int pasid, ulong directory)
    {
        if (ReadWords(directory, 1) is not { } entry) return new(null, new(0x50, "directory_unreadable", "the PASID directory lies outside memory"));
        if ((entry[0] & 1) == 0) return new(null, new(0x51, "directory_not_present", $"the PASID directory has no table for PASID {pasid}"));
        if ((entry[0] & ~AddressMask & ~3UL) != 0) return new(null, new(0x52, "directory_reserved", $"reserved bits of the PASID directory entry are set: {VtdBits.Text([entry[0] & ~AddressMask & ~3UL])}"));
        ulong address = (entry[0] & AddressMask) + (ulong)((pasid & 63) * PasidBytes);
        if (ReadWords(address, 8) is not { } words) return new(null, new(0x58, "pasid_unreadable", "the PASID table lies outside memory"));
        var found = new VtdPasidEntry(requester, pasid, address, words);
        return new(found, found.Refusal);
    }

    private VtdRefusal? RootRefusal(ulong[] root, bool upper)
    {
        bool scalable = Mode == 1;
        ulong half = root[upper ? 1 : 0];
        if ((half & 1) == 0) return new(scalable ? 0x39 : 1, "root_not_present", "the bus has no context table");
        bool reserved = (half & ~AddressMask) != 1 || (!scalable && root[1] != 0);
        return reserved ? new(scalable ? 0x3a : 0xa, "root_reserved", "reserved bits of the root entry are set") : null;
    }

    private List<VtdTranslation> ReadAll(ulong register, ProblemLog problems)
    {
        var all = new List<VtdTranslation>();
        if (Mode > 1) problems.Report(ImageDiagnostics.UnknownMode, register, Mode);
        else if (ReadWords(RootTable, 2) is null) problems.Report(ImageDiagnostics.NoRootTable, RootTable);
        if (problems.HasErrors) return all;
        for (int bus = 0; bus < Entries; bus++) ReadBus(bus, all, problems);
        Compare(all, problems);
        return all;
    }

    private void ReadBus(int bus, List<VtdTranslation> all, ProblemLog problems)
    {
        for (int half = 0; half <= Mode; half++)
        {
            int first = half * (Entries / 2), count = Mode == 1 ? Entries / 2 : Entries;
            VtdAnswer probe = Find(new RequesterId((ushort)((bus << 8) | first)));
            if (probe.Refusal?.Name is "root_not_present" or "root_unreadable") continue;
            if (probe.Refusal?.Name == "root_reserved") problems.Report(ImageDiagnostics.BadContext, $"root entry of bus {bus:x2}", RootTable + (ulong)(bus * RootBytes), probe.Refusal.Text, probe.Refusal.Code);
            if (probe.Refusal?.Name == "context_unreadable")
            {
                unread.Add(bus);
                problems.Report(ImageDiagnostics.NoContextTable, bus, ReadWords(RootTable + (ulong)(bus * RootBytes), 2)![half] & AddressMask);
                continue;
            }

            for (int index = first; index < first + count; index++) ReadOne(new RequesterId((ushort)((bus << 8) | index)), all, problems);
        }
    }

    private void ReadOne(RequesterId requester, List<VtdTranslation> all, ProblemLog problems)
    {
        VtdAnswer answer = Find(requester);
        if (answer.Translation is { IsPresent: true } found) all.Add(found);
        if (answer.Refusal is not { } bad || bad.Name is "context_not_present" or "root_reserved") return;
        problems.Report(ImageDiagnostics.BadContext, $"{answer.Translation?.Kind ?? "context"} of {requester}", answer.Translation?.Address ?? RootTable, bad.Text, bad.Code);
    }

    private void Compare(List<VtdTranslation> all, ProblemLog problems)
    {
        if (image.Vtd is not { Contexts: { Count: > 0 } listed }) return;
        Dictionary<RequesterId, VtdTranslation> inMemory = all.ToDictionary(c => c.Requester);
        foreach (ListedContext list in listed)
        {
            if (inMemory.Remove(list.Requester, out VtdTranslation? found)) Compare(list, found, problems);
            else if (!unread.Contains(list.Requester.Bus)) problems.ReportPlace(ImageDiagnostics.ContextMissing, list.Line, list.Column, null, $"{list.Requester}", "the list", "memory");
        }

        foreach (RequesterId requester in inMemory.Keys.Order()) problems.Report(ImageDiagnostics.ContextMissing, $"{requester}", "memory", "the list");
    }

    private static void Compare(ListedContext list, VtdTranslation found, ProblemLog problems)
    {
        if (found is VtdContext context)
        {
            Different("tt", list.TranslationType, context.TranslationType);
            Different("aw", list.AddressWidth, context.AddressWidth);
        }

        Different("did", list.Domain, found.Domain);
        Different("fpd", list.FaultsDisabled is { } disabled ? disabled ? 1 : 0 : null, found.FaultsDisabled ? 1 : 0);
        if (list.Root is { } root && root != found.Root) Report("slptptr", $"0x{root:x}", $"0x{found.Root:x}");

        void Different(string field, int? listed, int value)
        {
            if (listed is { } said && said != value) Report(field, $"{said}", $"{value}");
        }

        void Report(string field, string listed, string value) =>
            problems.ReportPlace(ImageDiagnostics.ContextDiffers, list.Line, list.Column, null, $"{list.Requester}", field, listed, value);
    }

    private ulong[]? ReadWords(ulong address, int count)
    {
        ulong[] words = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            if (!image.TryRead(address + (ulong)(i * 8), 8, out words[i])) return null;
        }

        return words;
    }
}
