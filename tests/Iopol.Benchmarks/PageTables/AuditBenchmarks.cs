using BenchmarkDotNet.Attributes;
using Iopol.Runtime.PageTables;

namespace Iopol.Benchmarks.PageTables;

/// <summary>Looking at every leaf of a domain of 512 GiB mapped by 4 KiB pages: 134 million entries in 1 GiB of tables.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class AuditBenchmarks
{
    private readonly TableAudit audit = new();
    private SampleTables tables = null!;

    [GlobalSetup]
    public void Setup()
    {
        tables = SampleTables.Of(Mapping.Cold);
        if (Audit() != 1L << 27) throw new InvalidOperationException("leaves are missing");
    }

    [Benchmark]
    public long Audit()
    {
        tables.Table.Audit(audit);
        return audit.Leaves;
    }
}
