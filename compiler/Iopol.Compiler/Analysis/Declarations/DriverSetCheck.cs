using System.Text;
using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>Looks for drivers that stand twice in a set, or in two sets of a policy and those it extends, and for long sets without order.</summary>
internal static class DriverSetCheck
{
    /// <summary>Drivers a set may have in any order; the most used one first says something too.</summary>
    public const int ShortSet = 8;

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

            CheckOrder(tree, set, findings);
        }
    }

    private static void CheckOrder(SyntaxTree tree, DriverSetDeclarationSyntax set, Findings findings)
    {
        if (set.Drivers.Count <= ShortSet) return;
        string[] names = [.. set.Drivers.Select(Closure.NameOf)];
        int at = 1;
        while (at < names.Length && string.CompareOrdinal(names[at - 1], names[at]) <= 0) at++;
        // Comments between drivers are headings of an order of its own.
        if (at == names.Length || HasComments(set)) return;
        findings.Report(AnalysisDiagnostics.UnsortedDrivers, Findings.Place(tree, set.Drivers[at].Span), Sort(tree, set), set.Name.Text, names.Length, names[at], names[at - 1]);
    }

    private static bool HasComments(DriverSetDeclarationSyntax set) =>
        set.Drivers.Elements.Skip(1).Any(e => (e as SyntaxToken ?? ((DriverNameSyntax)e).Token).LeadingTrivia.Any(IsComment))
        || set.Drivers.Elements.Take(set.Drivers.Elements.Count - 1).Any(e => (e as SyntaxToken ?? ((DriverNameSyntax)e).Token).TrailingTrivia.Any(IsComment));

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind is not (SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia);

    /// <summary>Writes each driver once, in order, on the lines there are.</summary>
    private static DiagnosticFix Sort(SyntaxTree tree, DriverSetDeclarationSyntax set)
    {
        DriverNameSyntax[] sorted = [.. set.Drivers.GroupBy(Closure.NameOf).Select(g => g.First()).OrderBy(Closure.NameOf, StringComparer.Ordinal)];
        var text = new StringBuilder();
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i > 0) text.Append(tree.Text.ToString(TextSpan.FromBounds(set.Drivers[i - 1].Span.End, set.Drivers[i].Span.Start)));
            text.Append(sorted[i].Token.Text);
        }

        TextSpan whole = TextSpan.FromBounds(set.Drivers[0].Span.Start, set.Drivers[set.Drivers.Count - 1].Span.End);
        return new DiagnosticFix("Sort the set", new TextEdit(whole, text.ToString()));
    }

    /// <summary>Takes a list's element out, with the comma before it.</summary>
    public static DiagnosticFix Removal(TextSpan before, TextSpan element) =>
        new("Take it out", new TextEdit(TextSpan.FromBounds(before.End, element.End), ""));
}
