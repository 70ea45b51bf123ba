using Iopol.Runtime.Facts;
using Iopol.Tests;

namespace Iopol.Linux.Tests;

/// <summary>The facts of 55 real machines.</summary>
public sealed class SharedMachineTests
{
    public static TheoryData<string> Machines() => Sources.SharedMachines();

    [SharedTheory("data/hosts/dmesg")]
    [MemberData(nameof(Machines))]
    public void Reads_without_a_problem_and_writes_the_same_bytes(string file)
    {
        string path = RepositoryPaths.InShared("data", "hosts", file);

        HostReadResult result = HostReader.Read(path);

        Assert.Empty(result.Problems);
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), Sources.Json(Sources.Facts(result)));
    }

    [SharedTheory("data/hosts/dmesg")]
    [MemberData(nameof(Machines))]
    public void Null_means_unknown_where_the_source_cannot_tell(string file)
    {
        HostFacts facts = Sources.Facts(HostReader.Read(RepositoryPaths.InShared("data", "hosts", file)));

        Assert.All(facts.Devices, d => Assert.True(d.Driver.IsKnown || facts.SourceKind == "dmesg"));
        Assert.All(facts.Devices.Where(d => d.Driver.Name is null), d => Assert.Equal(facts.SourceKind != "dmesg", d.Driver.IsKnown));
        Assert.All(facts.Devices.Where(d => d.Acs is not null), d => Assert.NotNull(d.Port));
    }
}
