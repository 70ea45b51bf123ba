using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our stage 1 walk, held to QEMU's SMMUv3.</summary>
public sealed class SmmuTests(ITestOutputHelper output)
{
    [QemuTheory(QemuBinary.Arm)]
    [InlineData(12, 48)]
    [InlineData(12, 39)]
    [InlineData(12, 32)]
    [InlineData(14, 48)]
    [InlineData(14, 36)]
    [InlineData(16, 48)]
    [InlineData(16, 40)]
    public void Random_tables(int granuleBits, int width)
    {
        using Bench bench = Benches.Smmu();
        bench.Random(Candidate.Smmu(granuleBits, width));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }
}
