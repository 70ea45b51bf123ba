using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Machines;

/// <summary>How often the rules, operations and refusals of a policy were used. The policies of several tests may differ in settings only.</summary>
public sealed class Coverage
{
    private readonly long[] rules;
    private readonly long[] operations;
    private readonly long[] refusals;

    /// <summary>Nothing used yet.</summary>
    public Coverage(PolicyIR policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Policy = policy;
        rules = new long[policy.Rules.Count];
        operations = new long[policy.Operations.Count];
        refusals = new long[policy.Refusals.Max(r => (int?)r.Id) + 1 ?? 1];
    }

    /// <summary>Whose parts are counted.</summary>
    public PolicyIR Policy { get; }

    /// <summary>How often a rule or predicate was evaluated.</summary>
    public long Of(RuleIR rule) => rules[rule.Index];

    /// <summary>How often an operation was called.</summary>
    public long Of(OperationIR operation) => operations[operation.Index];

    /// <summary>How often a refusal refused.</summary>
    public long Of(RefusalIR refusal) => refusals[refusal.Id];

    /// <summary>Parts used at least once.</summary>
    public int Used => rules.Count(Hit) + operations.Count(Hit) + Declared(Policy.Refusals).Count(r => Hit(refusals[r.Id]));

    /// <summary>Parts there are.</summary>
    public int Total => rules.Length + operations.Length + Declared(Policy.Refusals).Count();

    /// <summary>Used parts of all parts, 0 to 1; 1 where there are none.</summary>
    public double Share => Total == 0 ? 1 : (double)Used / Total;

    /// <summary>Adds the counts of another run of the same policy.</summary>
    /// <exception cref="ArgumentException">The policies have different parts.</exception>
    public void Add(Coverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.rules.Length != rules.Length || other.operations.Length != operations.Length || other.refusals.Length != refusals.Length)
        {
            throw new ArgumentException("the policies have different parts", nameof(other));
        }

        Add(rules, other.rules);
        Add(operations, other.operations);
        Add(refusals, other.refusals);
    }

    internal void Count(RuleIR rule) => rules[rule.Index]++;

    internal void Count(OperationIR operation) => operations[operation.Index]++;

    internal void CountRefusal(int id) => refusals[id]++;

    // Refusal 0 means no rule; a table may hold a row for it.
    private static IEnumerable<RefusalIR> Declared(IEnumerable<RefusalIR> refusals) => refusals.Where(r => r.Id > 0);

    private static bool Hit(long count) => count > 0;

    private static void Add(long[] to, long[] from)
    {
        for (int i = 0; i < to.Length; i++) to[i] += from[i];
    }
}
