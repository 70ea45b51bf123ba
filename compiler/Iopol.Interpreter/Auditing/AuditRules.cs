using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Auditing;

/// <summary>
/// The parts of a policy an audit asks for, found by name: the rules <c>viable</c> and <c>user_driver</c>, the request
/// <c>assign</c>, and the administrator's operations on a device, with or without a driver.
/// </summary>
internal sealed class AuditRules
{
    private readonly OperationIR? bind;

    public AuditRules(PolicyIR policy, IReadOnlyDictionary<string, long>? settings)
    {
        Policy = policy;
        Viable = policy.Rule("viable") is { Parameters: [{ Type.Sort: Sort.Group }] } viable ? viable : null;
        UserDriver = policy.Rule("user_driver") is { Parameters: [{ Type.Sort: Sort.Driver }] } user ? user : null;
        Assign = policy.Requests.FirstOrDefault(r => r.Name == "assign" && r.Parameters is [{ Type.Sort: Sort.Device }]);
        Admin = [.. policy.Operations.Where(o => o.By == Actor.Admin && o.Parameters.Count(p => p.Type.Sort == Sort.Device) == 1
            && o.Parameters.Count <= 2 && o.Parameters.All(p => p.Type.Sort is Sort.Device or Sort.Driver))];
        bind = Admin.FirstOrDefault(o => o.Parameters.Count == 2);
        Drivers = Distinguishable(policy);
        var machine = new Machine(policy, new HostTopology(new HostFacts()), settings: settings);
        UserDrivers = UserDriver is null || bind is null ? [] : [.. Drivers.Where(d => machine.Holds(UserDriver, d) == Truth.True)];
        Refusal = policy.Refusals.FirstOrDefault(r => r.Rule == "viable" && Assign?.Steps.Any(s => s.Operation.Name == r.Operation) == true);
    }

    public PolicyIR Policy { get; }

    public RuleIR? Viable { get; }

    public RuleIR? UserDriver { get; }

    public RequestIR? Assign { get; }

    /// <summary>Operations a search may use.</summary>
    public IReadOnlyList<OperationIR> Admin { get; }

    /// <summary>Drivers a search may bind: of drivers the policy treats alike, the first.</summary>
    public IReadOnlyList<int> Drivers { get; }

    /// <summary>Those of <see cref="Drivers"/> that give a device to a user.</summary>
    public IReadOnlyList<int> UserDrivers { get; }

    /// <summary>Where the request refuses a group that is not viable.</summary>
    public RefusalIR? Refusal { get; }

    /// <summary>The step that binds a device.</summary>
    public AdminStep BindStep(int device, int driver) => Step(bind!, device, driver);

    /// <summary>Every step on a device, in the order of the operations and then of the drivers.</summary>
    public IEnumerable<AdminStep> StepsOn(int device) => Admin.SelectMany(
        o => o.Parameters.Count == 1 ? [Step(o, device, Ir.None)] : Drivers.Select(driver => Step(o, device, driver)));

    private static AdminStep Step(OperationIR operation, int device, long driver) =>
        new(operation, [.. operation.Parameters.Select(p => p.Type.Sort == Sort.Device ? device : driver)]);

    /// <summary>Drivers that belong to the same sets, and that nothing in the policy names by themselves, cannot be told apart; one of them stands for all.</summary>
    private static int[] Distinguishable(PolicyIR policy)
    {
        HashSet<int> named = PolicyReads.NamedDrivers(policy);
        return
        [
            .. Enumerable.Range(0, policy.DriverNames.Count)
                .Where(d => policy.DriverSets.Any(s => s.Drivers.Contains(d)))
                .GroupBy(d => (named.Contains(d) ? d : -1, string.Join(',', policy.DriverSets.Where(s => s.Drivers.Contains(d)).Select(s => s.Index))))
                .Select(alike => alike.First()),
        ];
    }
}
