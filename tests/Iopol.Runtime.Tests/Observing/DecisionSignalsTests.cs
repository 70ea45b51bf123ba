using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Iopol.Policies;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Observing;
using Iopol.Runtime.Tests.Enforcement;

namespace Iopol.Runtime.Tests.Observing;

/// <summary>Listeners hear the whole process, so nothing else may run beside these tests.</summary>
[CollectionDefinition("Listeners", DisableParallelization = true)]
public sealed class Listeners;

[Collection("Listeners")]
public sealed class DecisionSignalsTests
{
    private static readonly UserId Alice = new(0);
    private static readonly DeviceId Device = new(0);

    [Fact]
    public void Every_decision_is_counted_with_what_it_was()
    {
        using var heard = new Heard();
        var policy = new Linux6Vfio(Hosts.Of(1, 2));
        policy.Bind(Device, policy.Driver("vfio-pci"));
        policy.Bind(Device, policy.Driver("vfio-pci"));
        policy.SetContainer(new Linux6Vfio.GroupFile(7), new Linux6Vfio.Container(7), Alice);
        Assert.Equal(
            [
                "Linux6Vfio bind ok",
                "Linux6Vfio bind refused EBUSY unbound",
                // No rule decided.
                "Linux6Vfio set_container refused EBADF",
            ], heard.Counted);
        Assert.Equal(heard.Counted.Select(c => string.Join(' ', c.Split(' ')[..3])), heard.Timed);
        Assert.All(heard.Seconds, s => Assert.InRange(s, 0, 600));
        Assert.Equal([("iopol.decisions", "{decision}"), ("iopol.decision.duration", "s")], heard.Instruments);
    }

