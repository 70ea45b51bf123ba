using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Auditing;

/// <summary>
/// Facts of firmware and platform that most sources cannot give, and that hardly ever decide: which devices need a firmware
/// mapping, whether interrupts are isolated and DMA is coherent. An audit takes the ordinary value where a source is silent
/// and says so; drivers, header types and everything else that is unknown stays unknown.
/// </summary>
internal static class PlatformFacts
{
    /// <summary>The facts with every gap of this kind filled, and one sentence for each kind that was filled and that the policy reads.</summary>
    public static (HostFacts Facts, IReadOnlyList<string> Assumed) Complete(HostFacts facts, PolicyIR policy)
    {
        HashSet<Fact> read = PolicyReads.Facts(policy);
        var assumed = new List<string>();
        void Assume(bool unknown, Fact fact, string sentence)
        {
            if (unknown && read.Contains(fact)) assumed.Add(sentence);
        }

        Assume(facts.Devices.Any(d => d.Group is not null && d.RequiresDirectMap is null), Fact.RequiresDirectMap, "no device needs a firmware mapping");
        Assume(facts.IsolatedMsi is null, Fact.IsolatedMsi, "interrupts are isolated");
        Assume(facts.CacheCoherent is null, Fact.CacheCoherent, "DMA is cache coherent");
        HostFacts complete = facts with
        {
            Devices = [.. facts.Devices.Select(d => d.RequiresDirectMap is null ? d with { RequiresDirectMap = false } : d)],
            IsolatedMsi = facts.IsolatedMsi ?? true,
            CacheCoherent = facts.CacheCoherent ?? true,
        };
        return (complete, assumed);
    }
}
