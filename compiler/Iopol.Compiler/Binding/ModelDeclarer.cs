using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Enters what a model declares into its scope, before any body is read: types first, since the others use them.</summary>
internal sealed class ModelDeclarer
{
    /// <summary>The largest pool; a pool is allocated beforehand.</summary>
    public const int MostObjects = 1 << 20;

    private readonly ModelScope model;
    private readonly BindingSink sink;
    private int states;
    private int clauses;

    private ModelDeclarer(ModelScope model)
    {
        this.model = model;
        sink = model.Sink;
    }

    public static void Declare(ModelScope model)
    {
        var declarer = new ModelDeclarer(model);
        foreach (MemberSyntax member in model.Syntax.Members)
        {
            if (member is EnumDeclarationSyntax declaredEnum) declarer.Enum(declaredEnum);
            if (member is ObjectDeclarationSyntax declaredObject) declarer.Object(declaredObject);
        }

        foreach (MemberSyntax member in model.Syntax.Members) declarer.Member(member);
    }

    private void Member(MemberSyntax member)
    {
        switch (member)
        {
            case SettingDeclarationSyntax setting: Setting(setting); break;
            case RuleDeclarationSyntax rule: Rule(rule, rule.Parameters, rule.Default, false); break;
            case PredicateDeclarationSyntax predicate: Rule(predicate, predicate.Parameters, predicate.Condition, true); break;
            case ClauseDeclarationSyntax clause: Clause(clause); break;
            case StateDeclarationSyntax state: State(state); break;
            case OperationDeclarationSyntax operation: Operation(operation); break;
            case ActionDeclarationSyntax action: Action(action); break;
            case RequestDeclarationSyntax request:
                if (Name(request, SymbolKind.Request, model.Requests.Contains, Signature(request.Name, request.Parameters)) is { } requestSymbol)
                {
                    model.Requests.Add(requestSymbol.Name, (requestSymbol, request));
                }

                break;
            case PropertyDeclarationSyntax property:
                if (Name(property, SymbolKind.Property, model.Properties.Contains, property.Name.Text, Reserved(["isolation"])) is { } propertySymbol)
                {
                    model.Properties.Add(propertySymbol.Name, (propertySymbol, property));
                }

                break;
        }
    }

    private void Enum(EnumDeclarationSyntax syntax)
    {
        var members = new List<EnumMemberIR>();
        var symbols = new List<Symbol>();
        Symbol? symbol = Name(syntax, SymbolKind.Enum, IsType, $"enum {syntax.Name.Text}", Vocabulary.Types.ContainsKey);
        foreach (EnumMemberSyntax member in syntax.Members)
        {
            ulong? number = member.Value is null ? (ulong)members.Count : NumberBinder.Integer(member.Value, NumberBinder.MostCount, sink);
            int earlier = members.FindIndex(m => m.Name == member.Name.Text);
            if (earlier >= 0 && !member.Name.IsMissing)
            {
                Duplicate(member.Name, symbols[earlier]);
                continue;
            }

            members.Add(new EnumMemberIR(member.Name.Text, (long)(number ?? 0)));
            symbols.Add(sink.Declare(SymbolKind.EnumMember, member.Name, "", $"{syntax.Name.Text} {member.Name.Text}", symbol));
        }

        if (symbol is not null) model.Enums.Add(symbol.Name, new DeclaredEnum(symbol, new EnumIR(symbol.Name, members, syntax.Documentation), symbols));
    }

    private void Object(ObjectDeclarationSyntax syntax)
    {
        ulong? limit = NumberBinder.Integer(syntax.Limit, MostObjects, sink);
        if (limit is 0) sink.Report(BindingDiagnostics.OutOfRange, syntax.Limit.Span, syntax.Limit.Text, "a pool holds at least 1");
        if (Name(syntax, SymbolKind.Object, IsType, $"object {syntax.Name.Text} limit {syntax.Limit.Text}", Vocabulary.Types.ContainsKey) is { } symbol)
        {
            model.Objects.Add(symbol.Name, new DeclaredObject(symbol, new ObjectIR(model.Objects.Count, symbol.Name, (int)(limit ?? 1), syntax.Documentation)));
        }
    }

    private void Setting(SettingDeclarationSyntax syntax)
    {
        IrType? type = TypeBinder.Bind(syntax.Type, model, sink);
        if (type is not null && type.Sort is not (Sort.Bool or Sort.Count or Sort.Version or Sort.Enum))
        {
            sink.Report(BindingDiagnostics.TypeNotHere, syntax.Type.Span, "a setting", type, "a setting is a bool, a count, a version or a member of an enum");
            type = null;
        }

        long? value = type is null ? null : ConstantBinder.Bind(syntax.Value, type, model, sink);
        if (Name(syntax, SymbolKind.Setting, model.Settings.Contains, $"setting {syntax.Name.Text}: {syntax.Type}", Reserved(["aliases"])) is { } symbol)
        {
            model.Settings.Add(symbol.Name, new DeclaredSetting(symbol, model.Settings.Count, symbol.Name, type, value ?? 0, syntax.Documentation));
        }
    }

