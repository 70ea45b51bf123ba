using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>
/// Mapping and unmapping 256 pages of 4 KiB where the tables are there already, the range to invalidate gathered and frames given
/// back afterwards. Figures are per call; <c>Pair</c> is one of each.
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class MapBenchmarks
{
    private const ulong Length = 256 * 4096;
    private const int Slots = 256;
    private SampleTables tables = null!;

    [GlobalSetup]
    public void Setup()
    {
        tables = SampleTables.Of(Mapping.Hot);
        // A page beside each slot keeps its table.
        for (ulong i = 0; i < Slots; i++)
        {
            if (tables.Table.TryMap(Slot(i) + Length, 0x1000, 4096, MapRights.Read, tables.Gather) != MapError.None) throw new InvalidOperationException("not mapped");
        }

        // An iteration of a map or an unmap calls it too few times to get the code that a program has after a while.
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 200; i++)
            {
                if (Map256() != 0 || Unmap256() != Slots * Length) throw new InvalidOperationException("not mapped, or not unmapped");
            }

            Thread.Sleep(200);
        }
    }

    [IterationSetup(Target = nameof(Unmap256))]
    public void MapAll() => Map256();

    [IterationCleanup(Target = nameof(Map256))]
    public void UnmapAll() => Unmap256();

    [Benchmark(OperationsPerInvoke = Slots)]
    public int Map256()
    {
        int errors = 0;
        for (ulong i = 0; i < Slots; i++) errors += (int)tables.Table.TryMap(Slot(i), 0x1_0000_1000, Length, MapRights.Read | MapRights.Write, tables.Gather);
        return errors;
    }

    [Benchmark(OperationsPerInvoke = Slots)]
    public ulong Unmap256()
    {
        ulong bytes = 0;
        for (ulong i = 0; i < Slots; i++)
        {
            bytes += tables.Table.Unmap(Slot(i), Length, tables.Gather);
            tables.Gather.Complete();
        }

        return bytes;
    }

    /// <summary>The same 2 MiB again and again: map, then unmap, everything in the first cache. Per pair.</summary>
    [Benchmark(OperationsPerInvoke = Slots)]
    public ulong Pair256() => tables.MapAndUnmap(Slot(0), Length, Slots);

    private static ulong Slot(ulong i) => (1UL << 40) + (i << 21);
}
