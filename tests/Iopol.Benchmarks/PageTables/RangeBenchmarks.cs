using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>
/// 256 MiB of consecutive pages, 2 MiB in one call into the same array, as a driver asks that walks over a buffer; against C that
/// translates page by page. Figures are per page.
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class RangeBenchmarks
{
    private const int Pages = 512;
    private const int Calls = 128;
    private const ulong Bytes = Pages * 4096;
    private readonly ulong[] addresses = new ulong[Pages];
    private readonly ulong[] expected = new ulong[Pages];
    private SampleTables tables = null!;
    private NativeWalker native = null!;

    /// <summary>What is mapped.</summary>
    [Params(Mapping.Contiguous, Mapping.Pieces)]
    public Mapping Mapping { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        tables = SampleTables.Of(Mapping);
        native = tables.Native();
        for (ulong call = 0; call < Calls; call++)
        {
            ulong one = native.TranslateRange(call * Bytes, expected), other = tables.Table.TranslateRange(call * Bytes, Pages, Access.Read, addresses);
            if (one != Pages || other != Pages) throw new InvalidOperationException("not everything is mapped");
            if (!addresses.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException("the walkers differ");
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Pages * Calls)]
    public ulong C()
    {
        ulong found = 0;
        for (ulong call = 0; call < Calls; call++) found += native.TranslateRange(call * Bytes, expected);
        return found;
    }

    [Benchmark(OperationsPerInvoke = Pages * Calls)]
    public ulong Generated()
    {
        ulong found = 0;
        for (ulong call = 0; call < Calls; call++) found += tables.Table.TranslateRange(call * Bytes, Pages, Access.Read, addresses);
        return found;
    }
}
