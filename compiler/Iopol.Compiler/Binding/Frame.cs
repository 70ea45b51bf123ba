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
    private int epoch;

    public Frame(Symbol? owner)
    {
        this.owner = owner;
        scopes.Push([]);
    }

    /// <summary>How many variables were declared so far.</summary>
    public int Count { get; private set; }

    /// <summary>Names in scope.</summary>
    public IEnumerable<string> Names => scopes.SelectMany(s => s.Keys);

    /// <summary>Declares a variable under a name of the source.</summary>
    /// <param name="survives">It stays usable after <c>block until</c>.</param>
    /// <param name="rebinds">A name that is in scope already may be bound anew.</param>
    public VariableIR Declare(BindingSink sink, SyntaxToken name, IrType type, SymbolKind kind, bool survives = false, bool rebinds = false)
    {
        Symbol symbol = sink.Declare(kind, name, "", $"{name.Text}: {type}", owner);
        if (!rebinds && !name.IsMissing && Find(name.Text) is { } earlier)
        {
            sink.Report(BindingDiagnostics.DuplicateName, name.Span, name.Text, $"line {earlier.Symbol.Place.Line}");
        }

        return Add(name.Text, new Local(new VariableIR(Count++, name.Text, type), symbol, survives ? int.MaxValue : epoch));
    }

    /// <summary>Declares a variable the language puts in scope.</summary>
    public VariableIR DeclareImplicit(BindingSink sink, string name, IrType type, SyntaxToken at)
    {
        var symbol = new Symbol(SymbolKind.Parameter, name, sink.Place(at.Span), "", $"{name}: {type}", owner);
        return Add(name, new Local(new VariableIR(Count++, name, type), symbol, int.MaxValue));
    }

    /// <summary>Puts an existing variable in scope under the name another file gives it.</summary>
    public void Alias(BindingSink sink, SyntaxToken name, VariableIR variable)
    {
        Symbol symbol = sink.Declare(SymbolKind.Parameter, name, "", $"{name.Text}: {variable.Type}", owner);
        Add(name.Text, new Local(variable, symbol, int.MaxValue));
    }

    public Local? Find(string name)
    {
        foreach (Dictionary<string, Local> scope in scopes)
        {
            if (scope.TryGetValue(name, out Local? found)) return found;
        }

        return null;
    }

    public void Open() => scopes.Push([]);

    public void Close() => scopes.Pop();

    /// <summary>The operation may have stopped here: what it bound before may be out of date.</summary>
    public void Stop() => epoch++;

    /// <summary>The variable was bound before the last stop.</summary>
    public bool IsStale(Local local) => local.Epoch < epoch;

    private VariableIR Add(string name, Local local)
    {
        scopes.Peek()[name] = local;
        return local.Variable;
    }
}

/// <summary>A variable in scope.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Symbol">Its declaration.</param>
/// <param name="Epoch">How many stops lay before it.</param>
internal sealed record Local(VariableIR Variable, Symbol Symbol, int Epoch);
