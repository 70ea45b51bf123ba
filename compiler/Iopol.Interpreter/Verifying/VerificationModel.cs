using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>A policy over a host, ready to be explored: the moves there are, where everything stands in a state, and the code that makes the moves.</summary>
internal sealed class VerificationModel
{
    private static readonly string[] Names = ["alice", "bob", "carol", "dave"];

    private readonly Machine machine;
    private readonly Step?[][] steps;

    /// <exception cref="VerificationException">The policy has something that cannot be verified.</exception>
    /// <exception cref="UnknownFactsException">The source of the host does not show something that decides.</exception>
    public VerificationModel(PolicyIR policy, HostFacts facts, VerificationBounds bounds)
    {
        (HostFacts complete, Assumed) = PlatformFacts.Complete(facts, policy);
        (Policy, Bounds) = (policy, bounds);
        // One space more than the bound, so that a move that needs it is seen to leave the bounds.
        var limits = new HostLimits { Users = bounds.Users, Spaces = bounds.Spaces(policy) + 1, MappingsPerSpace = 1 };
        machine = new Machine(policy, new HostTopology(complete), limits, users: Names[..bounds.Users]);
        Relevance = new Relevance(policy, bounds.Without);
        var drivers = new DriverChoice(machine);
        Moves = new Moves(policy, machine.Topology, bounds, drivers, Relevance);
        Layout = new StateLayout(policy, machine.Topology, bounds, drivers, Relevance, new WaitingCodes(Moves.All));
        Liveness = new Liveness(policy, Relevance, Layout, bounds.Waiting, condition => machine.Evaluate(condition) is { IsKnown: true, Number: not 0 });
        Presets = new Presets(Moves, Liveness);
        Counts = [.. Layout.Fields.Where(f => f is { Value: FieldValue.Plain, ValueType.Sort: Sort.Count }).Select(f => f.Offset)];
        var compiler = new MoveCompiler(machine, Layout, bounds);
        steps = [.. Moves.All.Select(m => Enumerable.Range(0, 1 + m.Operation.Body.Count(s => s is BlockStatement)).Select(phase => (Step?)compiler.Compile(m, phase)).ToArray())];
        Properties = [.. policy.Properties.Select(p => (p, compiler.Compile(p)))];
        IEnumerable<NameChange> changes = bounds.WithSymmetry ? new Automorphisms(machine, drivers).Find(bounds.Users) : [];
        bool namesObjects = Enumerable.Range(1, Layout.Calls.Count).Any(c => Layout.Calls[c].Move.Operation.Parameters.Any(p => p.Type.Sort is Sort.Object or Sort.Space));
        Symmetry = new Symmetry(Layout, [.. changes.Select(c => new Renaming(Layout, c, Moves, bounds.Waiting))], new ObjectNames(Layout, policy, !bounds.WithSymmetry || namesObjects));
    }

    public PolicyIR Policy { get; }

    public HostTopology Topology => machine.Topology;

    public VerificationBounds Bounds { get; }

    /// <summary>What is taken for granted because the source of the host cannot tell, a sentence each.</summary>
    public IReadOnlyList<string> Assumed { get; }

    public Relevance Relevance { get; }

    public Moves Moves { get; }

    public StateLayout Layout { get; }

    public Symmetry Symmetry { get; }

    public Liveness Liveness { get; }

    public Presets Presets { get; }

    /// <summary>The fields that hold counts.</summary>
    public int[] Counts { get; }

    public IReadOnlyList<(PropertyIR Property, Func<byte[], bool> Holds)> Properties { get; }

    public Step Step(Move move, int phase) => steps[move.Index][phase]!;

    public Observer NewObserver() => new(machine, Layout);

    /// <summary>The initial state.</summary>
    public World Start() => new(machine.Clone(), Moves, Bounds, Relevance);
}
