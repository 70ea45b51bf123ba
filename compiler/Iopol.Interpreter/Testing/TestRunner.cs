using System.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Testing;

/// <summary>Runs tests, each on a machine of its own.</summary>
public static class TestRunner
{
    /// <summary>Reads the host a test names by file.</summary>
    /// <param name="path">Path of the file, made relative to the working directory.</param>
    /// <param name="facts">The host's facts.</param>
    /// <param name="problem">Why there are none, in one line.</param>
    public delegate bool HostFile(string path, out HostFacts? facts, out string problem);

    /// <summary>Runs one test.</summary>
    public static TestResult Run(TestIR test, HostFile read)
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(read);
        var clock = Stopwatch.StartNew();
        var coverage = new Coverage(test.Policy);
        var notes = new List<string>();
        TestFailure? failure = Topology(test.Host, read, out HostTopology? topology, out string problem)
            ? new TestRun(test, new Machine(test.Policy, topology!, users: test.Users) { Coverage = coverage }, notes).Run()
            : new TestFailure(test.Host.Place, problem);
        return new TestResult(test.Name, test.Policy.Name, test.Place, failure, notes, coverage, clock.Elapsed);
    }

    /// <summary>Adds up the coverage of results, by policy name.</summary>
    public static IReadOnlyDictionary<string, Coverage> Merge(IEnumerable<TestResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var merged = new Dictionary<string, Coverage>();
        foreach (TestResult result in results)
        {
            if (!merged.TryGetValue(result.Policy, out Coverage? coverage)) merged.Add(result.Policy, coverage = new Coverage(result.Coverage.Policy));
            coverage.Add(result.Coverage);
        }

        return merged;
    }

    private static bool Topology(HostIR host, HostFile read, out HostTopology? topology, out string problem)
    {
        topology = null;
        problem = "";
        HostFacts? facts;
        if (host.File is null) facts = HostLiteral.ToFacts(host);
        else if (!read(Path.Combine(Path.GetDirectoryName(host.Place.Path) ?? "", host.File), out facts, out problem)) return false;
        IGrouping<BusAddress, DeviceFacts>? twice = facts!.Devices.GroupBy(d => d.Address).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            problem = $"host {host.Name} has two devices {twice.Key}";
            return false;
        }

        topology = new HostTopology(facts);
        return true;
    }
}
