using Iopol.Runtime.Facts;
using Iopol.Tests;

namespace Iopol.Linux.Tests;

/// <summary>Our own recordings of kernels under QEMU.</summary>
public sealed class CaptureTests
{
    public static TheoryData<string> Captures() => Sources.Captures();

    [Theory]
    [MemberData(nameof(Captures))]
    public void Reads_without_a_problem(string file)
    {
        HostReadResult result = HostReader.Read(Sources.Capture(file));

        Assert.Empty(result.Problems);
        HostFacts facts = Sources.Facts(result);
        Assert.Equal("6.1.0-56-amd64", facts.Kernel);
        Assert.Equal(facts.Devices.Select(d => d.Group).OfType<int>().Distinct().Order(), facts.Groups.Select(g => g.Number));
        Assert.All(facts.Devices, d => Assert.True(d.Driver.IsKnown && d.Acs is not null && d.Port is not null && d.Class is not null));
    }

    /// <summary>The approved files are checked by hand against lspci's reading of the same machine, which is in the capture. IOPOL_APPROVE=1 writes them anew.</summary>
    [Theory]
    [InlineData("bypass")]
    [InlineData("edu-amd")]
    [InlineData("pcie2pci")]
    [InlineData("rp-mf")]
    [InlineData("rp-mf-pt")]
    [InlineData("sriov-3vf")]
    [InlineData("switch")]
    public void Gives_the_approved_facts(string name)
    {
        string approved = RepositoryPaths.InRepository("tests", "Iopol.Linux.Tests", "Approved", name + ".json");
        string json = Sources.Json(Sources.Facts(HostReader.Read(Sources.Capture(name + ".tar.gz"))));
        if (Environment.GetEnvironmentVariable("IOPOL_APPROVE") == "1") File.WriteAllText(approved, json);

        Assert.Equal(File.ReadAllText(approved).ReplaceLineEndings("\n"), json);
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Facts_in_json_are_the_facts_of_the_tree(string file)
    {
        HostFacts facts = Sources.Facts(HostReader.Read(Sources.Capture(file)));

        HostReadResult again = Sources.Read(Sources.Json(facts));

        Assert.Empty(again.Problems);
        FactsEquality.AssertEqual(facts, Sources.Facts(again));
    }
}
