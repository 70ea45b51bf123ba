using System.Numerics;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Where everything stands in a state: one byte a field while it is worked on, as few bits as its values need while it is kept.
/// Values are the value encoding of the IR plus 1, so that none is 0; drivers count from the first one that can occur, and
/// contexts are default, blocked, identity and then the spaces, without a gap.
/// </summary>
internal sealed class StateLayout
{
    private readonly PolicyIR policy;
    private readonly HostTopology topology;
    private readonly VerificationBounds bounds;
    private readonly Relevance relevance;
    private readonly List<StateField> fields = [];
    private readonly Dictionary<int, int> driverCodes = [];
    private readonly int[] states;
    private readonly int spaces;
    private readonly int[] ranks;
    private readonly int[] pools;

    public StateLayout(PolicyIR policy, HostTopology topology, VerificationBounds bounds, DriverChoice drivers, Relevance relevance, WaitingCodes calls)
    {
        (this.policy, this.topology, this.bounds, this.relevance, Calls) = (policy, topology, bounds, relevance, calls);
        spaces = bounds.Spaces(policy);
        for (int i = 0; i < drivers.All.Count; i++) driverCodes.Add(drivers.All[i], i);
        DriverIds = [.. drivers.All];
        var device = new IrType(Sort.Device);
        var space = new IrType(Sort.Space);
        var driver = new IrType(Sort.Driver);
        Panicked = Add(1, "panicked", null, _ => 1, FieldValue.Plain);
        Drivers = Add(topology.DeviceCount, "driver", device, _ => BitsFor(DriverIds.Length), FieldValue.Plain, driver);
        Overrides = relevance.IsOverrideRead ? Add(topology.DeviceCount, "driver_override", device, _ => BitsFor(DriverIds.Length), FieldValue.Plain, driver) : -1;
        Reach = Add(topology.DeviceCount, "reach", device, _ => bounds.Users, FieldValue.Users);
        Contexts = Add(topology.RequesterCount, ContextRow, null, _ => BitsFor(FirstSpace + spaces), FieldValue.Context);
        Spaces = Add(spaces, "space", space, _ => BitsFor(1 + bounds.Users), FieldValue.Holder);
        pools = [.. policy.Objects.Select(o => Add(Size(o), o.Name, new IrType(Sort.Object, Object: o), _ => BitsFor(1 + bounds.Users), FieldValue.Holder))];
        states = [.. policy.States.Select(s => !relevance.Matters(s) ? -1 : Add(Keys(s.Key), s.Name, s.Key, _ => Bits(s.Type), Kind(s.Type), s.Type))];
        ranks = [.. policy.States.Select(s => !relevance.IsOrderRead(s) || Keys(s.Key) < 2 ? -1 : Add(Keys(s.Key), $"{s.Name} order", s.Key, _ => BitsFor(Keys(s.Key) - 1), FieldValue.Plain))];
        Waiting = Add(bounds.Waiting * CallBytes, "waiting", null, i => Math.Clamp(BitsFor(calls.Count) - (8 * (i % CallBytes)), 1, 8), FieldValue.Call);
        if (fields.Any(f => f.Bits > 8)) throw new VerificationException("a state has more values than a verification can keep apart");
    }

    /// <summary>Context code of the first space, without the 1 that a field adds.</summary>
    public const int FirstSpace = 3;

    /// <summary>Row of the context entries, whose keys are requester IDs.</summary>
    public const string ContextRow = "context";

    public IReadOnlyList<StateField> Fields => fields;

    /// <summary>Bytes of an unpacked state, a multiple of 8.</summary>
    public int Length => (fields.Count + 7) & ~7;

    public WaitingCodes Calls { get; }

    public int Panicked { get; }

    public int Drivers { get; }

    /// <summary>-1 where driver_override decides nothing.</summary>
    public int Overrides { get; }

    public int Reach { get; }

    public int Contexts { get; }

    public int Spaces { get; }

    public int Waiting { get; }

    /// <summary>Bytes of the code of a waiting call.</summary>
    public int CallBytes => Calls.Count > 255 ? 2 : 1;

    /// <summary>Driver of the machine by code.</summary>
    public int[] DriverIds { get; }

    public int Objects(ObjectIR pool) => pools[pool.Index];

    /// <summary>Objects of a kind that may live at once.</summary>
    public int Size(ObjectIR pool) => bounds.Of(pool);

    /// <summary>First field of a state; -1 where nothing that matters reads it.</summary>
    public int State(StateIR state) => states[state.Index];

    /// <summary>First field that says in which order keys came to their value; -1 where that decides nothing.</summary>
    public int Rank(StateIR state) => ranks[state.Index];

    /// <summary>How many keys of a type there are.</summary>
    public int Keys(IrType key) => key.Sort switch
    {
        Sort.Device => topology.DeviceCount,
        Sort.Group => topology.GroupCount,
        Sort.User => bounds.Users,
        Sort.Space => spaces,
        Sort.Object => Size(key.Object!),
        _ => 1,
    };

