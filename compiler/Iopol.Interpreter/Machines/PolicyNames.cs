using Iopol.Compiler.IR;
using Iopol.Runtime.Decisions;

namespace Iopol.Interpreter.Machines;

/// <summary>Parts of a policy by id or name.</summary>
internal static class PolicyNames
{
    // By name once: asking an enum for its names costs more than a whole operation.
    private static readonly Dictionary<string, Errno> Errnos = Enum.GetValues<Errno>().ToDictionary(e => e.ToString(), StringComparer.Ordinal);

    /// <summary>The errno with a name; <c>panic</c> has none.</summary>
    public static Errno Errno(string name) => Errnos.GetValueOrDefault(name);

    /// <summary>The refusal with an id, which is at least 1.</summary>
    public static RefusalIR Refusal(this PolicyIR policy, int id) => policy.Refusals.First(r => r.Id == id);

    public static OperationIR? Operation(this PolicyIR policy, string name) => policy.Operations.FirstOrDefault(o => o.Name == name);

    public static RuleIR? Rule(this PolicyIR policy, string name) => policy.Rules.FirstOrDefault(r => r.Name == name);
}
