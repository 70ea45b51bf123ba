using System.Runtime.InteropServices;
using Iopol.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>What the IOVAs of a benchmark are mapped by.</summary>
public enum Mapping
{
    /// <summary>2 MiB of IOVA by 4 KiB leaves: every entry in the first cache.</summary>
    Hot,

    /// <summary>512 GiB of IOVA by 4 KiB leaves: 134 million of them in 1 GiB of tables.</summary>
    Cold,

    /// <summary>Leaves of 4 KiB, 2 MiB and 1 GiB, taken at random.</summary>
    Mixed,

    /// <summary>4 GiB of IOVA by 4 KiB leaves to addresses in one piece.</summary>
    Contiguous,

    /// <summary>4 GiB of IOVA by 4 KiB leaves, whose addresses come in pieces of 64 KiB.</summary>
    Pieces,
}

/// <summary>A VT-d second stage of four levels in 2 GiB of memory that starts at 0, and a copy of it for walkers that want a pointer.</summary>
internal sealed unsafe class SampleTables
{
    /// <summary>How many IOVAs one call gets.</summary>
    public const int Draws = 65536;

    private const ulong MemorySize = 2UL << 30;
    private const ulong Root = 0;
    private const ulong Page = 4096;
    private const int UseHugePages = 14;
    private const int ColdRounds = 128;

    private nint? copy;
    private int next;

    private SampleTables(Mapping mapping)
    {
        Memory = PhysicalMemory.Allocate(MemorySize);
        Table = new VtdSecondStageLevels4(Memory, Root, new VtdSecondStageOptions { HostWidth = 46 });
        Gather = new IotlbGather(new TableFrames(Memory, Page, MemorySize - Page));
        Iovas = Fill(mapping);
        Restart();
    }

    /// <summary>The memory.</summary>
    public PhysicalMemory Memory { get; }

    /// <summary>The generated walker.</summary>
    public VtdSecondStageLevels4 Table { get; }

    /// <summary>Frames, and what waits for an invalidation.</summary>
    public IotlbGather Gather { get; }

    /// <summary>Mapped IOVAs in random order, a multiple of <see cref="Draws"/>: so many that what a walk of the cold tables reads is not in a cache from last time.</summary>
    public ulong[] Iovas { get; }

    /// <summary>The next of them.</summary>
    public ReadOnlySpan<ulong> Next()
    {
        next = next + Draws == Iovas.Length ? 0 : next + Draws;
        return Iovas.AsSpan(next, Draws);
    }

    /// <summary>Starts again with the first, so that two walkers get the same.</summary>
    public void Restart() => next = Iovas.Length - Draws;

    /// <summary>Tables of a kind; always the same ones.</summary>
    public static SampleTables Of(Mapping mapping) => new(mapping);

    /// <summary>The best C build over a copy of the tables in huge pages, as the arena has them.</summary>
    public NativeWalker Native() => NativeWalker.Best(copy ??= Copy(), MemorySize, Root, Iovas.AsSpan(0, Math.Min(Iovas.Length, 16 * Draws)));

    /// <summary>The walker written by hand in C#, over the same copy.</summary>
    public HandWrittenWalker ByHand() => new(copy ??= Copy(), MemorySize, Root);

    /// <summary>Translates the next IOVAs one by one. Sum of the addresses; a fault counts 1.</summary>
    public ulong TranslateEach()
    {
        VtdSecondStageLevels4 table = Table;
        ulong sum = 0;
        foreach (ulong iova in Next())
        {
            Translation t = table.Translate(iova, Access.Read);
            sum += t.IsOk ? t.Address : 1;
        }

        return sum;
    }

    /// <summary>Maps a range by 4 KiB leaves and unmaps it, so many times. Bytes unmapped; 0 where it cannot be mapped.</summary>
    public ulong MapAndUnmap(ulong iova, ulong length, int times)
    {
        ulong bytes = 0;
        for (int i = 0; i < times; i++)
        {
            if (Table.TryMap(iova, 0x1_0000_1000, length, MapRights.Read | MapRights.Write, Gather) != MapError.None) return 0;
            bytes += Table.Unmap(iova, length, Gather);
            Gather.Complete();
        }

        return bytes;
    }

    private nint Copy()
    {
        const ulong Huge = 2 << 20;
        nint start = (nint)NativeMemory.AlignedAlloc((nuint)MemorySize, (nuint)Huge);
        _ = Advise((void*)start, (nuint)MemorySize, UseHugePages);
        for (ulong at = 0; at < MemorySize; at += Huge)
        {
            if (!Memory.TryCopyTo(at, new Span<byte>((void*)(start + (nint)at), (int)Huge))) throw new InvalidOperationException("the memory has holes");
        }

        return start;
    }

    private ulong[] Fill(Mapping mapping)
    {
        // A fixed seed: every run walks the same tables.
        var random = new Random(1);
        var iovas = new ulong[mapping == Mapping.Cold ? Draws * ColdRounds : Draws];
        switch (mapping)
        {
            case Mapping.Hot:
                Map(0, 0x1_0000_1000, 512 * Page);
                Draw(512 * Page);
                break;
            case Mapping.Cold:
                // Addresses are never congruent to IOVAs, so that no large leaf fits.
                Map(0, 0x1_0000_1000, 512UL << 30);
                Draw(512UL << 30);
                break;
            case Mapping.Mixed:
                for (ulong i = 0; i < 64; i++)
                {
                    ulong iova = i << 30;
                    if (i % 3 == 0) Map(iova, 0x1_0000_1000 + iova, 16UL << 20);
                    else if (i % 3 == 1) Map(iova, 0x1_0020_0000 + iova, 512UL << 20);
                    else Map(iova, 0x1_0000_0000 + iova, 1UL << 30);
                }

                for (int i = 0; i < iovas.Length; i++)
                {
                    ulong slot = (ulong)random.Next(64);
                    iovas[i] = (slot << 30) + ((ulong)random.NextInt64((slot % 3) switch { 0 => 16L << 20, 1 => 512L << 20, _ => 1L << 30 }) & ~7UL);
                }

                break;
            case Mapping.Contiguous:
                Map(0, 0x1_0000_1000, 4UL << 30);
                Draw(4UL << 30);
                break;
            case Mapping.Pieces:
                ulong[] places = [.. Enumerable.Range(0, 65536).Select(static i => 0x1_0000_1000 + ((ulong)i * 0x11000))];
                random.Shuffle(places);
                for (int i = 0; i < places.Length; i++) Map((ulong)i << 16, places[i], 1UL << 16);
                Draw(4UL << 30);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mapping));
        }

        return iovas;

        void Map(ulong iova, ulong address, ulong length)
        {
            MapError error = Table.TryMap(iova, address, length, MapRights.Read | MapRights.Write, Gather);
            if (error != MapError.None) throw new InvalidOperationException($"mapping {length:x} bytes at {iova:x}: {error}");
        }

        void Draw(ulong length)
        {
            for (int i = 0; i < iovas.Length; i++) iovas[i] = (ulong)random.NextInt64((long)length) & ~7UL;
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(void* start, nuint length, int advice);
}
