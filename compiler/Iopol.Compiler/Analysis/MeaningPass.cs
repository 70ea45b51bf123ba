using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.Analysis.Declarations;
using Iopol.Compiler.Analysis.Flow;
using Iopol.Compiler.Analysis.Selectors;
using Iopol.Compiler.Analysis.Suppression;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis;

/// <summary>Everything that is legal but probably not meant: ids IOPOL3xxx, without those that comments disable.</summary>
public sealed class MeaningPass : IAnalysisPass
{
    /// <inheritdoc/>
    public void Run(Compilation compilation, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        var found = new DiagnosticBag();
        var findings = new Findings(compilation, found);
        foreach (SyntaxTree tree in findings.Trees) WrittenFormCheck.Check(tree, findings);
        UnusedCheck.Check(compilation, findings);
        StateUseCheck.Check(compilation, findings);
        foreach (BoundModel model in compilation.Models)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (findings.Covers(model.Symbol.Place)) CheckModel(model.IR, findings);
        }

        foreach (BoundPolicy policy in compilation.BoundPolicies)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (policy.IR is { } bound && findings.Covers(policy.Symbol.Place)) CheckPolicy(policy, bound, findings);
        }

        CompanionCheck.Check(compilation, findings, cancellationToken);
        foreach (BoundPageTable table in compilation.BoundPageTables.Where(t => findings.Covers(t.Symbol.Place))) found.AddRange(table.Warnings);
        diagnostics.AddRange(Suppressions.Apply(found.ToSortedList(), new Findings(compilation, diagnostics)));
    }

    private static void CheckModel(PolicyIR model, Findings findings)
    {
        var effects = new Effects(model);
        var order = new SwitchOrderCheck(model, findings);
        foreach (OperationIR operation in model.Operations)
        {
            new BodyFlow(effects, findings, _ => false, speaksOfModel: true).Walk(operation);
            order.Check(operation);
        }

        foreach (ActionIR action in model.Actions) new BodyFlow(effects, findings, _ => false, speaksOfModel: true).Walk(action);
        foreach (RuleIR rule in model.Rules) Check(findings).CheckBody(rule.Body);
        foreach (PropertyIR property in model.Properties) Check(findings).Check(property.Condition);
        AccessCheck.CheckGrants(model, findings);
    }

    private static void CheckPolicy(BoundPolicy policy, PolicyIR bound, Findings findings)
    {
        bool IsOwn(SourcePlace place) => place.Path == policy.File.Path && policy.Syntax.Span.Contains(place.Span.Start);
        foreach (RuleIR rule in bound.Rules.Where(r => IsOwn(r.Place))) Check(findings).CheckBody(rule.Body);
        foreach (PropertyIR property in bound.Properties.Where(p => IsOwn(p.Place))) Check(findings).Check(property.Condition);
        var effects = new Effects(bound);
        foreach (OperationIR operation in bound.Operations.Where(o => o.Body.Any(s => IsOwn(s.Place))))
        {
            new BodyFlow(effects, findings, IsOwn, speaksOfModel: false).Walk(operation);
        }

        DriverSetCheck.Check(policy, findings);
        SelectorCheck.Check(bound, findings);
        AccessCheck.CheckSharers(policy, bound, findings);
    }

    private static ConditionCheck Check(Findings findings) => new(new FormulaBuilder(), findings);
}
