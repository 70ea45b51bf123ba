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

    /// <summary>A policy for a model that switches device by device, which says nothing of the sharers of a requester ID or keeps no book of them.</summary>
    public static void CheckSharers(BoundPolicy policy, PolicyIR bound, Findings findings)
    {
        if (findings.Tree(policy.File.Path) is not { } tree) return;
        AliasHandlingSyntax? handling = policy.Syntax.Members.OfType<AliasHandlingSyntax>().LastOrDefault();
        // What a policy extends says it for both.
        if (handling is null ? policy.Base is not null : bound.Aliases.Kind != AliasKind.Untracked) return;
        SwitchStatement? first = bound.Statements().OfType<SwitchStatement>().FirstOrDefault(s => s.Target.Type.Sort == Sort.Device);
        if (first is null) return;
        OperationIR? operation = bound.Operations.FirstOrDefault(o => o.Body.DescendantsAndSelf().Contains(first));
        ActionIR? action = bound.Actions.FirstOrDefault(a => a.Body.DescendantsAndSelf().Contains(first));
        string switching = operation?.Name ?? action?.Name ?? bound.ModelName;
        if (handling is null)
        {
            findings.Report(AnalysisDiagnostics.AliasesNotNamed, Findings.Place(tree, policy.Syntax.Name.Span),
                new DiagnosticFix("Write 'aliases = together;'", MemberInsertion.Into(policy.Syntax, tree.Text, "aliases = together;")), bound.Name, switching);
        }
        else
        {
            findings.Report(AnalysisDiagnostics.SplitsSharers, Findings.Place(tree, handling.Value.Span),
                new DiagnosticFix("Write 'together'", new TextEdit(handling.Value.Span, "together")), switching);
        }
    }
}
