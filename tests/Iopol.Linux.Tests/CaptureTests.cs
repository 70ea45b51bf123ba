using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Our own recordings of kernels under QEMU.</summary>
public sealed class CaptureTests
{
    public static TheoryData<string> Captures() => Sources.Captures();

    [Theory]
    [MemberData(nameof(Captures))]
    public void Reads_without_a_problem(string file)
    {
        HostReadResult result = HostReader.Read(Sources.Capture(file[..^".tar.gz".Length]));

        Assert.Empty(result.Problems);
        HostFacts facts = Sources.Facts(result);
        Assert.Equal("6.1.0-56-amd64", facts.Kernel);
        Assert.Equal(facts.Devices.Select(d => d.Group).OfType<int>().Distinct().Order(), facts.Groups.Select(g => g.Number));
    }
}
