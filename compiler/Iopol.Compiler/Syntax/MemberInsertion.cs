using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>Where a fix puts a member that a policy lacks.</summary>
internal static class MemberInsertion
{
    /// <summary>The edit that makes <paramref name="member"/> the last member of a policy: on a line of its own, unless the closing brace has none either.</summary>
    /// <param name="policy">A policy with its closing brace.</param>
    /// <param name="text">The file it is in.</param>
    /// <param name="member">The member, on one line.</param>
    public static TextEdit Into(PolicyDeclarationSyntax policy, SourceText text, string member)
    {
        int brace = policy.CloseBrace.Span.Start;
        TextSpan line = text.GetLineSpan(text.GetPosition(brace).Line);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, brace));
        if (indentation.Trim().Length > 0) return new TextEdit(new TextSpan(brace, 0), char.IsWhiteSpace(text[brace - 1]) ? $"{member} " : $" {member} ");
        // As the line before ends.
        string end = text[line.Start - 1] == '\r' ? "\r" : line.Start > 1 && text[line.Start - 2] == '\r' ? "\r\n" : "\n";
        return new TextEdit(new TextSpan(line.Start, 0), $"{indentation}    {member}{end}");
    }
}
