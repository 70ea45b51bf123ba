using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Machines;

/// <summary>Parts of a policy by id or name.</summary>
internal static class PolicyNames
{
    /// <summary>The refusal with an id, which is at least 1.</summary>
    public static RefusalIR Refusal(this PolicyIR policy, int id) => policy.Refusals.First(r => r.Id == id);

    public static OperationIR? Operation(this PolicyIR policy, string name) => policy.Operations.FirstOrDefault(o => o.Name == name);

    public static RuleIR? Rule(this PolicyIR policy, string name) => policy.Rules.FirstOrDefault(r => r.Name == name);
}
