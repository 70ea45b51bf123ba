using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using Iopol.Tests;

namespace Iopol.Runtime.Tests.Grouping;

/// <summary>The computed groups of real machines beside those their kernels made.</summary>
public sealed class RealMachineTests
{
    /// <summary>In this machine's log a function is hidden again after it was given a group, whose number then goes to a virtual function.</summary>
    private const string NumberUsedTwice = "0000:00:1f.1 0000:3b:01.0";

    public static TheoryData<string> WithAcs() => Hosts.Machines(f => f.StartsWith("lspci", StringComparison.Ordinal) && !f.Contains("-nonroot", StringComparison.Ordinal));

    public static TheoryData<string> WithoutAcs() => Hosts.Machines(f => !f.StartsWith("lspci", StringComparison.Ordinal) || f.Contains("-nonroot", StringComparison.Ordinal));

    public static TheoryData<string> Captures() => Hosts.Captures();

    [SharedTheory("data/hosts/lspci")]
    [MemberData(nameof(WithAcs))]
    public void A_machine_that_shows_its_ACS_is_grouped_as_its_kernel_did(string file) => IsExactlyTheKernels(Hosts.Machine(file));

    [Theory]
    [MemberData(nameof(Captures))]
    public void A_capture_is_grouped_as_its_kernel_did(string file) => IsExactlyTheKernels(Hosts.Capture(file));

    [SharedTheory("data/hosts/dmesg")]
    [MemberData(nameof(WithoutAcs))]
    public void A_machine_that_hides_its_ACS_is_never_contradicted(string file)
    {
        HostFacts facts = Hosts.Machine(file);
        HostGrouping computed = LinuxGrouping.Compute(facts);

        Assert.Equal(
            file.EndsWith("dell-poweredge-r740.json", StringComparison.Ordinal) ? [NumberUsedTwice] : [],
            KernelComparison.Of(facts, computed).Differences.Select(d => string.Join(' ', d.Devices)));
        Assert.False(computed.IsCertain);
        Assert.All(computed.Undecided, u => Assert.NotEmpty(u.Lacking));
    }

    [SharedTheory("data/hosts/dmesg")]
    [MemberData(nameof(WithoutAcs))]
    public void Unknown_ACS_is_not_taken_for_none(string file)
    {
        HostFacts facts = Hosts.Machine(file);
        HostFacts none = facts with { Devices = [.. facts.Devices.Select(d => d with { Acs = d.Acs ?? Hosts.NoAcs, Port = d.Port ?? PciePort.Endpoint })] };

        Assert.NotEqual(
            Hosts.Lines(LinuxGrouping.Compute(none).Groups.Select(g => g.Devices)),
            Hosts.Lines(LinuxGrouping.Compute(facts).Groups.Select(g => g.Devices)));
    }

    [Fact]
    public void Devices_that_bypass_the_IOMMU_are_in_no_group()
    {
        HostFacts facts = Hosts.Capture("bypass.tar.gz");
        Assert.Equal(facts.Devices.Where(d => d.Group is null).Select(d => d.Address).Order(), LinuxGrouping.Compute(facts).OutsideGroups);
    }

    private static void IsExactlyTheKernels(HostFacts facts)
    {
        HostGrouping computed = LinuxGrouping.Compute(facts);
        KernelComparison comparison = KernelComparison.Of(facts, computed);

        Assert.Equal(Hosts.Lines(comparison.KernelGroups.Select(g => g.Devices)), Hosts.Lines(computed.Groups.Select(g => g.Devices)));
        Assert.True(computed.IsCertain, string.Join("; ", computed.Undecided.SelectMany(u => u.Lacking)));
        Assert.Empty(comparison.Differences);
        Assert.All(computed.Groups, g => Assert.Equal(g.Devices.Count - 1, g.Merges.Count));
    }
}
