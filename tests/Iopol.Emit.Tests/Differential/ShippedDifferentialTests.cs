using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Linux;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;
using Iopol.Tests;

namespace Iopol.Emit.Tests.Differential;

/// <summary>The shipped policies on the captured hosts: the two back ends agree over many random sequences of calls.</summary>
public sealed class ShippedDifferentialTests
{
    private const int Sequences = 80;
    private const int Steps = 40;

    // What a user program does under each system; a sequence takes one of them by its number.
    private static readonly Dictionary<string, string[][]> Programs = new()
    {
        ["linux-5.12-vfio"] =
        [
            Container(),
            [
                "unbind", "unbind", "bind", "bind", "open_noiommu", "open_noiommu", "open_container", "set_container_noiommu", "set_container_noiommu",
                "set_iommu", "set_iommu", "set_iommu", "set_iommu", "set_iommu", "set_iommu", "set_iommu", "set_iommu", "get_device_fd_noiommu",
                "get_device_fd_noiommu", "map", "close_noiommu_file",
            ],
        ],
        ["linux-6-vfio"] = [Container()],
        ["linux-6-iommufd"] =
        [
            Container(),
            [
                "unbind", "unbind", "bind", "bind", "open_cdev", "open_cdev", "open_iommufd", "bind_iommufd", "bind_iommufd", "bind_iommufd", "ioas_alloc",
                "ioas_alloc", "ioas_map", "ioas_map", "attach", "attach", "attach", "attach", "hwpt_alloc", "hwpt_alloc", "hwpt_alloc", "ioas_map", "attach",
                "attach", "ioas_unmap", "detach", "iommufd_destroy", "attach",
            ],
            [
                "unbind", "unbind", "bind", "bind", "open_group", "open_iommufd", "set_container_iommufd", "get_device_fd", "get_device_fd", "ioas_map",
                "ioas_map", "close_group_file", "open_group", "close_device_file",
            ],
        ],
        ["rfc-device-centric"] =
        [
            [
                "unbind", "unbind", "bind", "bind", "dma_api", "open_device", "open_device", "open_ioasid", "bind_ioasid", "bind_ioasid", "bind_ioasid",
                "ioasid_alloc", "ioasid_alloc", "map", "map", "attach", "attach", "attach", "attach", "detach", "detach", "attach", "unmap",
                "unbind_ioasid", "unbind_ioasid", "close_ioasid_file",
            ],
        ],
        ["rfc-group-bound"] =
        [
            [
                "unbind", "unbind", "bind", "bind", "open_group", "open_ioasid", "bind_group", "bind_group", "unbind_group", "bind_group", "open_device",
                "open_device", "open_device", "ioasid_alloc", "ioasid_alloc", "map", "map", "attach", "attach", "attach", "detach", "unmap",
                "close_device_file", "unbind_group",
            ],
        ],
    };

    private static string[] Container() =>
    [
        "unbind", "unbind", "bind", "bind", "open_group", "open_container", "set_container", "set_iommu", "set_iommu", "set_iommu", "set_iommu",
        "get_device_fd", "get_device_fd", "map", "map", "map",
    ];

    private static readonly Runtime.State.HostLimits Limits = new() { Users = 2, Spaces = 4, MappingsPerSpace = 4 };

    public static TheoryData<string> Systems => [.. ShippedLibrary.Policies];

    [Theory]
    [MemberData(nameof(Systems))]
    public void Back_ends_agree_on_captured_hosts(string system)
    {
        Assert.True(ShippedLibrary.TryGet(system, out SourceText? text));
        PolicyIR policy = Unlocked(Compilation.Create([text], ShippedResolver.Instance).Policies.Single());
        InMemory classes = InMemory.Compile([policy]);
        var granted = new HashSet<int>();
        int hosts = 0, failedSwitches = 0;
        foreach (string capture in Directory.EnumerateFiles(RepositoryPaths.InRepository("samples", "hosts"), "*.tar.gz").Order())
        {
            if (HostReader.Read(capture).Facts is not { } facts) continue;
            HostTopology topology = new(Completed(facts));
            hosts++;
            for (int seed = 0; seed < Sequences; seed++)
            {
                var run = new LockStep(policy, classes, topology, Limits, seed);
                // Every other sequence begins with what a user program does, since chance seldom gets that far.
                if (seed % 2 == 0) run.Follow(Programs[system][seed / 2 % Programs[system].Length]);
                run.Run(Steps);
                granted.UnionWith(run.Granted.Keys);
                failedSwitches += run.FailedSwitches;
            }
        }

        Assert.True(hosts >= 10);
        Assert.True(failedSwitches > 0, "the hardware never refused a device");
        // Every operation was granted at least once, or the comparison would be of refusals only.
        Assert.Equal([], [.. policy.Operations.Where(o => !granted.Contains(o.Index)).Select(o => o.Name)]);
    }

    /// <summary>With the settings that open what is closed by default.</summary>
    private static PolicyIR Unlocked(PolicyIR policy) => policy with
    {
        Settings = [.. policy.Settings.Select(s => s.Name is "enable_unsafe_noiommu_mode" or "rawio" ? s with { Value = 1 } : s)],
    };

    /// <summary>A capture taken without root, or of a host without an IOMMU, leaves facts open; what is decided with them is not the point here.</summary>
    private static HostFacts Completed(HostFacts facts) => facts with
    {
        IsolatedMsi = facts.IsolatedMsi ?? true,
        CacheCoherent = facts.CacheCoherent ?? true,
        Devices = [.. facts.Devices.Select(d => d with
        {
            RequiresDirectMap = d.RequiresDirectMap ?? false,
            Resettable = d.Resettable ?? true,
            HeaderType = d.HeaderTypeOrImplied ?? 0,
            Port = d.Port ?? PciePort.Conventional,
            Driver = d.Driver.IsKnown ? d.Driver : DriverFact.None,
        })],
        Groups = [.. facts.Groups.Select(g => g with { Reserved = g.Reserved ?? [] })],
    };
}
