using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Reads messages: text with holes in braces.</summary>
internal static class MessageBinder
{
    /// <summary>The message of a condition that decided. Where that is a quantifier, holes may name its variable: the one it decided on.</summary>
    public static MessageIR Bind(SyntaxToken? token, Expression? condition, Frame frame, ExpressionBinder expressions, BindingSink sink)
    {
        frame.Open();
        if (condition is Quantifier { Kind: not QuantifierKind.Count } quantifier) frame.Reopen(quantifier.Variable);
        MessageIR message = Bind(token, expressions, sink);
        frame.Close();
        return message;
    }

    /// <summary>The message; holes that are wrong are reported and left out.</summary>
    public static MessageIR Bind(SyntaxToken? token, ExpressionBinder expressions, BindingSink sink)
    {
        if (token is null || token.IsMissing) return MessageIR.Empty;
        var parts = new List<MessagePart>();
        string text = token.Text;
        int end = text.Length > 1 && text[text.Length - 1] == '"' ? text.Length - 1 : text.Length;
        var literal = new System.Text.StringBuilder();
        int i = 1;
        while (i < end)
        {
            char c = text[i];
            if (c == '\\' && i + 1 < end)
            {
                literal.Append(c).Append(text[i + 1]);
                i += 2;
            }
            else if (c is '{' or '}' && i + 1 < end && text[i + 1] == c)
            {
                literal.Append(c);
                i += 2;
            }
            else if (c == '{')
            {
                int close = text.IndexOf('}', i, end - i);
                TextSpan hole = TextSpan.FromBounds(token.Span.Start + i + 1, token.Span.Start + (close < 0 ? end : close));
                Flush();
                if (close < 0) Bad(hole, "not closed");
                else if (string.IsNullOrWhiteSpace(sink.Source.ToString(hole))) Bad(TextSpan.FromBounds(hole.Start - 1, hole.End + 1), "empty");
                else if (HoleParser.Parse(sink.Source, hole) is not { } syntax) Bad(hole, "no expression");
                else if (expressions.Bind(syntax) is { } bound) parts.Add(new MessagePart(null, bound));
                i = close < 0 ? end : close + 1;
            }
            else
            {
                if (c == '}') Bad(new TextSpan(token.Span.Start + i, 1), "not opened");
                literal.Append(c);
                i++;
            }
        }

        Flush();
        return new MessageIR(parts);

        void Flush()
        {
            if (literal.Length > 0) parts.Add(new MessagePart(Literals.ReadString($"\"{literal}\""), null));
            literal.Clear();
        }

        void Bad(TextSpan span, string what) => sink.Report(BindingDiagnostics.BadHole, span, what);
    }
}
