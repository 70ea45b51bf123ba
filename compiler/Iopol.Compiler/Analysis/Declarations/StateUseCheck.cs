using Iopol.Compiler.Analysis.Flow;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>Looks for states nothing reads and states nothing assigns.</summary>
internal static class StateUseCheck
{
    public static void Check(Compilation compilation, Findings findings)
    {
        ILookup<string, PolicyIR> byModel = compilation.Policies.ToLookup(p => p.ModelName);
        foreach (BoundModel model in compilation.Models.Where(m => findings.Tree(m.File.Path) is not null))
        {
            var read = new HashSet<string>();
            var written = new HashSet<string>();
            foreach (PolicyIR policy in byModel[model.Symbol.Name].Concat([model.IR]))
            {
                foreach (Expression root in Roots.Of(policy)) AddReads(root, read);
                foreach (Statement statement in policy.Statements())
                {
                    if (statement is AssignState assign) written.Add(assign.State.Name);
                    if (statement is EachStatement { Domain: InverseDomain inverse }) read.Add(inverse.State.Name);
                }
            }

            foreach (TestIR test in compilation.Tests.Where(t => t.Policy.ModelName == model.Symbol.Name))
            {
                foreach (ExpectStep step in test.Steps.OfType<ExpectStep>()) AddReads(step.Condition, read);
            }

            foreach (Symbol state in compilation.Symbols.Declarations.Where(d => d.Kind == SymbolKind.State && d.Container == model.Symbol))
            {
                if (!written.Contains(state.Name)) findings.Report(AnalysisDiagnostics.NeverAssigned, state.Place, state.Name);
                else if (!read.Contains(state.Name)) findings.Report(AnalysisDiagnostics.NeverRead, state.Place, state.Name);
            }
        }
    }

    private static void AddReads(Expression root, HashSet<string> read)
    {
        foreach (Expression expression in root.DescendantsAndSelf())
        {
            switch (expression)
            {
                case StateReference state: read.Add(state.State.Name); break;
                case Quantifier { Domain: InverseDomain inverse }: read.Add(inverse.State.Name); break;
                case InDomainExpression { Domain: InverseDomain inverse }: read.Add(inverse.State.Name); break;
            }
        }
    }
}
