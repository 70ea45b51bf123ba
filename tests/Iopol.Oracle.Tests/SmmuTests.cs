using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our stage 1 walk, held to QEMU's SMMUv3.</summary>
public sealed class SmmuTests(ITestOutputHelper output)
{
    [QemuTheory(QemuBinary.Arm)]
    [InlineData(12, 48, true)]
    [InlineData(12, 39, false)]
    [InlineData(12, 32, true)]
    [InlineData(14, 48, true)]
    [InlineData(14, 36, false)]
    [InlineData(16, 48, true)]
    [InlineData(16, 40, true)]
    public void Random_tables(int granuleBits, int width, bool isHierarchical)
    {
        using Bench bench = Benches.Smmu(isHierarchical);
        bench.Random(Candidate.Smmu(granuleBits, width, isHierarchical));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }
}
