using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>One translation at a time, everything the specification asks for checked, against C and C# written by hand. Figures are per translation.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class TranslateBenchmarks
{
    private const int Count = SampleTables.Draws;
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
        ulong expected = First(C);
        if (expected != First(Generated) || expected != First(CSharpByHand) || expected != First(CSharpByHandInlined)) throw new InvalidOperationException("the walkers differ");
    }

    private ulong First(Func<ulong> walker)
    {
        tables.Restart();
        return walker();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public ulong C() => native.TranslateEach(tables.Next());

    [Benchmark(OperationsPerInvoke = Count)]
    public ulong CSharpByHand()
    {
        HandWrittenWalker walker = byHand;
        ReadOnlySpan<ulong> iovas = tables.Next();
        ulong sum = 0;
        foreach (ulong iova in iovas)
        {
            Translation t = walker.Translate(iova, Access.Read);
            sum += t.IsOk ? t.Address : 1;
        }

        return sum;
    }

    /// <summary>Reading only, no size, copied into the loop: less than the generated class is asked for.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public ulong CSharpByHandInlined()
    {
        HandWrittenWalker walker = byHand;
        ReadOnlySpan<ulong> iovas = tables.Next();
        ulong sum = 0;
        foreach (ulong iova in iovas)
        {
            ulong address = walker.AddressForReading(iova);
            sum += address == ulong.MaxValue ? 1 : address;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public ulong Generated() => tables.TranslateEach();
}