    private void State(StateDeclarationSyntax syntax)
    {
        IrType? type = TypeBinder.Bind(syntax.Type, model, sink);
        IrType? key = TypeBinder.BindName(syntax.Key, model, sink);
        if (type is { Sort: Sort.Host })
        {
            sink.Report(BindingDiagnostics.TypeNotHere, syntax.Type.Span, "a state", type, "there is one host only");
            type = null;
        }

        if (key is not null && key.Sort is not (Sort.Host or Sort.Device or Sort.Group or Sort.User or Sort.Space or Sort.Object))
        {
            sink.Report(BindingDiagnostics.TypeNotHere, syntax.Key.Span, "the key of a state", key, "states are per host, device, group, user, space or object");
            key = null;
        }

        long? initial = type is null ? null : syntax.Initial is null ? Default(type) : ConstantBinder.Bind(syntax.Initial, type, model, sink);
        string? inverse = syntax.InverseName?.Text;
        if (inverse is not null && type is not null && key is not null && !CanHaveInverse(syntax, type, key)) inverse = null;
        string detail = $"{syntax.Name.Text}: {syntax.Type} per {syntax.Key.Text}";
        if (Name(syntax, SymbolKind.State, model.States.Contains, detail, Reserved(["context", "host", "base"])) is not { } symbol) return;

        StateIR? state = null;
        if (type is not null && key is not null && initial is { } known)
        {
            state = new StateIR(states++, symbol.Name, key, type, known, inverse, syntax.Documentation);
        }

        model.States.Add(symbol.Name, new DeclaredState(symbol, state, false));
        if (syntax.InverseName is not { IsMissing: false } name) return;
        if (model.States.TryGet(name.Text, out DeclaredState other))
        {
            Duplicate(name, other.Symbol);
            return;
        }

        Symbol inverseSymbol = sink.Declare(SymbolKind.Inverse, name, syntax.Documentation, $"{name.Text}: {syntax.Key.Text}s by {syntax.Name.Text}", symbol);
        model.States.Add(name.Text, new DeclaredState(inverseSymbol, inverse is null ? null : state, true));
    }

    private bool CanHaveInverse(StateDeclarationSyntax syntax, IrType type, IrType key)
    {
        bool wrongKey = key.Sort == Sort.Host;
        if (!wrongKey && type.Sort is Sort.Device or Sort.Group or Sort.User or Sort.Space or Sort.Object) return true;
        sink.Report(BindingDiagnostics.NoInverse, syntax.InverseName!.Span, syntax.Name.Text, wrongKey ? "key" : "value", wrongKey ? key : type);
        return false;
    }

    private void Rule(NamedMemberSyntax syntax, ParameterListSyntax list, ExpressionSyntax? body, bool isPredicate)
    {
        List<DeclaredParameter> parameters = Parameters(list, isPredicate ? "a predicate's parameter" : "a rule's parameter");
        SymbolKind kind = isPredicate ? SymbolKind.Predicate : SymbolKind.Rule;
        if (Name(syntax, kind, model.Callables.Contains, Signature(syntax.Name, list), Vocabulary.Functions.Contains) is { } symbol)
        {
            model.Callables.Add(symbol.Name, new DeclaredRule(symbol, symbol.Name, parameters, body, isPredicate, null, syntax.Documentation));
        }
    }

    private void Clause(ClauseDeclarationSyntax syntax)
    {
        List<DeclaredParameter> parameters = Parameters(syntax.Parameters, "a clause's parameter");
        if (parameters.Count != 1)
        {
            sink.Report(BindingDiagnostics.WrongCount, syntax.Parameters.Span, syntax.Name.Text, "one parameter", parameters.Count, "d: device");
        }
        else if (parameters[0].Type is { Sort: not Sort.Device } type)
        {
            sink.Report(BindingDiagnostics.TypeNotHere, parameters[0].Name.Span, "a clause's parameter", type, "clauses list devices");
        }

        if (Name(syntax, SymbolKind.Clause, model.Callables.Contains, Signature(syntax.Name, syntax.Parameters), Vocabulary.Functions.Contains) is { } symbol)
        {
            model.Callables.Add(symbol.Name, new DeclaredClause(symbol, symbol.Name, parameters, clauses++, syntax.Documentation));
        }
    }

