using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>Looks for drivers that stand twice in a set, or in two sets of a policy and those it extends.</summary>
internal static class DriverSetCheck
{
    public static void Check(BoundPolicy policy, Findings findings)
    {
        if (findings.Tree(policy.File.Path) is not { } tree) return;
        var setOf = new Dictionary<string, string>();
        for (BoundPolicy? below = policy.Base; below is not null; below = below.Base)
        {
            foreach (DriverSetDeclarationSyntax set in below.Syntax.Members.OfType<DriverSetDeclarationSyntax>())
            {
                foreach (DriverNameSyntax driver in set.Drivers) setOf[Closure.NameOf(driver)] = set.Name.Text;
            }
        }

        foreach (DriverSetDeclarationSyntax set in policy.Syntax.Members.OfType<DriverSetDeclarationSyntax>())
        {
            for (int i = 0; i < set.Drivers.Count; i++)
            {
                DriverNameSyntax driver = set.Drivers[i];
                string name = Closure.NameOf(driver);
                if (!setOf.TryGetValue(name, out string? earlier))
                {
                    setOf.Add(name, set.Name.Text);
                }
                else if (earlier == set.Name.Text)
                {
                    findings.Report(AnalysisDiagnostics.DuplicateMember, Findings.Place(tree, driver.Span), Removal(set.Drivers[i - 1].Span, driver.Span), name);
                }
                else
                {
                    findings.Report(AnalysisDiagnostics.DriverInTwoSets, Findings.Place(tree, driver.Span), name, earlier, set.Name.Text);
                }
            }
        }
    }

    /// <summary>Takes a list's element out, with the comma before it.</summary>
    public static DiagnosticFix Removal(TextSpan before, TextSpan element) =>
        new("Take it out", new TextEdit(TextSpan.FromBounds(before.End, element.End), ""));
}
