using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Enters the page tables of a file into its scope, those that are extended before those that extend them.</summary>
internal static class PageTableDeclarer
{
    public static void Declare(FileScope scope, Func<SourceFile, BindingSink> newSink)
    {
        var symbols = new Dictionary<PageTableDeclarationSyntax, Symbol>();
        var byName = new Dictionary<string, PageTableDeclarationSyntax>();
        foreach (PageTableDeclarationSyntax syntax in scope.File.Tree.Root.Declarations.OfType<PageTableDeclarationSyntax>())
        {
            string detail = syntax.BaseName is null ? $"pagetable {syntax.Name.Text}" : $"pagetable {syntax.Name.Text} extends {syntax.BaseName.Text}";
            if (scope.Declare(SymbolKind.PageTable, syntax, detail) is not { } symbol) continue;
            symbols.Add(syntax, symbol);
            byName.Add(symbol.Name, syntax);
        }

        var broken = new HashSet<PageTableDeclarationSyntax>();
        IReadOnlyList<PageTableDeclarationSyntax> order = CallOrder.Sort(symbols.Keys, Bases, ReportCycle, ReportDepth);
        foreach (PageTableDeclarationSyntax syntax in order)
        {
            if (!broken.Contains(syntax) && Bind(scope, syntax, symbols[syntax], FileDeclarer.Sink(scope, syntax, newSink)) is { } bound)
            {
                scope.PageTables.Add(symbols[syntax].Name, bound);
                scope.OwnPageTables.Add(bound);
            }
            else
            {
                scope.Break(SymbolKind.PageTable, symbols[syntax].Name);
            }
        }

        scope.OwnPageTables.Sort((left, right) => left.Syntax.Span.CompareTo(right.Syntax.Span));

        IEnumerable<PageTableDeclarationSyntax> Bases(PageTableDeclarationSyntax syntax) =>
            syntax.BaseName is { } name && byName.TryGetValue(name.Text, out PageTableDeclarationSyntax? found) ? [found] : [];

        void ReportCycle(IReadOnlyList<PageTableDeclarationSyntax> cycle)
        {
            broken.UnionWith(cycle);
            string chain = string.Join(" → ", cycle.Select(c => c.Name.Text).Concat([cycle[0].Name.Text]));
            scope.Sink.Report(PageTableDiagnostics.Cycle, cycle[0].BaseName!.Span, cycle[0].Name.Text, chain);
        }

        void ReportDepth(PageTableDeclarationSyntax syntax)
        {
            broken.Add(syntax);
            scope.Sink.Report(PageTableDiagnostics.TooDeep, syntax.Name.Span, syntax.Name.Text, CallOrder.Deepest);
        }
    }

    private static PageTableScope? Bind(FileScope scope, PageTableDeclarationSyntax syntax, Symbol symbol, BindingSink sink)
    {
        PageTableScope? extended = null;
        if (syntax.BaseName is { } name)
        {
            if (!scope.PageTables.TryGetValue(name.Text, out extended))
            {
                if (!scope.IsBroken(SymbolKind.PageTable, name.Text)) sink.Unknown("page table", name, scope.PageTables.Keys, "import the file that declares it");
                return null;
            }

            sink.Refer(name, extended.Symbol);
            if (extended.IR is null) return null;
        }

        var bound = new PageTableScope(syntax, symbol, extended, sink);
        bound.IR = PageTableBinder.Bind(bound);
        return bound;
    }
}