    private void Action(ActionDeclarationSyntax syntax)
    {
        List<DeclaredParameter> parameters = Parameters(syntax.Parameters.Parameters, "an action's parameter", mayBeContext: true);
        if (Name(syntax, SymbolKind.Action, model.Callables.Contains, Signature(syntax.Name, syntax.Parameters), Vocabulary.Functions.Contains) is { } symbol)
        {
            model.Callables.Add(symbol.Name, new DeclaredAction(symbol, symbol.Name, parameters, syntax));
        }
    }

    private void Operation(OperationDeclarationSyntax syntax)
    {
        List<DeclaredParameter> parameters = Parameters(syntax.Parameters, "an operation's parameter");
        List<DeclaredParameter> gives = Parameters(syntax.Results, "a result");
        if (gives.Count > 2) sink.Report(BindingDiagnostics.TooManyResults, syntax.Results[2].Span, syntax.Name.Text, gives.Count);
        if (!Vocabulary.Actors.TryGetValue(syntax.Actor.Text, out Actor actor)) sink.Unknown("actor", syntax.Actor, Vocabulary.Actors.Keys, "an operation is by admin, kernel, user, device or hardware");
        Symbol? symbol = Name(syntax, SymbolKind.Operation, model.Operations.Contains, Signature(syntax.Name, syntax.Parameters));
        if (symbol is null) return;
        var symbols = new List<Symbol>();
        foreach (DeclaredParameter give in gives)
        {
            if (symbols.Find(s => s.Name == give.Name.Text) is { } earlier) Duplicate(give.Name, earlier);
            symbols.Add(sink.Declare(SymbolKind.Result, give.Name, "", $"{give.Name.Text}: {give.Type}", symbol));
        }

        model.Operations.Add(symbol.Name, new DeclaredOperation(symbol, symbol.Name, parameters, actor, gives, symbols, syntax));
    }

    private List<DeclaredParameter> Parameters(ParameterListSyntax list, string what) => Parameters(list.Parameters, what);

    private List<DeclaredParameter> Parameters(IEnumerable<ParameterSyntax> list, string what, bool mayBeContext = false) =>
        ParameterBinder.Bind(list, what, model, sink, mayBeContext);

    /// <summary>The symbol of a declaration, or null where the name is missing, taken or the language's own.</summary>
    private Symbol? Name(NamedMemberSyntax syntax, SymbolKind kind, Func<string, bool> taken, string detail, Func<string, bool>? reserved = null)
    {
        SyntaxToken name = syntax.Name;
        if (name.IsMissing)
        {
            sink.Fail();
            return null;
        }

        if (reserved?.Invoke(name.Text) == true)
        {
            sink.Report(BindingDiagnostics.ReservedName, name.Span, name.Text, Kinds.Show(kind));
            return null;
        }

        if (taken(name.Text))
        {
            Duplicate(name, Earlier(kind, name.Text));
            return null;
        }

        return sink.Declare(kind, name, syntax.Documentation, detail, model.Symbol);
    }

    private Symbol Earlier(SymbolKind kind, string name) => kind switch
    {
        SymbolKind.Enum or SymbolKind.Object => model.Enums.TryGet(name, out DeclaredEnum e) ? e.Symbol : model.Objects.TryGet(name, out DeclaredObject o) ? o.Symbol : model.Symbol,
        SymbolKind.State => model.States.TryGet(name, out DeclaredState s) ? s.Symbol : model.Symbol,
        SymbolKind.Setting => model.Settings.TryGet(name, out DeclaredSetting s) ? s.Symbol : model.Symbol,
        SymbolKind.Operation => model.Operations.TryGet(name, out DeclaredOperation op) ? op.Symbol : model.Symbol,
        SymbolKind.Request => model.Requests.TryGet(name, out var r) ? r.Symbol : model.Symbol,
        SymbolKind.Property => model.Properties.TryGet(name, out var p) ? p.Symbol : model.Symbol,
        _ => model.Callables.TryGet(name, out DeclaredCallable c) ? c.Symbol : model.Symbol,
    };

    private void Duplicate(SyntaxToken name, Symbol earlier) =>
        sink.Report(BindingDiagnostics.DuplicateName, name.Span, name.Text, $"line {earlier.Place.Line}");

    private bool IsType(string name) => model.Enums.Contains(name) || model.Objects.Contains(name);

    private static Func<string, bool> Reserved(string[] names) => name => Array.IndexOf(names, name) >= 0;

    private static long Default(IrType type) => type.Optional ? Ir.None : 0;

    private static string Signature(SyntaxToken name, ParameterListSyntax list) => name.Text + list;
}
