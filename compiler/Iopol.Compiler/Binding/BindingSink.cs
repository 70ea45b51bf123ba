using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>
/// Where the binder of one file reports to. A body is bound once to find its mistakes and again for every policy that closes its model;
/// only the first pass speaks, the others keep still and remember that something was wrong.
/// </summary>
internal sealed class BindingSink
{
    private readonly DiagnosticBag? diagnostics;
    private readonly SymbolTable? symbols;

    public BindingSink(SourceText source, ExpressionPlaces? places, DiagnosticBag? diagnostics, SymbolTable? symbols)
    {
        Source = source;
        Places = places;
        this.diagnostics = diagnostics;
        this.symbols = symbols;
    }

    public SourceText Source { get; }

    public ExpressionPlaces? Places { get; }

    public bool HasErrors { get; private set; }

    public BindingSink Silent() => new(Source, Places, null, null);

    public void Report(DiagnosticDescriptor descriptor, TextSpan span, params object[] arguments) =>
        Report(new Diagnostic(descriptor, Source.GetLocation(span), arguments));

    /// <summary>Reports a mistake one edit resolves.</summary>
    public void ReportFixable(string fix, TextEdit edit, DiagnosticDescriptor descriptor, TextSpan span, params object[] arguments) =>
        Report(new Diagnostic(descriptor, Source.GetLocation(span), arguments).WithFix(fix, edit));

    /// <summary>Reports a name that is not declared, with the name that was probably meant.</summary>
    public void Unknown(string kind, SyntaxToken token, IEnumerable<string> candidates, string? help = null) =>
        Unknown(BindingDiagnostics.UnknownName, kind, token, candidates, help);

    /// <summary>The same under an id of its own.</summary>
    public void Unknown(DiagnosticDescriptor descriptor, string kind, SyntaxToken token, IEnumerable<string> candidates, string? help = null)
    {
        if (token.IsMissing)
        {
            HasErrors = true;
            return;
        }

        var diagnostic = new Diagnostic(descriptor, Source.GetLocation(token.Span), kind, token.Text);
        string? near = diagnostics is null ? null : NearNames.Find(token.Text, candidates);
        if (near is not null)
        {
            diagnostic = diagnostic.WithHelp($"did you mean '{near}'?").WithFix($"Write '{near}'", new TextEdit(token.Span, near));
        }
        else if (help is not null)
        {
            diagnostic = diagnostic.WithHelp(help);
        }

        Report(diagnostic);
    }

    public void Report(Diagnostic diagnostic)
    {
        HasErrors = true;
        diagnostics?.Add(diagnostic);
    }

    /// <summary>Something is wrong that has been reported already.</summary>
    public void Fail() => HasErrors = true;

    public SourcePlace Place(TextSpan span) => SourcePlace.Of(Source, span);

    /// <summary>Keeps where an expression was written, where anybody will ask.</summary>
    public void Locate(Expression expression, SyntaxElement syntax) => Places?.Add(expression, Place(syntax.Span));

    public Symbol Declare(SymbolKind kind, SyntaxToken name, string documentation, string detail, Symbol? container)
    {
        var symbol = new Symbol(kind, name.Text, Place(name.Span), documentation, detail, container);
        if (!name.IsMissing) symbols?.Declare(symbol);
        return symbol;
    }

    public void Refer(SyntaxToken name, Symbol symbol) => symbols?.Refer(Source.Path, name.Span, symbol);
}
