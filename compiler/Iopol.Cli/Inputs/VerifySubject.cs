using System.Globalization;
using Iopol.Interpreter.Auditing;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Cli.Inputs;

/// <summary>The hosts that the options of <c>verify</c> mean.</summary>
internal static class VerifySubject
{
    /// <summary>Most devices a host is verified with as a whole; a larger one is verified group by group.</summary>
    private const int Whole = 5;

    public static (string Subject, IReadOnlyList<(string Name, HostFacts Facts)> Over) Find(Session session, string? host, string? group, string? devices, bool identity)
    {
        if (host is null)
        {
            if (group is not null) throw CommandFailure.Unusable("--group needs a host", "Name one with --host.");
            int functions = Amounts.Number("--devices", devices ?? "2", 1, Topologies.Most);
            HostFacts[] all = [.. Topologies.UpTo(functions, identity)];
            string booted = identity ? ", booted with iommu=pt" : "";
            return (string.Create(CultureInfo.InvariantCulture, $"all {all.Length} topologies of up to {functions} functions{booted}"), [.. all.Select(f => (f.Machine!, f))]);
        }

        if (devices is not null) throw CommandFailure.Unusable("--devices and --host exclude each other");
        if (identity) throw CommandFailure.Unusable("--pt is for topologies; a host says itself how it was booted");
        HostFacts facts = HostLiterals.Find(session, host) ?? HostSource.Read(session, host);
        var topology = new HostTopology(facts);
        if (group is not null)
        {
            int number = int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : -1;
            if (topology.FindGroup(number) < 0) throw CommandFailure.Unusable($"{host} has no group {group}");
            return ($"group {group} of {host}", [One(topology, topology.FindGroup(number))]);
        }

        if (facts.Devices.Count <= Whole) return (host, [(host, facts)]);
        if (topology.GroupCount == 0) throw CommandFailure.Unusable($"{host} has no IOMMU groups, so there is nothing to verify");
        return ($"{host}, group by group", [.. Enumerable.Range(0, topology.GroupCount).Select(g => One(topology, g))]);
    }

    private static (string, HostFacts) One(HostTopology topology, int group) =>
        (string.Create(CultureInfo.InvariantCulture, $"group {topology.GroupNumber(group)}"), GroupSurroundings.Of(topology, group));
}
