using Iopol.Compiler.IR;
using static Iopol.Compiler.Analysis.Selectors.SelectorShape;

namespace Iopol.Compiler.Analysis.Selectors;

/// <summary>An entry of a clause list with the ways to match it.</summary>
/// <param name="Order">Its place in the reading order of all entries.</param>
/// <param name="Clause">The list.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Shapes">The ways to match it.</param>
internal sealed record IndexedEntry(int Order, ClauseIR Clause, ClauseEntryIR Entry, IReadOnlyList<SelectorShape> Shapes);

/// <summary>Finds the entries that can have something to do with a shape without comparing all with all. At most <see cref="Most"/> are looked at per fact.</summary>
internal sealed class SelectorIndex
{
    /// <summary>Candidates per fact.</summary>
    public const int Most = 64;

    private readonly List<(ulong First, ulong Last, ulong Reach, IndexedEntry Entry)> byAddress = [];
    private readonly Dictionary<(Bound Bound, ulong Value), List<IndexedEntry>> byValue = [];
    private readonly List<IndexedEntry> broad = [];

    public SelectorIndex(IReadOnlyList<IndexedEntry> entries)
    {
        var addresses = new List<(ulong First, ulong Last, IndexedEntry Entry)>();
        foreach (IndexedEntry entry in entries)
        {
            foreach (SelectorShape shape in entry.Shapes)
            {
                bool narrow = false;
                if (shape[Bound.Address] is (ulong first, ulong last))
                {
                    addresses.Add((first, last, entry));
                    narrow = true;
                }

                foreach ((Bound Bound, ulong Value) key in Keys(shape))
                {
                    if (!byValue.TryGetValue(key, out List<IndexedEntry>? found)) byValue.Add(key, found = []);
                    if (found.Count < Most) found.Add(entry);
                    narrow = true;
                }

                if (!narrow && broad.Count < Most) broad.Add(entry);
            }
        }

        ulong reach = 0;
        foreach ((ulong first, ulong last, IndexedEntry entry) in addresses.OrderBy(a => a.First))
        {
            reach = Math.Max(reach, last);
            byAddress.Add((first, last, reach, entry));
        }
    }

    /// <summary>Entries that can meet or contain the shape, in reading order.</summary>
    public IEnumerable<IndexedEntry> Near(SelectorShape shape)
    {
        var found = new HashSet<IndexedEntry>(broad);
        foreach ((Bound Bound, ulong Value) key in Keys(shape))
        {
            if (byValue.TryGetValue(key, out List<IndexedEntry>? same)) found.UnionWith(same);
        }

        if (shape[Bound.Address] is (ulong first, ulong last))
        {
            for (int i = LastFrom(last), seen = 0; i >= 0 && byAddress[i].Reach >= first && seen < Most; i--, seen++)
            {
                if (byAddress[i].Last >= first) found.Add(byAddress[i].Entry);
            }
        }

        return found.OrderBy(e => e.Order);
    }

    private static IEnumerable<(Bound Bound, ulong Value)> Keys(SelectorShape shape)
    {
        // A device id says nothing without its vendor; a class is looked up by its base class.
        if (shape[Bound.Device] is (ulong device, _) && shape[Bound.Vendor] is (ulong maker, _)) yield return (Bound.Device, (maker << 16) | device);
        if (shape[Bound.Vendor] is (ulong vendor, _)) yield return (Bound.Vendor, vendor);
        if (shape[Bound.Subsystem] is (ulong subsystem, _)) yield return (Bound.Subsystem, subsystem);
        if (shape[Bound.Class] is (ulong code, _)) yield return (Bound.Class, code >> 16);
        if (shape[Bound.Port] is (ulong port, _)) yield return (Bound.Port, port);
        if (shape[Bound.Driver] is (ulong driver, _)) yield return (Bound.Driver, driver);
    }

    /// <summary>The last range that begins at or before an address, or -1.</summary>
    private int LastFrom(ulong address)
    {
        int low = 0;
        int high = byAddress.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (byAddress[middle].First <= address) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}
