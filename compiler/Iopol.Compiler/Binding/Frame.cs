using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>The variables of one operation, rule, action, request, property or test: their slots, and which are in scope.</summary>
internal sealed class Frame
{
    private readonly Symbol? owner;
    private readonly Stack<Dictionary<string, Local>> scopes = new();
    private readonly List<Symbol> bySlot = [];
    private List<Dictionary<string, Local>> hidden = [];
    private int epoch;

    public Frame(Symbol? owner)
    {
        this.owner = owner;
        scopes.Push([]);
    }

    /// <summary>How many variables were declared so far.</summary>
    public int Count => bySlot.Count;

    /// <summary>Names in scope.</summary>
    public IEnumerable<string> Names => scopes.SelectMany(s => s.Keys);

    /// <summary>Declares a variable under a name of the source: one that <paramref name="survives"/> stays usable after <c>block until</c>, one that <paramref name="rebinds"/> may take a name in scope anew.</summary>
    public VariableIR Declare(BindingSink sink, SyntaxToken name, IrType type, SymbolKind kind, bool survives = false, bool rebinds = false)
    {
        Symbol symbol = sink.Declare(kind, name, "", $"{name.Text}: {type}", owner);
        if (!rebinds && !name.IsMissing && Find(name.Text) is { } earlier)
        {
            sink.Report(BindingDiagnostics.DuplicateName, name.Span, name.Text, earlier.Symbol is null ? "this place" : $"line {earlier.Symbol.Place.Line}");
        }

        return Add(New(name.Text, type, symbol), name.Text, symbol, survives ? int.MaxValue : epoch);
    }

    /// <summary>Declares a variable the language puts in scope.</summary>
    public VariableIR DeclareImplicit(BindingSink sink, string name, IrType type, SyntaxToken at)
    {
        var symbol = new Symbol(SymbolKind.Parameter, name, sink.Place(at.Span), "", $"{name}: {type}", owner);
        return Add(New(name, type, symbol), name, symbol, int.MaxValue);
    }

    /// <summary>Puts an existing variable in scope under the name another file gives it.</summary>
    public void Alias(BindingSink sink, SyntaxToken name, VariableIR variable)
    {
        Symbol symbol = sink.Declare(SymbolKind.Parameter, name, "", $"{name.Text}: {variable.Type}", owner);
        Add(variable, name.Text, symbol, int.MaxValue);
    }

    /// <summary>Puts a name in scope whose type is not known, because what gives it its type is wrong; its uses are not looked at.</summary>
    public void DeclareBroken(SyntaxToken name) => scopes.Peek()[name.Text] = new Local(null, null, int.MaxValue);

    public Local? Find(string name)
    {
        foreach (Dictionary<string, Local> scope in scopes)
        {
            if (scope.TryGetValue(name, out Local? found)) return found;
        }

        return null;
    }

    /// <summary>Puts a variable of the frame in scope again under its own name.</summary>
    public void Reopen(VariableIR variable) => Add(variable, variable.Name, bySlot[variable.Slot], int.MaxValue);

    /// <summary>Opens a scope that sees nothing of the ones around it, for text of another file.</summary>
    public void OpenOwn()
    {
        hidden = [.. scopes.Reverse()];
        scopes.Clear();
        scopes.Push([]);
    }

    /// <summary>Closes what <see cref="OpenOwn"/> opened.</summary>
    public void CloseOwn()
    {
        scopes.Clear();
        foreach (Dictionary<string, Local> scope in hidden) scopes.Push(scope);
    }

    public void Open() => scopes.Push([]);

    public void Close() => scopes.Pop();

    /// <summary>The operation may have stopped here: what it bound before may be out of date.</summary>
    public void Stop() => epoch++;

    /// <summary>The variable was bound before the last stop.</summary>
    public bool IsStale(Local local) => local.Epoch < epoch;

    private VariableIR New(string name, IrType type, Symbol symbol)
    {
        bySlot.Add(symbol);
        return new VariableIR(bySlot.Count - 1, name, type);
    }

    private VariableIR Add(VariableIR variable, string name, Symbol symbol, int lifetime)
    {
        scopes.Peek()[name] = new Local(variable, symbol, lifetime);
        return variable;
    }
}

/// <summary>A variable in scope.</summary>
/// <param name="Variable">The variable; null where its type is not known.</param>
/// <param name="Symbol">Its declaration; null likewise.</param>
/// <param name="Epoch">How many stops lay before it.</param>
internal sealed record Local(VariableIR? Variable, Symbol? Symbol, int Epoch);
