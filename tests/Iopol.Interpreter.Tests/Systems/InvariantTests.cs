using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Systems;

/// <summary>
/// Invariants of the reference that no system states of itself, along random sequences of calls. I1 to I5 are properties of the systems they
/// are about, I8 is <c>isolation</c> and I10 a refusal's: <see cref="RandomSequenceTests"/>. I6 holds by the way contexts are kept: by requester ID.
/// </summary>
public sealed class InvariantTests
{
    /// <summary>I7: all devices of a group have one effective context; not so in the proposal of June 2021, which is about devices.</summary>
    [Theory]
    [InlineData("linux-6-vfio", true)]
    [InlineData("linux-6-iommufd", true)]
    [InlineData("rfc-device-centric", false)]
    public void A_group_has_one_context(string system, bool holds)
    {
        int whole = 0, split = 0;
        RandomSequences.Run(system, (machine, _, call) =>
        {
            call();
            if (machine.Host.Panicked) return;
            for (int group = 0; group < machine.Topology.GroupCount; group++)
            {
                IEnumerable<int> members = Enumerable.Range(machine.Topology.GroupStart(group), machine.Topology.GroupEnd(group) - machine.Topology.GroupStart(group));
                if (members.Select(machine.Host.Context).Distinct().Count() == 1) whole++;
                else split++;
            }
        });
        Assert.Equal(holds, split == 0);
        Assert.True(whole > 1000, $"only {whole} groups looked at");
    }

    /// <summary>I9: on Linux 5.12 the machine stops exactly where a driver with DMA of its own has been bound to an endpoint of a group in a container.</summary>
    [Fact]
    public void Linux_5_12_panics_exactly_on_a_native_driver_in_a_group_in_use()
    {
        int panics = 0, spared = 0;
        RandomSequences.Run("linux-5.12-vfio", (machine, operation, call) =>
        {
            HostTopology topology = machine.Topology;
            int[] drivers = [.. Enumerable.Range(0, topology.DeviceCount).Select(machine.Host.Driver)];
            bool[] isPlugged = [.. Enumerable.Range(0, topology.DeviceCount).Select(d => Read(machine, "gone", d) == 0)];
            long[] users = [.. Enumerable.Range(0, topology.GroupCount).Select(g => Read(machine, "users", g))];
            Outcome outcome = call();
            bool isPanic = outcome.Decision.Verdict == Verdict.Panicked;
            if (operation.Name != "bind")
            {
                Assert.False(isPanic, $"{operation.Name} panicked");
                return;
            }

            (int device, int to) = ((int)outcome.Arguments[0], (int)outcome.Arguments[1]);
            bool isEndpoint = topology.Facts.Devices.First(d => d.Address == topology.Device(device).Address).HeaderTypeOrImplied is not (1 or 2);
            bool isBound = outcome.Pending is null && drivers[device] == HostState.None && isPlugged[device] && machine.Host.Drivers.Name(to) == "e1000e";
            bool isInUse = users[topology.GroupOf(device)] > 0;
            Assert.Equal(isBound && isEndpoint && isInUse, isPanic);
            if (isPanic) panics++;
            else if (isBound) spared++;
        }, "bind", "unbind", "open_group", "open_container", "set_container", "set_iommu", "get_device_fd", "close_group_file", "close_container", "close_device_file");
        Assert.True(panics > 0 && spared > 0, $"{panics} panics, {spared} drivers bound without");
    }

    private static long Read(Machine machine, string state, int key) => machine.Read(machine.Policy.States.Single(s => s.Name == state), key);
}
