using System.Text;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis.Declarations;

/// <summary>A reason to begin with, for a refusal that has none: it says no more than the rule does.</summary>
internal static class SuppliedReason
{
    // Longer ones are not read.
    private const int LongestQuote = 120;

    /// <summary>The fix that writes it.</summary>
    /// <param name="before">The token it comes behind.</param>
    /// <param name="reason">The reason as it is to be read.</param>
    public static DiagnosticFix? Behind(SyntaxToken before, string reason)
    {
        if (before.IsMissing) return null;
        var literal = new StringBuilder(" \"");
        foreach (char c in reason)
        {
            if (c is '{' or '}') literal.Append(c);
            else if (c is '"' or '\\') literal.Append('\\');
            literal.Append(c);
        }

        return new DiagnosticFix("Say what is asked", new TextEdit(new TextSpan(before.Span.End, 0), literal.Append('"').ToString()));
    }

    /// <summary>The tokens of a condition on one line, without its comments, cut where they become too long.</summary>
    public static string Quote(SyntaxNode condition)
    {
        var text = new StringBuilder();
        SyntaxToken? last = null;
        foreach (SyntaxToken token in condition.Tokens().Where(t => !t.IsMissing))
        {
            if (last is not null && last.Span.End < token.Span.Start) text.Append(' ');
            if (text.Length + token.Span.Length > LongestQuote) return text.Append('…').ToString();
            text.Append(token.Text);
            last = token;
        }

        return text.ToString();
    }

    /// <summary>The operation, action or request a statement stands in.</summary>
    public static string Where(SyntaxNode statement)
    {
        for (SyntaxNode? node = statement.Parent; node is not null; node = node.Parent)
        {
            if (node is NamedMemberSyntax member) return member.Name.Text;
        }

        return "this";
    }
}
