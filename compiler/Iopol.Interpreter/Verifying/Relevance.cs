using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// What of a policy can matter to a property: operations that change more than the mappings of spaces and what is read nowhere,
/// the states that are read, and the enum members that are told apart. Leaving out the rest changes no answer.
/// </summary>
internal sealed class Relevance
{
    private readonly PolicyIR policy;
    private readonly HashSet<int> read = [];
    private readonly HashSet<int> operations = [];
    private readonly List<Expression> expressions = [];

    /// <param name="policy">The policy.</param>
    /// <param name="without">Operations that nobody calls.</param>
    public Relevance(PolicyIR policy, IReadOnlySet<string> without)
    {
        this.policy = policy;
        read.UnionWith(policy.States.Select(s => s.Index));
        IsOverrideRead = true;
        for (int before = -1; before != operations.Count + read.Count;)
        {
            before = operations.Count + read.Count;
            operations.Clear();
            operations.UnionWith(policy.Operations.Where(o => !without.Contains(o.Name) && Reached(o.Body).Any(HasEffect)).Select(o => o.Index));
            CollectReads();
        }
    }

    /// <summary>driver_override decides something.</summary>
    public bool IsOverrideRead { get; private set; }

    /// <summary>The operation can change what a property or another operation sees.</summary>
    public bool Matters(OperationIR operation) => operations.Contains(operation.Index);

    /// <summary>Something that matters reads the state.</summary>
    public bool Matters(StateIR state) => read.Contains(state.Index);

    /// <summary>The order in which keys came to have a value decides something.</summary>
    public bool IsOrderRead(StateIR state) => state.Inverse is not null
        && (policy.Operations.Where(Matters).SelectMany(o => Reached(o.Body)).OfType<EachStatement>().Any(e => Is(e.Domain, state))
            || expressions.OfType<Quantifier>().Any(q => q.Kind == QuantifierKind.First && Is(q.Domain, state)));

    /// <summary>Enum members to try: of those nothing tells apart, the first.</summary>
    public IEnumerable<long> Members(EnumIR type)
    {
        var cuts = new List<HashSet<long>>();
        foreach (Expression expression in expressions)
        {
            switch (expression)
            {
                case CompareExpression { Left.Type: var left } compare when Is(left, type):
                    long[] compared = [.. new[] { compare.Left, compare.Right }.OfType<Constant>().Select(c => c.Value)];
                    if (compared.Length == 0) return Range(type);
                    cuts.Add([.. compared]);
                    break;
                case InSetExpression set when Is(set.Value.Type, type):
                    if (set.Members.Any(m => m is not Constant)) return Range(type);
                    cuts.Add([.. set.Members.OfType<Constant>().Select(c => c.Value)]);
                    break;
                default:
                    break;
            }
        }

        return Range(type).GroupBy(m => string.Concat(cuts.Select(c => c.Contains(m) ? '1' : '0'))).Select(alike => alike.First());
    }

    private static IEnumerable<long> Range(EnumIR type) => Enumerable.Range(0, type.Members.Count).Select(i => (long)i);

    private static bool Is(Domain domain, StateIR state) => domain is InverseDomain inverse && inverse.State.Index == state.Index;

    private static bool Is(IrType type, EnumIR expected) => type.Sort == Sort.Enum && type.Enum!.Name == expected.Name;

    private void CollectReads()
    {
        expressions.Clear();
        IEnumerable<Expression> roots = policy.Operations.Where(Matters).SelectMany(o => Reached(o.Body)).SelectMany(s => s.Expressions())
            .Concat(policy.Rules.Select(r => r.Body)).Concat(policy.Properties.Select(p => p.Condition));
        expressions.AddRange(roots.SelectMany(r => r.DescendantsAndSelf()));
        read.Clear();
        foreach (Expression expression in expressions)
        {
            if (expression is StateReference state) read.Add(state.State.Index);
            if (expression is Quantifier { Domain: InverseDomain quantified }) read.Add(quantified.State.Index);
            if (expression is InDomainExpression { Domain: InverseDomain tested }) read.Add(tested.State.Index);
        }

        foreach (EachStatement each in policy.Operations.Where(Matters).SelectMany(o => Reached(o.Body)).OfType<EachStatement>())
        {
            if (each.Domain is InverseDomain inverse) read.Add(inverse.State.Index);
        }

        IsOverrideRead = expressions.OfType<FactReference>().Any(f => f.Fact == Fact.Override);
    }

    /// <summary>Statements of a body and of the actions it runs.</summary>
    private static IEnumerable<Statement> Reached(IEnumerable<Statement> body) =>
        body.DescendantsAndSelf().SelectMany(s => s is CallStatement call ? Reached(call.Action.Body).Prepend(s) : [s]);

    private bool HasEffect(Statement statement) => statement switch
    {
        AssignState assign => read.Contains(assign.State.Index),
        AssignFact assign => assign.Fact != Fact.Override || IsOverrideRead,
        SwitchStatement or GrantStatement or RevokeStatement or FreeStatement => true,
        RefuseStatement refuse => IsPanic(refuse.RefusalId),
        RequireStatement require => IsPanic(require.RefusalId),
        _ => statement.Expressions().SelectMany(e => e.DescendantsAndSelf()).Any(e => e is NewExpression),
    };

    private bool IsPanic(int refusal) => policy.Refusals.First(r => r.Id == refusal).Errno == "panic";
}
