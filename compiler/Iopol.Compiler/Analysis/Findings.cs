using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Analysis;

/// <summary>Takes what the passes find, and shows them the text it is about.</summary>
internal sealed class Findings
{
    private const int LongestQuote = 60;

    private readonly Dictionary<string, SyntaxTree> trees = new(StringComparer.Ordinal);
    private readonly ExpressionPlaces places;
    private readonly DiagnosticBag diagnostics;

    public Findings(Compilation compilation, DiagnosticBag diagnostics)
    {
        // What ships with Iopol is not the reader's to change.
        foreach (SourceFile file in compilation.Files)
        {
            if (!file.Path.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal)) trees[file.Path] = file.Tree;
        }

        places = compilation.Places;
        this.diagnostics = diagnostics;
    }

    /// <summary>Where an expression was written, or null.</summary>
    public SourcePlace? PlaceOf(Expression expression) => places[expression];

    /// <summary>The file is one to speak about.</summary>
    public bool Covers(SourcePlace place) => trees.ContainsKey(place.Path);

    /// <summary>The trees of the files to speak about.</summary>
    public IEnumerable<SyntaxTree> Trees => trees.Values;

    /// <summary>The tree of a file, or null where it is not spoken about.</summary>
    public SyntaxTree? Tree(string path) => trees.TryGetValue(path, out SyntaxTree? tree) ? tree : null;

    /// <summary>The text at a place, on one line and not too long.</summary>
    public string Quote(SourcePlace place)
    {
        if (Tree(place.Path) is not { } tree) return "";
        string text = string.Join(" ", tree.Text.ToString(place.Span).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestQuote ? text : $"{text.Substring(0, LongestQuote - 1)}…";
    }

    /// <summary>A place in a file that is spoken about.</summary>
    public static SourcePlace Place(SyntaxTree tree, TextSpan span) => SourcePlace.Of(tree.Text, span);

    /// <summary>Reports unless the place is in a file that is not spoken about.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourcePlace place, params object[] arguments) => Report(descriptor, place, null, arguments);

    /// <summary>Reports with a fix.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourcePlace place, DiagnosticFix? fix, params object[] arguments)
    {
        if (Tree(place.Path) is not { } tree) return;
        var diagnostic = new Diagnostic(descriptor, tree.Text.GetLocation(place.Span), arguments);
        diagnostics.Add(fix is null ? diagnostic : diagnostic.WithFix(fix.Title, [.. fix.Edits]));
    }

    /// <summary>A fix that takes a declaration or statement out, with what is written about it: the doc comment above, the comment behind, one of two blank lines around.</summary>
    public DiagnosticFix? Removal(string title, SyntaxTree tree, SyntaxNode node)
    {
        if (node.GetFirstToken() is not { } first || node.GetLastToken() is not { IsMissing: false } last) return null;
        IReadOnlyList<SyntaxTrivia> documentation = DocumentationComment.Trivia(first);
        int start = documentation.Count > 0 ? documentation[0].Span.Start : node.Span.Start;
        int end = node.Span.End;
        foreach (SyntaxTrivia trivia in last.TrailingTrivia)
        {
            if (trivia.Kind == SyntaxKind.LineCommentTrivia) end = trivia.Span.End;
        }

        DiagnosticFix? removal = Removal(title, Place(tree, TextSpan.FromBounds(start, end)));
        if (removal is null) return null;
        TextEdit edit = removal.Edits[0];
        if (edit.Span.End == end || edit.Span.Start == 0) return removal;
        int line = tree.Text.GetPosition(edit.Span.Start).Line;
        int next = tree.Text.GetPosition(edit.Span.End).Line;
        // The first member of a block has no blank line before it, and leaves none.
        string above = tree.Text.ToString(tree.Text.GetLineSpan(line - 1)).TrimEnd();
        return (above.Length == 0 || above[above.Length - 1] == '{') && next < tree.Text.LineCount && IsBlank(tree.Text, next)
            ? new DiagnosticFix(title, new TextEdit(TextSpan.FromBounds(edit.Span.Start, tree.Text.GetLineSpan(next + 1).Start), ""))
            : removal;
    }

    /// <summary>A fix that takes a whole statement or declaration out, with its line if nothing else is on it.</summary>
    public DiagnosticFix? Removal(string title, SourcePlace place)
    {
        if (Tree(place.Path) is not { } tree) return null;
        int start = place.Span.Start;
        int end = place.Span.End;
        while (start > 0 && tree.Text[start - 1] is ' ' or '\t') start--;
        bool firstOnLine = start == 0 || tree.Text[start - 1] == '\n';
        if (!firstOnLine) return new DiagnosticFix(title, new TextEdit(place.Span, ""));
        while (end < tree.Text.Length && tree.Text[end] is ' ' or '\t' or '\r') end++;
        return end < tree.Text.Length && tree.Text[end] == '\n'
            ? new DiagnosticFix(title, new TextEdit(TextSpan.FromBounds(start, end + 1), ""))
            : new DiagnosticFix(title, new TextEdit(place.Span, ""));
    }

    private static bool IsBlank(SourceText text, int line) => text.ToString(text.GetLineSpan(line)).Trim().Length == 0;
}
