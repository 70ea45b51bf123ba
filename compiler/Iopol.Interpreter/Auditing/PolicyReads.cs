using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Auditing;

/// <summary>What conditions read and operations write, found in the text of a policy: enough to prove that a search need not go on.</summary>
internal static class PolicyReads
{
    /// <summary>The condition depends on nothing that an operation can change: only on facts of hardware and firmware, settings, and the variables' values.</summary>
    public static bool IsFixed(Expression condition) => IsFixed(condition, ofDevice: null, states: null);

    /// <summary>
    /// The body of a quantifier over devices depends, beside what is fixed, only on the driver and the states of its own device;
    /// and an operation of the administrator changes those for its own device parameter only. So one step changes the body for one device at most.
    /// </summary>
    public static bool IsOfOneDevice(Quantifier quantifier, PolicyIR policy)
    {
        var states = new HashSet<int>();
        if (quantifier.Body is not null && !IsFixed(quantifier.Body, new HashSet<VariableIR> { quantifier.Variable }, states)) return false;
        return policy.Operations.Where(o => o.By == Actor.Admin).All(o =>
        {
            VariableIR[] devices = [.. o.Parameters.Where(p => p.Type.Sort == Sort.Device)];
            return devices.Length <= 1 && o.Body.DescendantsAndSelf().All(s => WritesOnly(s, states, devices.FirstOrDefault()));
        });
    }

    /// <summary>The condition cannot hold while the quantifier is what it is: no other operand can make up for it.</summary>
    public static bool IsNecessary(Quantifier quantifier, Expression condition) => IsNecessary(quantifier, condition, expected: true);

    private static bool IsNecessary(Quantifier quantifier, Expression condition, bool expected) => condition switch
    {
        Quantifier found => ReferenceEquals(found, quantifier),
        NotExpression not => IsNecessary(quantifier, not.Operand, !expected),
        AndExpression and => expected && and.Operands.Any(o => IsNecessary(quantifier, o, expected)),
        OrExpression or => !expected && or.Operands.Any(o => IsNecessary(quantifier, o, expected)),
        ImpliesExpression implies => !expected && IsNecessary(quantifier, implies.Right, expected),
        RuleCall call => IsNecessary(quantifier, call.Rule.Body, expected),
        _ => false,
    };

    /// <summary>Every fact that a rule, a statement or a selector asks for.</summary>
    public static HashSet<Fact> Facts(PolicyIR policy)
    {
        Expression[] all = [.. Roots(policy).SelectMany(r => r.DescendantsAndSelf())];
        HashSet<Fact> facts = [.. all.OfType<FactReference>().Select(f => f.Fact)];
        IEnumerable<Selector> selectors = all.OfType<SelectorTest>().Select(t => t.Selector)
            .Concat(policy.Clauses.SelectMany(c => c.Entries).Select(e => e.Selector));
        if (selectors.SelectMany(Flat).Any(s => s is CapabilitySelector { Capability: Capability.DirectMap })) facts.Add(Fact.RequiresDirectMap);
        return facts;
    }

    /// <summary>Every part of every selector of a policy.</summary>
    public static IEnumerable<Selector> Selectors(PolicyIR policy) => Roots(policy).Concat(policy.Properties.Select(p => p.Condition))
        .SelectMany(r => r.DescendantsAndSelf()).OfType<SelectorTest>().Select(t => t.Selector)
        .Concat(policy.Clauses.SelectMany(c => c.Entries).Select(e => e.Selector)).SelectMany(Flat);

    /// <summary>Every driver that a condition or a statement of the policy names by itself, not as a member of a set.</summary>
    public static HashSet<int> NamedDrivers(PolicyIR policy)
    {
        var named = new HashSet<int>();
        foreach (Expression expression in Roots(policy).SelectMany(r => r.DescendantsAndSelf()))
        {
            if (expression is DriverConstant driver) named.Add(driver.Index);
            if (expression is SelectorTest test) AddDrivers(test.Selector, named);
        }

        foreach (ClauseEntryIR entry in policy.Clauses.SelectMany(c => c.Entries)) AddDrivers(entry.Selector, named);
        return named;
    }

    private static IEnumerable<Expression> Roots(PolicyIR policy) =>
        policy.Rules.Select(r => r.Body).Concat(policy.Statements().SelectMany(s => s.Expressions()));

    private static bool IsFixed(Expression expression, HashSet<VariableIR>? ofDevice, HashSet<int>? states)
    {
        bool Own(Expression? target) => ofDevice is not null && target is VariableReference variable && ofDevice.Contains(variable.Variable);
        switch (expression)
        {
            case FactReference { Fact: Fact.Driver or Fact.Override } fact:
                return Own(fact.Target);
            case StateReference state:
                states?.Add(state.State.Index);
                return Own(state.Key);
            case ContextOf or ContextOfSpace or CanReach or NewExpression or UnmapExpression or IsolationTest:
            case BuiltinCall { ReadsMappings: true }:
            case Quantifier { Domain: InverseDomain or EverythingDomain }:
            case InDomainExpression { Domain: InverseDomain or EverythingDomain }:
                return false;
            case ClauseTest test:
                return test.Clause.Entries.All(e => !ReadsDriver(e.Selector)) || Own(test.Device);
            case SelectorTest test:
                return !ReadsDriver(test.Selector) || Own(test.Device);
            case RuleCall call:
                HashSet<VariableIR> own = [.. call.Rule.Parameters.Where((_, i) => Own(call.Arguments[i]))];
                return call.Arguments.All(a => IsFixed(a, ofDevice, states)) && IsFixed(call.Rule.Body, own, states);
            default:
                return expression.Children().All(part => IsFixed(part, ofDevice, states));
        }
    }

    private static bool WritesOnly(Statement statement, HashSet<int> states, VariableIR? device) => statement switch
    {
        AssignFact assign => device is not null && assign.Device is VariableReference variable && variable.Variable == device,
        AssignState assign => !states.Contains(assign.State.Index)
            || (device is not null && assign.Key is VariableReference variable && variable.Variable == device),
        CallStatement call => call.Action.Body.DescendantsAndSelf().All(s => WritesOnly(s, states, null)),
        _ => true,
    };

    private static bool ReadsDriver(Selector selector) => Flat(selector).Any(s => s is DriverSelector or DriverSetSelector);

    private static void AddDrivers(Selector selector, HashSet<int> named)
    {
        foreach (DriverSelector driver in Flat(selector).OfType<DriverSelector>()) named.Add(driver.Driver);
    }

    private static IEnumerable<Selector> Flat(Selector selector) => selector switch
    {
        AndSelector and => and.Parts.SelectMany(Flat),
        OrSelector or => or.Parts.SelectMany(Flat),
        NotSelector not => Flat(not.Part),
        _ => [selector],
    };
}