    [Fact]
    public void Every_way_to_call_is_heard()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 1));
        policy.Bind(Device, policy.Driver("vfio-pci"));
        using var heard = new Heard();
        using (Linux6Vfio.GroupFileHandle group = policy.TryOpenGroup(new GroupId(0), Alice, out _))
        using (Linux6Vfio.ContainerHandle container = policy.TryOpenContainer(Alice, out _))
        {
            policy.SetContainer(group, container, Alice);
            policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, Alice);
            using Linux6Vfio.DeviceFileHandle file = policy.TryGetDeviceFd(group, Device, Alice, out _);
            Decision waits = policy.Unbind(Device);
            policy.ResumeUnbind(Device, waits.Rule);
            file.Dispose();
            policy.Call(Index("unbind"), waits.Rule, [0], -1);
        }

        Assert.Equal(
            [
                "open_group ok", "open_container ok", "set_container ok", "set_iommu ok", "get_device_fd ok", "unbind blocked", "unbind blocked",
                // Disposed twice, closed once.
                "close_device_file ok", "unbind ok", "close_container ok", "close_group_file ok",
            ], heard.Counted.Select(c => c["Linux6Vfio ".Length..]));

        int Index(string name) => policy.Operations.Select(o => o.Name).ToList().IndexOf(name);
    }

    [Fact]
    public void A_panic_is_heard()
    {
        Linux512Vfio policy = Claimed(out Action panic);
        using var heard = new Heard();
        using var events = new Events(EventLevel.Error);
        panic();
        Assert.True(policy.IsPanicked);
        Assert.StartsWith("Linux512Vfio bind panicked ", Assert.Single(heard.Counted), StringComparison.Ordinal);
        EventWrittenEventArgs written = Assert.Single(events.Written);
        Assert.Equal((4, "Panicked", EventLevel.Error), (written.EventId, written.EventName, written.Level));
        Assert.Equal(["policy", "operation", "rule", "device", "nanoseconds"], written.PayloadNames!);
        Assert.Equal("Linux512Vfio", written.Payload![0]);
    }

    [Theory]
    [InlineData(EventLevel.Verbose, new[] { "Done Linux6Vfio bind", "Refused Linux6Vfio bind EBUSY unbound -1", "Refused Linux6Vfio set_container EPERM viable 1", "Blocked Linux6Vfio unbind" })]
    [InlineData(EventLevel.Informational, new[] { "Refused Linux6Vfio bind EBUSY unbound -1", "Refused Linux6Vfio set_container EPERM viable 1" })]
    [InlineData(EventLevel.Error, new string[0])]
    public void Events_come_by_level(EventLevel level, string[] expected)
    {
        var policy = new Linux6Vfio(Hosts.Of(2, 2));
        policy.Bind(Device, policy.Driver("vfio-pci"));
        policy.OpenGroup(new GroupId(0), Alice, out Linux6Vfio.GroupFile file);
        policy.OpenContainer(Alice, out Linux6Vfio.Container container);
        policy.SetContainer(file, container, Alice);
        policy.SetIommu(container, Linux6Vfio.Backend.Type1v2, Alice);
        policy.GetDeviceFd(file, Device, Alice, out Linux6Vfio.DeviceFile device);
        var second = new Linux6Vfio(Hosts.Of(1, 2));
        second.Bind(Device, second.Driver("vfio-pci"));
        second.OpenGroup(new GroupId(0), Alice, out Linux6Vfio.GroupFile secondFile);
        second.OpenContainer(Alice, out Linux6Vfio.Container secondContainer);
        DriverId foreign = second.Driver("e1000e");
        second.Bind(new DeviceId(1), foreign);

        using var events = new Events(level);
        policy.Bind(new DeviceId(2), policy.Driver("vfio-pci"));
        policy.Bind(Device, policy.Driver("vfio-pci"));
        second.SetContainer(secondFile, secondContainer, Alice);
        policy.Unbind(Device);
        Assert.Equal(expected, events.Written.Select(e => $"{e.EventName} {string.Join(' ', e.Payload!.SkipLast(1))}"));
        Assert.All(events.Written, e => Assert.InRange((long)e.Payload![^1]!, 0, 600_000_000_000));
        Assert.True(device.Value >= 0);
    }

    [Fact]
    public void A_listener_to_the_meter_costs_no_memory()
    {
        var policy = new Linux6Vfio(Hosts.Of(1, 1));
        DriverId driver = policy.Driver("vfio-pci");
        long decisions = 0;
        double seconds = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, of) => Heard.Enable(instrument, of) };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => decisions += value);
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => seconds += value);
        listener.Start();
        bool all = true;
        for (int i = 0; i < 200; i++) all &= Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) all &= Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all && seconds > 0);
        Assert.Equal(3 * 10_200, decisions);

        bool Round() => policy.Bind(Device, driver).IsOk && policy.Bind(Device, driver).Errno == Errno.EBUSY && policy.Unbind(Device).IsOk;
    }

    [Fact]
    public void The_event_source_can_be_described() =>
        Assert.NotNull(EventSource.GenerateManifest(EventSource.GetSources().Single(s => s.Name == DecisionSignals.Name).GetType(), null, EventManifestOptions.Strict));

    private static Linux512Vfio Claimed(out Action panic)
    {
        var policy = new Linux512Vfio(Hosts.Of(1, 2));
        policy.Bind(Device, policy.Driver("vfio-pci"));
        policy.OpenGroup(new GroupId(0), Alice, out Linux512Vfio.GroupFile file);
        policy.OpenContainer(Alice, out Linux512Vfio.Container container);
        policy.SetContainer(file, container, Alice);
        policy.SetIommu(container, Linux512Vfio.Backend.Type1v2, Alice);
        Assert.True(policy.GetDeviceFd(file, Device, Alice, out _).IsOk);
        DriverId driver = policy.Driver("e1000e");
        panic = () => policy.Bind(new DeviceId(1), driver);
        return policy;
    }

    private sealed class Heard : IDisposable
    {
        private readonly MeterListener listener = new();

        public Heard()
        {
            listener.InstrumentPublished = (instrument, of) =>
            {
                if (Enable(instrument, of)) Instruments.Add((instrument.Name, instrument.Unit!));
            };
            listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Counted.Add(Text(tags)));
            listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
            {
                Seconds.Add(value);
                Timed.Add(Text(tags));
            });
            listener.Start();
        }

        public List<(string Name, string Unit)> Instruments { get; } = [];

        public List<string> Counted { get; } = [];

        public List<string> Timed { get; } = [];

        public List<double> Seconds { get; } = [];

        public static bool Enable(Instrument instrument, MeterListener of)
        {
            if (instrument.Meter.Name != DecisionSignals.Name) return false;
            of.EnableMeasurementEvents(instrument);
            return true;
        }

        public void Dispose() => listener.Dispose();

        private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string[] names = [DecisionSignals.PolicyTag, DecisionSignals.OperationTag, DecisionSignals.OutcomeTag, DecisionSignals.ErrnoTag, DecisionSignals.RuleTag];
            var values = new List<string>();
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                Assert.Contains(tag.Key, names);
                values.Add((string)tag.Value!);
            }

            return string.Join(' ', values);
        }
    }

    private sealed class Events(EventLevel level) : EventListener
    {
        public List<EventWrittenEventArgs> Written { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == DecisionSignals.Name) EnableEvents(eventSource, level);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource.Name == DecisionSignals.Name) Written.Add(eventData);
        }
    }
}
