using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis.Flow;

/// <summary>Looks at what a model does to devices as a whole: contexts of users without access, and switches that can split a requester ID.</summary>
internal static class AccessCheck
{
    /// <summary>A model that gives devices a user's page table but no user a device.</summary>
    public static void CheckGrants(PolicyIR model, Findings findings)
    {
        Statement[] all = [.. model.Statements()];
        if (all.Any(s => s is GrantStatement)) return;
        SwitchStatement? first = all.OfType<SwitchStatement>().FirstOrDefault(s => s.Context is ContextOfSpace);
        if (first is not null) findings.Report(AnalysisDiagnostics.SwitchWithoutGrant, first.Place, findings.Quote(first.Place), model.ModelName);
    }

    /// <summary>A policy that keeps no book of the sharers of a requester ID, for a model that switches device by device.</summary>
    public static void CheckSharers(PolicyIR policy, Findings findings)
    {
        if (policy.Aliases.Kind != AliasKind.Untracked || Policies.Syntax(policy, findings) is not { } syntax) return;
        if (syntax.Members.OfType<AliasHandlingSyntax>().LastOrDefault() is not { } handling) return;
        SwitchStatement? first = policy.Statements().OfType<SwitchStatement>().FirstOrDefault(s => s.Target.Type.Sort == Sort.Device);
        if (first is null) return;
        OperationIR? operation = policy.Operations.FirstOrDefault(o => o.Body.DescendantsAndSelf().Contains(first));
        ActionIR? action = policy.Actions.FirstOrDefault(a => a.Body.DescendantsAndSelf().Contains(first));
        findings.Report(AnalysisDiagnostics.SplitsSharers, Findings.Place(findings.Tree(policy.Place.Path)!, handling.Value.Span),
            new DiagnosticFix("Write 'together'", new TextEdit(handling.Value.Span, "together")), operation?.Name ?? action?.Name ?? policy.ModelName);
    }
}
