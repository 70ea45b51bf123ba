using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>65,536 consecutive pages in one call, against C that translates them one by one. Figures are per page.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class RangeBenchmarks
{
    private const int Count = 65536;
    private readonly ulong[] addresses = new ulong[Count];
    private readonly ulong[] expected = new ulong[Count];
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
        if (C() != Count || Generated() != Count) throw new InvalidOperationException("not everything is mapped");
        if (!addresses.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException("the walkers differ");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public ulong C() => native.TranslateRange(0, expected);

    [Benchmark(OperationsPerInvoke = Count)]
    public ulong Generated() => tables.Table.TranslateRange(0, Count, Access.Read, addresses);
}
