using System.Text;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax;

/// <summary>A stretch of a reason: text as it stands, or a hole to be filled.</summary>
public readonly record struct ReasonPart
{
    internal ReasonPart(bool isHole, string text, TextSpan span)
    {
        IsHole = isHole;
        Text = text;
        Span = span;
    }

    /// <summary>Whether it is a hole.</summary>
    public bool IsHole { get; }

    /// <summary>The text with its escapes resolved, or what is between the braces of the hole.</summary>
    public string Text { get; }

    /// <summary>Where it is in the file; of a hole, what is between its braces.</summary>
    public TextSpan Span { get; }
}

/// <summary>Splits the string of a reason, <c>"{d} has the driver {d.driver}"</c>, at its holes. <c>{{</c> and <c>}}</c> stand for the braces themselves.</summary>
public static class ReasonText
{
    private static readonly char[] Braces = ['{', '}'];

    /// <summary>The parts in order. A broken hole is taken as text; the tree has a diagnostic for it.</summary>
    public static IReadOnlyList<ReasonPart> Split(SyntaxToken literal) => Split(literal, out _);

    /// <summary>The parts in order, and what is wrong with the first broken hole.</summary>
    internal static IReadOnlyList<ReasonPart> Split(SyntaxToken literal, out (TextSpan Span, string Message)? broken)
    {
        string raw = literal.Text;
        int end = raw.Length > 1 && raw[raw.Length - 1] == '"' ? raw.Length - 1 : raw.Length;
        List<ReasonPart> parts = [];
        StringBuilder text = new();
        int textStart = 1;
        broken = null;
        for (int i = 1; i < end; i++)
        {
            char c = raw[i];
            bool doubled = i + 1 < end && raw[i + 1] == c;
            if (c is '{' or '}' && doubled)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{')
            {
                int close = raw.IndexOfAny(Braces, i + 1);
                bool closed = close >= 0 && raw[close] == '}';
                string hole = closed ? raw.Substring(i + 1, close - i - 1) : "";
                if (hole.Trim().Length == 0)
                {
                    broken ??= (new TextSpan(literal.Span.Start + i, 1), closed ? "the hole is empty" : "the '{' is not closed");
                    text.Append(c);
                    continue;
                }

                Flush(i);
                parts.Add(new ReasonPart(true, hole, new TextSpan(literal.Span.Start + i + 1, hole.Length)));
                i = close;
                textStart = close + 1;
            }
            else if (c == '}')
            {
                broken ??= (new TextSpan(literal.Span.Start + i, 1), "the '}' closes no hole");
                text.Append(c);
            }
            else
            {
                text.Append(c == '\\' && i + 1 < end ? Literals.Unescape(raw[++i]) : c);
            }
        }

        Flush(end);
        return parts;

        void Flush(int at)
        {
            if (text.Length > 0) parts.Add(new ReasonPart(false, text.ToString(), TextSpan.FromBounds(literal.Span.Start + textStart, literal.Span.Start + at)));
            text.Clear();
        }
    }
}
