using CsCheck;
using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
using Iopol.Emit.Tests.Differential;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Testing;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Tests;
using Xunit.Abstractions;

namespace Iopol.Interpreter.Tests.Verifying;

/// <summary>The engine of a verification does what the interpreter does: from every state of a random walk every move leads to the same state, past the same breaches.</summary>
public sealed class EngineAgreementTests(ITestOutputHelper output)
{
    // IOPOL_AGREEMENT_POLICIES=1000 searches for longer.
    private static readonly int Policies = int.TryParse(Environment.GetEnvironmentVariable("IOPOL_AGREEMENT_POLICIES"), out int policies) ? policies : 40;

    private const int Walks = 2;
    private const int Steps = 30;

    public static TheoryData<string, string> Shipped
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string policy in Iopol.Compiler.Systems.ShippedLibrary.Policies)
            {
                foreach (string host in new[] { "dual_nic", "conventional_nic", "port_in_group" }) data.Add(policy, host);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void On_a_shipped_policy(string policy, string host)
    {
        string hosts = File.ReadAllText(RepositoryPaths.InRepository("samples", "scenarios", "hosts.iopol"));
        Compilation compilation = Compilation.Create([new SourceText("t.iopol", $"import \"iopol:{policy}\";\n{hosts}")], ShippedResolver.Instance);
        HostFacts facts = HostLiteral.ToFacts(compilation.Hosts.Single(h => h.Name == host));
        var model = new VerificationModel(compilation.Policies[^1], facts, new VerificationBounds { Waiting = 2 });
        int compared = Enumerable.Range(0, Walks).Sum(seed => Walk(model, new Random(seed), Steps));
        output.WriteLine($"{compared} moves compared");
        Assert.True(compared > 200);
    }

    [Fact]
    public void On_random_policies_and_hosts()
    {
        int built = 0, refused = 0, compared = 0;
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                Compilation compilation = Compilation.Create([new SourceText("r.iopol", RandomPolicy.Write(seed))], ShippedResolver.Instance);
                if (compilation.Policies.Count == 0) return;
                try
                {
                    HostFacts facts = RandomHost.Make(seed).Facts;
                    if (facts.Devices.Count > 5) facts = facts with { Devices = [.. facts.Devices.Take(5)] };
                    var model = new VerificationModel(compilation.Policies[0], facts, new VerificationBounds { Waiting = 2 });
                    built++;
                    compared += Walk(model, new Random(seed), Steps);
                }
                catch (Exception e) when (e is VerificationException or UnknownFactsException)
                {
                    refused++;
                }
            },
            iter: Policies,
            threads: 1);
        output.WriteLine($"{built} built, {refused} cannot be verified, {compared} moves compared");
        Assert.True(built * 2 > Policies && compared > 100);
    }

    private static int Walk(VerificationModel model, Random random, int steps)
    {
        World world = model.Start();
        var visit = new Arrivals(model);
        int compared = 0;
        for (int i = 0; i < steps; i++)
        {
            byte[] at = model.Layout.Read(world);
            model.Liveness.Clear(at);
            Dictionary<string, (World World, string What)> expected = Reference(model, world, at);
            visit.From(at);
            foreach ((string key, string what) in visit.Found)
            {
                Assert.True(expected.TryGetValue(key, out (World World, string What) other), $"{key} changes nothing in the reference\n{what}");
                Assert.True(other.What == what, $"{key}\nreference {other.What}\nengine    {what}");
            }

            Assert.Empty(expected.Keys.Except(visit.Found.Keys));
            foreach ((PropertyIR property, Func<byte[], bool> holds) in model.Properties)
            {
                Assert.Equal(world.Machine.Evaluate(property.Condition, new long[property.LocalCount]).Truth == Interpreter.Values.Truth.True, holds(at));
            }

            compared += expected.Count;
            // Nothing is possible after a panic, and many random policies soon come to rest.
            world = expected.Count == 0 ? model.Start() : expected.Values.ElementAt(random.Next(expected.Count)).World;
        }

        return compared;
    }

    private static Dictionary<string, (World World, string What)> Reference(VerificationModel model, World from, byte[] at)
    {
        var found = new Dictionary<string, (World, string)>();
        IEnumerable<(Move, int, Move[])> possible = from.Possible().SelectMany(m => model.Presets.Before(m.Move, m.Slot < 0 ? 0 : from.Waiting[m.Slot].Phase).Select(before => (m.Move, m.Slot, before)));
        foreach ((Move move, int slot, Move[] presets) in possible)
        {
            World next = from.Clone();
            int breaches = 0;
            HostState before = from.Machine.Host;
            void Note(IEnumerable<Breach> seen) => breaches |= seen.Aggregate(0, (all, b) => all | (1 << (int)b.Kind));
            next.Machine.Changed = () => Note(next.Machine.Isolation.Breaches());
            int phase = slot < 0 ? 0 : from.Waiting[slot].Phase;
            foreach (Move preset in presets) Assert.NotNull(next.Make(preset));
            if (next.Make(move, slot) is null) continue;
            Note(next.Machine.Isolation.DisturbedSince(before));
            byte[] bytes = model.Layout.Read(next);
            model.Liveness.Clear(bytes);
            if (!bytes.AsSpan().SequenceEqual(at)) found[Key(move, presets, phase)] = (next, What(bytes, breaches));
        }

        return found;
    }

    private static string Key(Move move, Move[] before, int phase) =>
        string.Join(", then ", before.Append(move).Select(m => $"{m.Operation.Name}({string.Join(", ", m.Arguments)}) by {m.Caller}")) + $" from {phase}";

    private static string What(byte[] state, int breaches) => $"{Convert.ToHexString(state)} past {breaches}";

    private sealed class Arrivals(VerificationModel model) : IArrivals
    {
        private readonly Successors successors = new(model) { Wanted = 15 };
        private byte[] at = [];

        public Dictionary<string, string> Found { get; } = [];

        public void From(byte[] state)
        {
            at = state;
            Found.Clear();
            Assert.True(successors.Visit(state, this));
        }

        public bool Arrive(Move move, Move[] before, int slot, byte[] next, int breaches)
        {
            if (next.AsSpan().SequenceEqual(at)) return true;
            int phase = slot < 0 ? 0 : model.Layout.Calls[model.Layout.Call(at, slot)].Phase;
            Found[Key(move, before, phase)] = What(next, breaches);
            return true;
        }
    }
}
