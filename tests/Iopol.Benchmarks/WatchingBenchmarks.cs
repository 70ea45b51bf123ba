using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Iopol.Benchmarks.Hosts;
using Iopol.Policies;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Observing;
using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks;

/// <summary>SET_CONTAINER granted, then UNSET_CONTAINER, while nobody listens to the meter and while somebody takes both instruments. Figures are per operation.</summary>
[MemoryDiagnoser]
[MinColumn]
public class WatchingBenchmarks : IDisposable
{
    private MeterListener? listener;
    private Linux6Vfio policy = null!;
    private Linux6Vfio.GroupFile file;
    private Linux6Vfio.Container container;
    private long decisions;

    /// <summary>Somebody listens.</summary>
    [Params(false, true)]
    public bool Watched { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        HostTopology topology = SyntheticHost.Of(8);
        policy = OpenGroup.Of(topology, new DeviceId(topology.GroupStart(0)), out file, out container);
        if (!Watched) return;
        listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == DecisionSignals.Name) own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => decisions += measured);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        listener.Start();
        if (!Pair() || decisions != 2) throw new InvalidOperationException("nothing was told");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        listener?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = 2)]
    public bool Pair() => policy.SetContainer(file, container, new UserId(0)).IsOk & policy.UnsetContainer(file, new UserId(0)).IsOk;
}
