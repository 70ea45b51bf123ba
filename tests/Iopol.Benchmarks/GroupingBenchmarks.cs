using BenchmarkDotNet.Attributes;
using Iopol.Benchmarks.Hosts;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;

namespace Iopol.Benchmarks;

/// <summary>The groups of a whole host from its facts, with every reason.</summary>
[MemoryDiagnoser]
public class GroupingBenchmarks
{
    private HostFacts host = null!;

    /// <summary>Functions of the host, at least.</summary>
    [Params(320, 5_000)]
    public int Functions { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        host = ServerHost.Of(Functions);
        if (!LinuxGrouping.Compute(host).IsCertain) throw new InvalidOperationException("the host is not wholly known");
    }

    [Benchmark]
    public HostGrouping Groups() => LinuxGrouping.Compute(host);
}
