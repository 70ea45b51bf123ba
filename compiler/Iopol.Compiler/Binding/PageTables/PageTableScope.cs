using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>A page table of a file: what it declares itself, and the format it extends.</summary>
internal sealed class PageTableScope(PageTableDeclarationSyntax syntax, Symbol symbol, PageTableScope? baseTable, BindingSink sink)
{
    private readonly Dictionary<(SymbolKind Kind, string Name), Symbol> symbols = [];

    public PageTableDeclarationSyntax Syntax { get; } = syntax;

    public Symbol Symbol { get; } = symbol;

    public PageTableScope? Base { get; } = baseTable;

    public BindingSink Sink { get; } = sink;

    public string Name => Symbol.Name;

    /// <summary>What it compiles to, or null where it has errors.</summary>
    public PageTableIR? IR { get; set; }

    /// <summary>What is legal in it but probably not meant.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; set; } = [];

    /// <summary>Enters a name: the first of its kind is the declaration, the others refer to it.</summary>
    public void Enter(SymbolKind kind, SyntaxToken name, string documentation, string detail)
    {
        if (name.IsMissing) return;
        if (Find(kind, name.Text) is { } found) Sink.Refer(name, found);
        else symbols.Add((kind, name.Text), Sink.Declare(kind, name, documentation, detail, Symbol));
    }

    /// <summary>Notes what a name means, if it stands in its own text.</summary>
    public void Refer(SymbolKind kind, SyntaxToken name, Speaker speaker)
    {
        if (speaker.IsHeir && Find(kind, name.Text) is { } found) Sink.Refer(name, found);
    }

    private Symbol? Find(SymbolKind kind, string name) => symbols.TryGetValue((kind, name), out Symbol? found) ? found : Base?.Find(kind, name);
}
