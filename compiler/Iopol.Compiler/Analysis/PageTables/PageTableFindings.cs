using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>Takes what the checks of one format find. What they find in inherited text is said at the name of the heir, whose doing it is.</summary>
internal sealed class PageTableFindings(PageTableDeclarationSyntax syntax, BindingSink sink)
{
    private readonly List<Diagnostic> warnings = [];
    private readonly HashSet<(string Id, int Start)> said = [];

    /// <summary>Warnings, for those who look at warnings.</summary>
    public IReadOnlyList<Diagnostic> Warnings => warnings;

    /// <summary>How many errors there were.</summary>
    public int Errors { get; private set; }

    /// <summary>Reports a thing once at its place.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourcePlace place, params object[] arguments)
    {
        bool own = place.Path == sink.Source.Path && syntax.Span.Contains(place.Span.Start);
        Text.TextSpan span = own ? place.Span : syntax.Name.Span;
        if (!said.Add((descriptor.Id, span.Start))) return;
        var diagnostic = new Diagnostic(descriptor, sink.Source.GetLocation(span), arguments);
        if (descriptor.Severity == DiagnosticSeverity.Error)
        {
            Errors++;
            sink.Report(diagnostic);
        }
        else if (own)
        {
            warnings.Add(diagnostic);
        }
    }
}
