using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Syntax.Parsing;

namespace Iopol.Compiler.Binding;

/// <summary>Reads messages: text with holes in braces.</summary>
internal static class MessageBinder
{
    /// <summary>The message of a condition that decided. Where that is a quantifier, holes may name its variable: the one it decided on.</summary>
    public static MessageIR Bind(SyntaxToken? token, Expression? condition, Frame frame, ExpressionBinder expressions, BindingSink sink)
    {
        frame.Open();
        if (condition is Quantifier { IsTruth: true } quantifier) frame.Reopen(quantifier.Variable);
        MessageIR message = Bind(token, expressions, sink);
        frame.Close();
        return message;
    }

    /// <summary>The message; holes that are wrong are reported and left out.</summary>
    public static MessageIR Bind(SyntaxToken? token, ExpressionBinder expressions, BindingSink sink)
    {
        if (token is null || token.IsMissing) return MessageIR.Empty;
        var parts = new List<MessagePart>();
        foreach (ReasonPart part in ReasonText.Split(token))
        {
            if (!part.IsHole)
            {
                parts.Add(new MessagePart(part.Text, null));
                continue;
            }

            var problems = new DiagnosticBag();
            ExpressionSyntax hole = SourceParser.ParseHole(sink.Source, part.Span, problems);
            if (problems.HasErrors) sink.Report(BindingDiagnostics.BadHole, part.Span, part.Text);
            else if (expressions.Bind(hole) is { } bound) parts.Add(new MessagePart(null, bound));
        }

        return new MessageIR(parts);
    }
}
