using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>Looks at the text alone: refusals without a reason, members that stand twice in a set.</summary>
internal static class WrittenFormCheck
{
    public static void Check(SyntaxTree tree, Findings findings)
    {
        foreach (SyntaxNode node in tree.Root.DescendantsAndSelf())
        {
            switch (node)
            {
                case RequireStatementSyntax { Reason: null } require: Report("require", require.Errno, $"this needs {SuppliedReason.Quote(require.Condition)}"); break;
                case ForbidDeclarationSyntax { Reason: null } forbid: Report("forbid", forbid.Errno, $"{forbid.Operation.Text} is forbidden when {SuppliedReason.Quote(forbid.Condition)}"); break;
                case RefuseStatementSyntax { Reason: null } refuse: Report("refuse", refuse.Errno, $"{SuppliedReason.Where(refuse)} refuses this"); break;
                case PanicStatementSyntax { Reason: null } panic: Report("panic", panic.PanicKeyword, $"{SuppliedReason.Where(panic)} cannot go on"); break;
                case SetLiteralSyntax set: CheckMembers(tree, set, findings); break;
            }
        }

        void Report(string what, SyntaxToken at, string reason) =>
            findings.Report(AnalysisDiagnostics.NoReason, Findings.Place(tree, at.Span), SuppliedReason.Behind(at, reason), what);
    }

    private static void CheckMembers(SyntaxTree tree, SetLiteralSyntax set, Findings findings)
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < set.Elements.Count; i++)
        {
            ExpressionSyntax element = set.Elements[i];
            string text = string.Concat(element.Tokens().Select(t => t.Text + " ")).TrimEnd();
            if (seen.Add(text)) continue;
            findings.Report(AnalysisDiagnostics.DuplicateMember, Findings.Place(tree, element.Span), DriverSetCheck.Removal(set.Elements[i - 1].Span, element.Span), text);
        }
    }
}
