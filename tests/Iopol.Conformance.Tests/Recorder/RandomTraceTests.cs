using System.Globalization;
using Iopol.Compiler.IR;
using Iopol.Runtime.Topology;
using Xunit.Abstractions;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Asks a booted kernel and the model of its group API the same random steps: they answer the same.</summary>
public sealed class RandomTraceTests(ITestOutputHelper output)
{
    /// <summary>Environment variable: how many steps at least each topology is asked.</summary>
    public const string StepsVariable = "IOPOL_RANDOM_STEPS";

    /// <summary>Environment variable: the seed of the first trace; the next has the next.</summary>
    public const string SeedVariable = "IOPOL_RANDOM_SEED";

    private const int DefaultSteps = 1200;

    // What a guest answers well within the time it is given.
    private const int StepsPerBoot = 12_000;

    [RecorderTheory]
    [InlineData("light")]
    [InlineData("rp-mf")]
    [InlineData("rp-noacs")]
    [InlineData("pcie2pci")]
    public void The_kernel_answers_random_steps_as_the_model(string topology)
    {
        GuestKernel kernel = GuestKernel.Get();
        PolicyIR policy = Shipped.Policy("linux-6-vfio");
        var host = new HostTopology(Shipped.Host(topology));
        int seed = Number(SeedVariable, 1), wanted = Number(StepsVariable, DefaultSteps);
        var both = new KernelAndModel(kernel, topology);
        for (int asked = 0; asked < wanted;)
        {
            int first = seed;
            var traces = new List<IReadOnlyList<string>>();
            for (int steps = 0; steps < Math.Min(StepsPerBoot, wanted - asked); steps += traces[^1].Count)
            {
                traces.Add(RandomTrace.Make(policy, host, Shipped.Kernel(kernel.Series), topology, seed++));
            }

            asked += traces.Sum(t => t.Count);
            IReadOnlyList<IReadOnlyList<string>> differences = both.Differences(traces);
            Keep(kernel, topology, traces, both.Lines);
            int differing = differences.Count(d => d.Count > 0);
            if (differing == 0) continue;
            int at = differences.Index().First(d => d.Item.Count > 0).Index;
            Assert.Fail($"""
                {kernel.Release} on {topology}: {differing} of {traces.Count} traces differ, the first with seed {first + at}
                {string.Join('\n', differences[at].Take(10))}

                {SeedVariable}={first + at} {StepsVariable}=1 asks it alone. As short as it could be made:
                {string.Join('\n', new Shrinking(both, traces[at]).Run())}

                First differences of the other traces:
                {string.Join('\n', differences.Where((d, i) => i > at && d.Count > 0).Select(d => d[0]).Take(40))}
                """);
        }

        output.WriteLine($"{kernel.Release} on {topology}: {both.Compared} steps compared");
        Assert.True(both.Compared >= wanted * 3 / 4, $"only {both.Compared} steps compared");
    }

    /// <summary>Adds steps and answers to the recording in the folder that is to hold one.</summary>
    private static void Keep(GuestKernel kernel, string topology, IEnumerable<IReadOnlyList<string>> traces, IEnumerable<string> answers)
    {
        if (Environment.GetEnvironmentVariable(RecorderTests.FolderVariable) is not { Length: > 0 } folder) return;
        string name = Path.Combine(folder, $"random.{topology}");
        File.AppendAllLines($"{name}.steps", traces.SelectMany(trace => trace));
        File.AppendAllLines($"{name}.linux-{kernel.Series}.jsonl", answers);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
