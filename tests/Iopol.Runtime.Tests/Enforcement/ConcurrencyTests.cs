using Iopol.Policies;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Tests.Enforcement;

/// <summary>The guarantee compiled policies give to concurrent callers, hammered for a bounded number of rounds, so that a busy machine makes it slow and not wrong.</summary>
public sealed class ConcurrencyTests
{
    private const int Groups = 4;
    private const int GroupSize = 3;
    private const int Claims = 500;
    private const int MostRounds = 5_000_000;

    private readonly HostTopology topology = Hosts.Of(Groups, GroupSize);
    private readonly Linux6Vfio policy;

    public ConcurrencyTests() => policy = new Linux6Vfio(topology);

    /// <summary>
    /// Users claim and release groups while an administrator binds and unbinds drivers. In every snapshot a group that
    /// is owned is viable, and its contexts are not the kernel's: what the model's own properties say.
    /// </summary>
    [Fact]
    public async Task Snapshots_never_break_the_properties_of_the_model()
    {
        using var stop = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 3).Select(user => OnItsOwnThread(() => Use(user)))];
        Task<int> administrator = OnItsOwnThread(() => Administer(stop.Token));
        Task<int> watcher = OnItsOwnThread(() => Watch(stop.Token));
        int[] granted = await Task.WhenAll(callers);
        await stop.CancelAsync();
        Assert.All(granted, count => Assert.Equal(Claims, count));
        Assert.True(await administrator > 0);
        Assert.True(await watcher > 0);
    }

    /// <summary>
    /// One operation moves a group from not viable to viable and back by way of a state in between that no answer may show:
    /// device 1 takes a kernel driver only while device 0 has none, so that at every instant exactly one is in the way.
    /// </summary>
    [Fact]
    public async Task A_query_answers_what_was_true_at_one_instant()
    {
        DriverId kernel = policy.Driver("e1000e");
        Assert.True(policy.Bind(new DeviceId(0), kernel).IsOk);
        using var stop = new CancellationTokenSource();
        Task<int> writer = OnItsOwnThread(() =>
        {
            int rounds = 0;
            do
            {
                Assert.True(policy.Bind(new DeviceId(1), kernel).IsOk);
                Assert.True(policy.Unbind(new DeviceId(0)).IsOk);
                Assert.True(policy.Bind(new DeviceId(0), kernel).IsOk);
                Assert.True(policy.Unbind(new DeviceId(1)).IsOk);
                rounds++;
            }
            while (!stop.IsCancellationRequested);
            return rounds;
        });
        for (int asked = 0; asked < 2_000_000; asked++)
        {
            Assert.False(policy.Viable(new GroupId(0)));
            Assert.True(policy.Viable(new GroupId(1)));
        }

        await stop.CancelAsync();
        Assert.True(await writer > 0);
    }

    /// <summary>However many ask for a group at once, one gets it.</summary>
    [Fact]
    public async Task One_caller_wins()
    {
        DriverId vfio = policy.Driver("vfio-pci");
        policy.Bind(new DeviceId(0), vfio);
        for (int round = 0; round < 200; round++)
        {
            using var together = new Barrier(4);
            (Decision Decision, Linux6Vfio.GroupFile File)[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(user => Task.Run(() =>
            {
                together.SignalAndWait();
                Decision decision = policy.OpenGroup(new GroupId(0), new UserId(user), out Linux6Vfio.GroupFile file);
                return (decision, file);
            })));
            (Decision Decision, Linux6Vfio.GroupFile File) winner = Assert.Single(answers, a => a.Decision.IsOk);
            Assert.Equal(3, answers.Count(a => a.Decision.Errno == Errno.EBUSY));
            Assert.True(policy.CloseGroupFile(winner.File, new UserId(0)).IsOk);
        }
    }

    // The pool's threads may all be busy with other tests; a task that never starts would prove nothing.
    private static Task<int> OnItsOwnThread(Func<int> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private int Use(int user)
    {
        var caller = new UserId(user);
        int granted = 0;
        for (int i = 0; granted < Claims && i < MostRounds; i++)
        {
            var group = new GroupId((user + i) % Groups);
            if (!policy.OpenGroup(group, caller, out Linux6Vfio.GroupFile file).IsOk) continue;
            if (policy.OpenContainer(caller, out Linux6Vfio.Container container).IsOk)
            {
                if (policy.SetContainer(file, container, caller).IsOk)
                {
                    granted++;
                    policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, caller);
                    policy.UnsetContainer(file, caller);
                }

                policy.CloseContainer(container, caller);
            }

            policy.CloseGroupFile(file, caller);
        }

        return granted;
    }

    private int Administer(CancellationToken stop)
    {
        DriverId[] drivers = [policy.Driver("vfio-pci"), policy.Driver("e1000e"), policy.Driver("pci-stub")];
        int bound = 0;
        for (int i = 0; bound == 0 || !stop.IsCancellationRequested; i = (i + 1) % 1_000_000)
        {
            var device = new DeviceId(i * 7 % topology.DeviceCount);
            policy.Unbind(device);
            if (policy.Bind(device, drivers[i % 4 == 1 ? 1 : i % 3 == 0 ? 2 : 0]).IsOk) bound++;
        }

        return bound;
    }

    private int Watch(CancellationToken stop)
    {
        var snapshot = new HostState(topology, policy.Drivers, policy.Limits);
        int vfio = policy.Driver("vfio-pci").Value;
        int stub = policy.Driver("pci-stub").Value;
        int looks = 0;
        do
        {
            policy.CopyHostTo(snapshot);
            for (int g = 0; g < Groups; g++)
            {
                int context = snapshot.Context(topology.GroupStart(g));
                for (int d = topology.GroupStart(g); d < topology.GroupEnd(g); d++)
                {
                    // A whole group is in one context; while it is not the kernel's, no driver does DMA of its own.
                    Assert.Equal(context, snapshot.Context(d));
                    if (context != 0) Assert.Contains(snapshot.Driver(d), new[] { HostState.None, vfio, stub });
                }
            }

            looks++;
        }
        while (!stop.IsCancellationRequested);

        return looks;
    }
}
