namespace Iopol.Runtime.PageTables;

/// <summary>
/// What must be invalidated in IOTLBs and walk caches after unmapping, and the frames of tables that nobody points to any more.
/// They are given back by <see cref="Complete"/>, not before. One gather serves one page table at a time, under the lock its
/// owner maps and unmaps under.
/// </summary>
public sealed class IotlbGather
{
    private int chain = TableFrames.EmptyChain;

    /// <summary>An empty gather.</summary>
    /// <param name="frames">Where frames come from and go back to.</param>
    public IotlbGather(TableFrames frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        Frames = frames;
    }

    /// <summary>Where frames come from and go back to.</summary>
    public TableFrames Frames { get; }

    /// <summary>Nothing is to be invalidated.</summary>
    public bool IsEmpty => First > Last;

    /// <summary>First IOVA to invalidate.</summary>
    public ulong First { get; private set; } = ulong.MaxValue;

    /// <summary>Last IOVA to invalidate; below <see cref="First"/> where there is none.</summary>
    public ulong Last { get; private set; }

    /// <summary>log2 of the smallest leaf that was removed or made clean; 64 where there is none.</summary>
    public int LeafBits { get; private set; } = 64;

    /// <summary>Entries that pointed to tables were removed: walk caches hold on to them too.</summary>
    public bool HasTables { get; private set; }

    /// <summary>Frames wait for <see cref="Complete"/>.</summary>
    public bool HasFrames => chain != TableFrames.EmptyChain;

    /// <summary>
    /// Everything from <see cref="First"/> to <see cref="Last"/> has been invalidated, and every translation that began before that
    /// has ended: frees the frames and empties the gather.
    /// </summary>
    public void Complete()
    {
        Frames.FreeChain(ref chain);
        First = ulong.MaxValue;
        Last = 0;
        LeafBits = 64;
        HasTables = false;
    }

    internal void Add(ulong first, ulong last, int leafBits)
    {
        if (first < First) First = first;
        if (last > Last) Last = last;
        if (leafBits < LeafBits) LeafBits = leafBits;
    }

    internal void AddTable(ulong first, ulong last, ulong frame)
    {
        if (first < First) First = first;
        if (last > Last) Last = last;
        HasTables = true;
        Frames.Defer(frame, ref chain);
    }
}
