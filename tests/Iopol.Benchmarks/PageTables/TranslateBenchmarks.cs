using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>One translation at a time, everything the specification asks for checked, against C and C# written by hand. Figures are per translation.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class TranslateBenchmarks
{
    private const int Count = 65536;
    private SampleTables tables = null!;
    private NativeWalker native = null!;
    private HandWrittenWalker byHand = null!;

    /// <summary>What is mapped.</summary>
    [Params(Mapping.Hot, Mapping.Mixed, Mapping.Cold)]
    public Mapping Mapping { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        tables = SampleTables.Of(Mapping);
        native = tables.Native();
        byHand = tables.ByHand();
        if (Generated() != C() || Generated() != CSharpByHand()) throw new InvalidOperationException("the walkers differ");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public ulong C() => native.TranslateEach(tables.Iovas);

    [Benchmark(OperationsPerInvoke = Count)]
    public ulong CSharpByHand() => byHand.TranslateEach(tables.Iovas);

    [Benchmark(OperationsPerInvoke = Count)]
    public ulong Generated()
    {
        var table = tables.Table;
        ulong sum = 0;
        foreach (ulong iova in tables.Iovas)
        {
            Translation t = table.Translate(iova, Access.Read);
            sum += t.IsOk ? t.Address : 1;
        }

        return sum;
    }
}