    /// <summary>A value of the IR's encoding as generated code sees it; a driver that cannot occur is a number that equals none that can.</summary>
    public long Code(IrType type, long value) => type.Sort switch
    {
        _ when value == Ir.None => Ir.None,
        Sort.Driver => driverCodes.TryGetValue((int)value, out int code) ? code : 1000 + value,
        Sort.Context => value < Ir.ContextFirstSpace ? value : FirstSpace + value - Ir.ContextFirstSpace,
        _ => value,
    };

    /// <summary>What stands in a field for a value as generated code sees it.</summary>
    /// <remarks>A count too large for its field is one beyond the bounds all the same.</remarks>
    public static byte Store(IrType type, long code) =>
        type.Sort == Sort.Count ? (byte)Math.Min(code, byte.MaxValue) : checked((byte)(IsShifted(type) ? code + 1 : code));

    /// <summary>The type has none, or might have it, so fields hold values plus 1.</summary>
    public static bool IsShifted(IrType type) => type.Sort is not (Sort.Bool or Sort.Count or Sort.Access);

    /// <summary>The state of a world, a byte a field.</summary>
    public byte[] Read(World world)
    {
        var s = new byte[Length];
        Machine machine = world.Machine;
        HostState host = machine.Host;
        s[Panicked] = host.Panicked ? (byte)1 : (byte)0;
        var driver = new IrType(Sort.Driver);
        for (int d = 0; d < topology.DeviceCount; d++)
        {
            if (host.Driver(d) == HostState.Unknown) throw new UnknownFactsException([$"driver of {topology.Device(d).Address}"]);
            s[Drivers + d] = Store(driver, Code(driver, host.Driver(d)));
            if (Overrides >= 0) s[Overrides + d] = Store(driver, Code(driver, host.Override(d)));
            s[Reach + d] = (byte)host.Reach(d);
        }

        var context = new IrType(Sort.Context);
        for (int r = 0; r < topology.RequesterCount; r++) s[Contexts + r] = Store(context, Code(context, host.ContextOfRequester(r)));
        for (int i = 0; i < spaces; i++) s[Spaces + i] = host.IsLive(i) ? (byte)(machine.OwnerOfSpace(i) + 2) : (byte)0;
        foreach (ObjectIR pool in policy.Objects)
        {
            foreach (int id in machine.Live(pool)) s[Objects(pool) + id] = (byte)(world.Holder(pool, id) + 2);
        }

        foreach (StateIR state in policy.States.Where(relevance.Matters))
        {
            for (int key = 0; key < Keys(state.Key); key++)
            {
                long value = machine.Read(state, key);
                s[State(state) + key] = Store(state.Type, Code(state.Type, value));
                if (Rank(state) >= 0 && value != Ir.None) s[Rank(state) + key] = (byte)machine.Inverse(state, value).ToList().IndexOf(key);
            }
        }

        int[] codes = [.. world.Waiting.Select(w => Calls.Code(w.Move, w.Phase)).OrderDescending()];
        for (int i = 0; i < codes.Length; i++) SetCall(s, i, codes[i]);
        return s;
    }

    /// <summary>The code of a waiting call; 0 where the slot is free.</summary>
    public int Call(ReadOnlySpan<byte> s, int slot) =>
        CallBytes == 1 ? s[Waiting + slot] : s[Waiting + (2 * slot)] | (s[Waiting + (2 * slot) + 1] << 8);

    public void SetCall(Span<byte> s, int slot, int code)
    {
        s[Waiting + (slot * CallBytes)] = (byte)code;
        if (CallBytes == 2) s[Waiting + (2 * slot) + 1] = (byte)(code >> 8);
    }

    /// <summary>Puts the largest code first, so that the order of the calls that wait tells no states apart.</summary>
    public void SortCalls(Span<byte> s)
    {
        for (int i = 1; i < bounds.Waiting; i++)
        {
            for (int j = i; j > 0 && Call(s, j) > Call(s, j - 1); j--)
            {
                int code = Call(s, j);
                SetCall(s, j, Call(s, j - 1));
                SetCall(s, j - 1, code);
            }
        }
    }

    private static int BitsFor(int largest) => Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)largest));

    private int Bits(IrType type) => type.Sort switch
    {
        Sort.Bool => 1,
        Sort.Count => BitsFor(VerificationBounds.LargestCount),
        Sort.Access => 2,
        Sort.Driver => BitsFor(DriverIds.Length),
        Sort.Context => BitsFor(FirstSpace + spaces),
        Sort.Enum => BitsFor(type.Enum!.Members.Count),
        Sort.Port => BitsFor(16),
        Sort.Address or Sort.Version => throw new VerificationException($"a state of type {type} cannot be verified: it has too many values"),
        _ => BitsFor(Keys(type)),
    };

    private static FieldValue Kind(IrType type) => type.Sort switch
    {
        Sort.Context => FieldValue.Context,
        Sort.Device or Sort.Group or Sort.User or Sort.Space or Sort.Object => FieldValue.Reference,
        _ => FieldValue.Plain,
    };

    private int Add(int count, string row, IrType? key, Func<int, int> bits, FieldValue value, IrType? type = null)
    {
        int first = fields.Count;
        for (int i = 0; i < count; i++) fields.Add(new StateField(first + i, bits(i), value, type, key, i, row));
        return first;
    }
}
