using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>How far a verification looks: what lies beyond is not explored, and a result says so.</summary>
public sealed record VerificationBounds
{
    /// <summary>The default bounds.</summary>
    public static VerificationBounds Default { get; } = new();

    /// <summary>Users, 1 to 4.</summary>
    public int Users { get; init; } = 2;

    /// <summary>Live objects of each kind that <see cref="ObjectsOf"/> does not name, 1 to 4.</summary>
    public int Objects { get; init; } = 2;

    /// <summary>Live objects of a kind, by its name, 0 to 4.</summary>
    public IReadOnlyDictionary<string, int> ObjectsOf { get; init; } = new Dictionary<string, int>();

    /// <summary>Live objects of a kind.</summary>
    internal int Of(ObjectIR pool) => Math.Min(pool.Limit, ObjectsOf.GetValueOrDefault(pool.Name, Objects));

    /// <summary>I/O address spaces: as many as the objects within the bounds have room for.</summary>
    internal int Spaces(PolicyIR policy) => Math.Clamp(policy.States.Where(s => s.Type.Sort == Sort.Space && s.Key.Object is not null).Sum(s => Of(s.Key.Object!)), 2, 12);

    /// <summary>Calls that wait at once, 0 to 4.</summary>
    public int Waiting { get; init; } = 1;

    /// <summary>Operations that nobody calls, by name.</summary>
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    /// <summary>States that differ only in names are taken for one. Without it a run takes longer and finds the same.</summary>
    public bool WithSymmetry { get; init; } = true;

    /// <summary>The largest number a call names an object by, where a model's interface has numbers.</summary>
    public int LargestNumber => (2 * Objects) + 1;

    /// <summary>The largest count a state holds.</summary>
    internal const int LargestCount = 15;
}

/// <summary>When a verification gives up.</summary>
public sealed record VerificationLimits
{
    /// <summary>The default limits.</summary>
    public static VerificationLimits Default { get; } = new();

    /// <summary>Most states kept.</summary>
    public long States { get; init; } = 50_000_000;

    /// <summary>Most bytes the states and their index take.</summary>
    public long Memory { get; init; } = 1L << 30;

    /// <summary>Longest time.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);
}
