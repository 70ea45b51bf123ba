using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>Many unrelated IOVAs in one call, against C that translates them one by one. Figures are per translation.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class BatchBenchmarks
{
    private const int Count = SampleTables.Draws;
    private readonly ulong[] addresses = new ulong[Count];
    private readonly ulong[] expected = new ulong[Count];
    private SampleTables tables = null!;
    private NativeWalker native = null!;

    /// <summary>What is mapped.</summary>
    [Params(Mapping.Hot, Mapping.Mixed, Mapping.Cold)]
    public Mapping Mapping { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        tables = SampleTables.Of(Mapping);
        native = tables.Native();
        tables.Restart();
        int one = C();
        tables.Restart();
        if (one != Count || Generated() != Count) throw new InvalidOperationException("not everything is mapped");
        if (!addresses.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException("the walkers differ");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int C() => native.TranslateMany(tables.Next(), expected);

    [Benchmark(OperationsPerInvoke = Count)]
    public int Generated() => tables.Table.TranslateMany(tables.Next(), Access.Read, addresses);

    /// <summary>C that reads one entry at random for each IOVA and does nothing else: what the memory takes. Of meaning for the cold tables.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public ulong OnlyReading() => native.ReadLines(tables.Next(), Mapping == Mapping.Cold ? 1UL << 30 : 4096);
}
