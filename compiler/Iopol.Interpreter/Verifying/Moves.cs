using Iopol.Compiler.IR;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Every call worth making on a host: operations that can change more than the mappings of a space, with every device, group,
/// user and object within the bounds, and of values a policy cannot tell apart one.
/// </summary>
internal sealed class Moves
{
    private readonly HostTopology topology;
    private readonly VerificationBounds bounds;
    private readonly DriverChoice drivers;
    private readonly Relevance relevance;
    private readonly int spaces;
    private readonly List<Move> all = [];

    public Moves(PolicyIR policy, HostTopology topology, VerificationBounds bounds, DriverChoice drivers, Relevance relevance)
    {
        (this.topology, this.bounds, this.drivers, this.relevance) = (topology, bounds, drivers, relevance);
        spaces = bounds.Spaces(policy);
        foreach (OperationIR operation in policy.Operations.Where(relevance.Matters))
        {
            foreach (long[] arguments in Arguments(operation))
            {
                int callers = operation.Caller is null ? 1 : bounds.Users;
                for (int user = 0; user < callers; user++) all.Add(new Move(all.Count, operation, arguments, operation.Caller is null ? -1 : user));
            }
        }
    }

    /// <summary>The moves, in the order of the operations, of the arguments and of the callers.</summary>
    public IReadOnlyList<Move> All => all;

    /// <summary>The move with these arguments.</summary>
    public Move Find(OperationIR operation, long[] arguments, int caller) =>
        all.First(m => m.Operation.Index == operation.Index && m.Caller == caller && m.Arguments.AsSpan().SequenceEqual(arguments));

    private IEnumerable<long[]> Arguments(OperationIR operation)
    {
        IEnumerable<long[]> found = [[]];
        foreach (VariableIR parameter in operation.Parameters)
        {
            found = found.SelectMany(sofar => Values(parameter.Type, operation, sofar).Select(value => (long[])[.. sofar, value])).ToArray();
        }

        return found;
    }

    private IEnumerable<long> Values(IrType type, OperationIR operation, long[] sofar)
    {
        IEnumerable<long> values = type.Sort switch
        {
            Sort.Device => Range(topology.DeviceCount).Where(d => !IsStill(topology.GroupOf((int)d)) && !(operation.By == Actor.Hardware && IsBridge((int)d))),
            Sort.Group => Range(topology.GroupCount).Where(g => !IsStill((int)g)),
            Sort.User => Range(bounds.Users),
            Sort.Object => Range(bounds.Of(type.Object!)),
            Sort.Space => Range(spaces),
            Sort.Driver => drivers.For(DeviceIn(operation, sofar)),
            Sort.Enum => relevance.Members(type.Enum!),
            Sort.Bool => Range(2),
            Sort.Count => Range(bounds.LargestNumber + 1),
            Sort.Access => [3L],
            Sort.Address => [0x1000L],
            Sort.Context => [Ir.ContextDefault, Ir.ContextBlocked],
            _ => [0L],
        };
        return type.Optional ? values.Prepend(Ir.None) : values;
    }

    /// <summary>A group of bridges only, which no user can be given: it stays as it is.</summary>
    private bool IsStill(int group) => group >= 0
        && Enumerable.Range(topology.GroupStart(group), topology.GroupEnd(group) - topology.GroupStart(group)).All(IsBridge);

    /// <summary>What is behind a bridge would go with it, so bridges stay plugged in.</summary>
    private bool IsBridge(int device) => topology.Device(device).HeaderTypeOrImplied is 1 or 2;

    private static long DeviceIn(OperationIR operation, long[] sofar)
    {
        int at = operation.Parameters.Take(sofar.Length).ToList().FindIndex(p => p.Type.Sort == Sort.Device);
        return at < 0 ? Ir.None : sofar[at];
    }

    private static IEnumerable<long> Range(int count) => Enumerable.Range(0, count).Select(i => (long)i);
}
