namespace Iopol.Runtime.PageTables;

public abstract partial class PageTable
{
    /// <summary>
    /// Makes a table of one level less the one that the first entry points to, so that all it maps is mapped here too: how a domain grows
    /// when an IOVA needs more levels. Walks of the lower table go on undisturbed.
    /// </summary>
    /// <param name="lower">A table of the same format in the same memory whose IOVAs are those of this table's first entry.</param>
    /// <returns>
    /// EINVAL where the lower table is not such a one, IOVAs are not extended by zeros, or nobody may write; ERANGE where an entry
    /// cannot hold its address; EADDRINUSE where the first entry is not empty.
    /// </returns>
    public MapError TryAdopt(PageTable lower)
    {
        ArgumentNullException.ThrowIfNull(lower);
        int position = levels.Length - 1;
        bool fits = lower.levels.Length == position && lower.memory == memory && lower.Layout.Format == Layout.Format && lower.isNarrow == isNarrow
            && position > 0 && lower.inputBits == levels[position].ItemBits && lower.levels[^1].TableBits == levels[position - 1].TableBits
            && bias == 0 && lower.bias == 0 && HasTop && lower.HasTop && !memory.IsReadOnly;
        if (!fits) return MapError.EINVAL;
        ulong entry = TableEntry(position, lower.Root);
        if (!IsTable(position, entry, out ulong table) || table != lower.Root) return MapError.ERANGE;
        if (EntryAt(top, 0) != 0) return MapError.EADDRINUSE;
        if (isNarrow) Entries4.Publish(memory, top, entry);
        else Entries8.Publish(memory, top, entry);
        GC.KeepAlive(this);
        return MapError.None;
    }
}
