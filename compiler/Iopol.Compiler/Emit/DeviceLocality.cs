using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>What an expression over one device depends on, beside what never changes.</summary>
internal sealed class Dependences
{
    /// <summary>The device's driver.</summary>
    public bool Driver { get; set; }

    /// <summary>The device's driver_override.</summary>
    public bool Override { get; set; }

    /// <summary>States of the device, by index.</summary>
    public SortedSet<int> States { get; } = [];

    /// <summary>Rough cost of evaluating it: 1 is one read.</summary>
    public int Cost { get; set; }

    /// <summary>Nothing it depends on ever changes.</summary>
    public bool IsFixed => !Driver && !Override && States.Count == 0;

    public void Add(Dependences other)
    {
        Driver |= other.Driver;
        Override |= other.Override;
        States.UnionWith(other.States);
        Cost = Math.Min(Cost + other.Cost, 1 << 20);
    }
}

/// <summary>
/// Finds out whether the value of an expression is a matter of one device alone: of its facts, its driver and its states.
/// Such a value can be kept beside the device and brought up to date when one of them is assigned.
/// </summary>
internal sealed class DeviceLocality(PolicyIR policy)
{
    private readonly HashSet<int> clausesOverDrivers =
        [.. policy.Clauses.Where(c => c.Entries.Any(e => Selectors.ReadDriver(e.Selector))).Select(c => c.Index)];

    // Rules call rules: without this a short chain of rules could take forever.
    private readonly Dictionary<string, Dependences?> calls = new(StringComparer.Ordinal);

    private enum Role
    {
        /// <summary>The device in question.</summary>
        Self,

        /// <summary>A device that never changes given the first: a sharer, or a function of the slot.</summary>
        Related,

        /// <summary>Another value that is a matter of the device alone.</summary>
        Value,
    }

    /// <summary>What the expression depends on, or null where it is not a matter of the device alone.</summary>
    public Dependences? Of(Expression expression, VariableIR device)
    {
        var found = new Dependences();
        return Visit(expression, new Dictionary<int, Role> { [device.Slot] = Role.Self }, found) ? found : null;
    }

    /// <summary>The clause list has an entry that asks for a driver.</summary>
    public bool IsOverDrivers(ClauseIR clause) => clausesOverDrivers.Contains(clause.Index);

    private bool Visit(Expression? expression, Dictionary<int, Role> scope, Dependences found)
    {
        switch (expression)
        {
            case null or Constant or DriverConstant or SettingReference:
                return true;
            case VariableReference v:
                return scope.ContainsKey(v.Variable.Slot);
            case FactReference f:
                found.Cost++;
                return VisitFact(f, scope, found);
            case StateReference s:
                found.Cost++;
                found.States.Add(s.State.Index);
                return s.State.Key.Sort == Sort.Device && RoleOf(s.Key, scope) == Role.Self;
            case RuleCall c:
                found.Cost++;
                return VisitCall(c, scope, found);
            case ClauseTest c:
                found.Cost++;
                found.Driver |= IsOverDrivers(c.Clause);
                return IsDevice(c.Device, scope, mayChange: IsOverDrivers(c.Clause));
            case SelectorTest s:
                bool overDriver = Selectors.ReadDriver(s.Selector);
                found.Cost++;
                found.Driver |= overDriver;
                return IsDevice(s.Device, scope, mayChange: overDriver);
            case DriverSetTest s:
                found.Cost++;
                return Visit(s.Driver, scope, found);
            case NotExpression n:
                return Visit(n.Operand, scope, found);
            case AndExpression a:
                return a.Operands.All(o => Visit(o, scope, found));
            case OrExpression o:
                return o.Operands.All(x => Visit(x, scope, found));
            case ImpliesExpression i:
                return Visit(i.Left, scope, found) && Visit(i.Right, scope, found);
            case CompareExpression c:
                return Visit(c.Left, scope, found) && Visit(c.Right, scope, found);
            case InSetExpression s:
                return Visit(s.Value, scope, found) && s.Members.All(m => Visit(m, scope, found));
            case Quantifier { Domain: SharersDomain or SlotDomain } q:
                return VisitQuantifier(q, scope, found);
            case BuiltinCall { Function: Builtin.PageAligned or Builtin.Addressable or Builtin.Reserved or Builtin.Wraps } b:
                found.Cost += 2;
                return b.Arguments.All(a => Visit(a, scope, found));
            default:
                return false;
        }
    }

    private static bool VisitFact(FactReference fact, Dictionary<int, Role> scope, Dependences found)
    {
        if (fact.Target is null || fact.Fact is Fact.IsolatedMsi or Fact.CacheCoherent or Fact.DefaultIsIdentity) return true;
        found.Driver |= fact.Fact == Fact.Driver;
        found.Override |= fact.Fact == Fact.Override;
        return IsDevice(fact.Target, scope, mayChange: fact.Fact is Fact.Driver or Fact.Override);
    }

    private bool VisitCall(RuleCall call, Dictionary<int, Role> scope, Dependences found)
    {
        var inner = new Dictionary<int, Role>();
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            if (!Visit(call.Arguments[i], scope, found)) return false;
            inner[call.Rule.Parameters[i].Slot] = RoleOf(call.Arguments[i], scope) ?? Role.Value;
        }

        string key = $"{call.Rule.Index}({string.Join(",", call.Rule.Parameters.Select(p => (int)inner[p.Slot]))})";
        if (!calls.TryGetValue(key, out Dependences? body))
        {
            body = new Dependences();
            if (!Visit(call.Rule.Body, inner, body)) body = null;
            calls.Add(key, body);
        }

        if (body is null) return false;
        found.Add(body);
        return true;
    }

    private bool VisitQuantifier(Quantifier quantifier, Dictionary<int, Role> scope, Dependences found)
    {
        Expression of = quantifier.Domain is SharersDomain s ? s.Device : ((SlotDomain)quantifier.Domain).Device;
        if (!IsDevice(of, scope, mayChange: false)) return false;
        var inner = new Dictionary<int, Role>(scope) { [quantifier.Variable.Slot] = Role.Related };
        found.Cost += 8;
        return Visit(quantifier.Body, inner, found);
    }

    private static bool IsDevice(Expression device, Dictionary<int, Role> scope, bool mayChange) => RoleOf(device, scope) switch
    {
        Role.Self => true,
        Role.Related => !mayChange,
        _ => false,
    };

    private static Role? RoleOf(Expression? expression, Dictionary<int, Role> scope) =>
        expression is VariableReference v && scope.TryGetValue(v.Variable.Slot, out Role role) ? role : null;
}
