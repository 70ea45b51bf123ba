using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>Many unrelated IOVAs in one call, against C that translates them one by one. Figures are per translation.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class BatchBenchmarks
{
    private const int Count = 65536;
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
        if (C() != Count || Generated() != Count) throw new InvalidOperationException("not everything is mapped");
        if (!addresses.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException("the walkers differ");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int C() => native.TranslateMany(tables.Iovas, expected);

    [Benchmark(OperationsPerInvoke = Count)]
    public int Generated() => tables.Table.TranslateMany(tables.Iovas, Access.Read, addresses);
}
