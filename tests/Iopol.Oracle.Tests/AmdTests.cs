using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Our host-table walk, held to QEMU's AMD-Vi where that is strict: what we translate, and what it refuses.</summary>
public sealed class AmdTests(ITestOutputHelper output)
{
    [QemuTheory(QemuBinary.X86)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_tables(int mode)
    {
        using Bench bench = Benches.Amd();
        bench.Random(Candidate.Amd(mode));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }

    [QemuTheory(QemuBinary.X86)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Random_tables_of_a_restricted_device(bool reads, bool writes)
    {
        using Bench bench = Benches.Amd();
        bench.Random(Candidate.Amd(3, reads, writes));
        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
    }
}
