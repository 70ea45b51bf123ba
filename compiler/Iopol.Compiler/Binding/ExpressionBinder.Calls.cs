using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Calls, and what a quantifier goes through.</summary>
internal sealed partial class ExpressionBinder
{
    /// <summary>Binds arguments to parameters, left to right; null where one is wrong or their number is.</summary>
    public List<Expression>? Arguments(SyntaxToken name, SyntaxNode call, IReadOnlyList<ExpressionSyntax> arguments, IReadOnlyList<DeclaredParameter> parameters)
    {
        if (arguments.Count != parameters.Count)
        {
            sink.Report(BindingDiagnostics.WrongCount, call.Span, name.Text, ParameterBinder.Count(parameters.Count), arguments.Count, ParameterBinder.Show(parameters));
            return null;
        }

        return Arguments(arguments, [.. parameters.Select(p => p.Type)]);
    }

    /// <summary>Binds the call of an effect on a range of a space: <c>map</c>, <c>unmap</c> or <c>unmap_within</c>.</summary>
    public List<Expression>? RangeArguments(CallExpressionSyntax call, bool withAccess)
    {
        List<IrType?> types = [new IrType(Sort.Space), IrType.Address, IrType.Address];
        if (withAccess) types.Add(new IrType(Sort.Access));
        if (call.Arguments.Count == types.Count) return Arguments(call.Arguments, types);
        sink.Report(BindingDiagnostics.WrongCount, call.Span, call.Callee, ParameterBinder.Count(types.Count), call.Arguments.Count,
            withAccess ? "space, iova: address, size: address, access" : "space, iova: address, size: address");
        return null;
    }

    /// <summary>Binds the call of <c>copy</c>.</summary>
    public List<Expression>? CopyArguments(CallExpressionSyntax call)
    {
        if (call.Arguments.Count == 2) return Arguments(call.Arguments, [new IrType(Sort.Space), new IrType(Sort.Space)]);
        sink.Report(BindingDiagnostics.WrongCount, call.Span, call.Callee, ParameterBinder.Count(2), call.Arguments.Count, "from: space, to: space");
        return null;
    }

    /// <summary>What a quantifier, a membership or an <c>each</c> goes through.</summary>
    public Domain? Domain(ExpressionSyntax syntax)
    {
        switch (syntax)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                return Domain(parenthesized.Inner);
            case NameExpressionSyntax name when frame.Find(name.Name.Text) is null && Everything(name.Name) is { } element:
                if (MayGoThroughHost) return new EverythingDomain(element);
                sink.Report(BindingDiagnostics.WholeHost, name.Span, name.Name.Text);
                return null;
            case IndexExpressionSyntax { Target: NameExpressionSyntax name } index when Model.States.TryGet(name.Name.Text, out DeclaredState declared) && declared.IsInverse:
                sink.Refer(name.Name, declared.Symbol);
                if (declared.State is not { } state)
                {
                    sink.Fail();
                    return null;
                }

                return BindAs(index.Key, state.Type) is { } value ? new InverseDomain(state, value) : null;
            case CallExpressionSyntax { Callee: NameExpressionSyntax { Name.Text: "sharers" or "slot" } callee } call:
                if (call.Arguments.Count != 1)
                {
                    sink.Report(BindingDiagnostics.WrongCount, call.Span, callee.Name.Text, "1 argument", call.Arguments.Count, "device");
                    return null;
                }

                if (BindAs(call.Arguments[0], new IrType(Sort.Device)) is not { } device) return null;
                return callee.Name.Text == "slot" ? new SlotDomain(device) : new SharersDomain(device);
        }

        if (Bind(syntax) is not { } members) return null;
        if (members.Type.Sort == Sort.Group) return new GroupDomain(members);
        sink.Report(BindingDiagnostics.NotADomain, syntax.Span, syntax);
        return null;
    }

    /// <summary>The type of the members of the whole host a name stands for, or null.</summary>
    private IrType? Everything(SyntaxToken name)
    {
        if (Model.Objects.TryGet(name.Text, out DeclaredObject declared))
        {
            sink.Refer(name, declared.Symbol);
            return new IrType(Sort.Object, Object: declared.Object);
        }

        return name.Text switch
        {
            "devices" => new IrType(Sort.Device),
            "groups" => new IrType(Sort.Group),
            "users" => new IrType(Sort.User),
            "spaces" => new IrType(Sort.Space),
            _ => null,
        };
    }

    private List<Expression>? Arguments(IReadOnlyList<ExpressionSyntax> arguments, List<IrType?> types)
    {
        var bound = new List<Expression>();
        for (int i = 0; i < arguments.Count; i++)
        {
            // A parameter whose own type is wrong takes anything.
            Expression? argument = types[i] is { } type ? BindAs(arguments[i], type) : null;
            if (types[i] is null) sink.Fail();
            if (argument is not null) bound.Add(argument);
        }

        return bound.Count == types.Count ? bound : null;
    }

    private Expression? Call(CallExpressionSyntax syntax)
    {
        if (syntax.Callee is MemberExpressionSyntax { Target: NameExpressionSyntax { Name.Text: "base" } } replaced) return BaseCall(syntax, replaced.Name);
        if (syntax.Callee is not NameExpressionSyntax { Name: var name })
        {
            sink.Report(BindingDiagnostics.WrongShape, syntax.Callee.Span, syntax.Callee, "not the name of something that can be called", "NAME(…)");
            return null;
        }

        if (name.IsMissing) return Wrong();
        if (Vocabulary.Builtins.TryGetValue(name.Text, out (Builtin Function, Sort[] Parameters) builtin)) return BuiltinCall(syntax, name, builtin.Function, builtin.Parameters);
        switch (name.Text)
        {
            case "can_reach":
                if (syntax.Arguments.Count != 2) return WrongCount(syntax, name, "2 arguments", "user, device");
                return Arguments(syntax.Arguments, [new IrType(Sort.User), new IrType(Sort.Device)]) is { } reach ? new CanReach(reach[0], reach[1]) : null;
            case "map" or "unmap" or "unmap_within" or "copy":
                sink.Report(BindingDiagnostics.EffectInside, syntax.Span, name.Text);
                return null;
            case "sharers" or "slot":
                sink.Report(BindingDiagnostics.WrongShape, syntax.Span, syntax, "a set of devices", $"'any d in {syntax}' or 'd in {syntax}'");
                return null;
        }

        DeclaredCallable? callee = level?.FindCallable(name.Text) ?? (Model.Callables.TryGet(name.Text, out DeclaredCallable ofModel) ? ofModel : null);
        switch (callee)
        {
            case DeclaredRule rule:
                sink.Refer(name, rule.Symbol);
                if (Arguments(name, syntax, syntax.Arguments, rule.Parameters) is not { } arguments) return null;
                return closure.Rules.Find(rule) is { } bound ? new RuleCall(bound, arguments) : Wrong();
            case DeclaredClause clause:
                sink.Refer(name, clause.Symbol);
                return Arguments(name, syntax, syntax.Arguments, clause.Parameters) is { Count: 1 } listed ? new ClauseTest(closure.Clauses[clause.Index], listed[0]) : null;
            case DeclaredAction action:
                sink.Refer(name, action.Symbol);
                sink.Report(BindingDiagnostics.WrongShape, syntax.Span, name.Text, "an action, which has no value", $"it as a statement of its own: {name.Text}(…);");
                return null;
            default:
                IEnumerable<string> candidates = Model.Callables.Names.Concat(level?.Upwards().SelectMany(p => p.Predicates.Names) ?? []).Concat(Vocabulary.Functions);
                sink.Unknown("rule or predicate", name, candidates);
                return null;
        }
    }

    private Expression? BaseCall(CallExpressionSyntax syntax, SyntaxToken name)
    {
        if (name.Text != BaseName || Base is null)
        {
            sink.Report(BindingDiagnostics.NoBase, syntax.Callee.Span, name.Text);
            return null;
        }

        sink.Refer(name, Base.Rule.Symbol);
        if (Arguments(name, syntax, syntax.Arguments, Base.Rule.Parameters) is not { } arguments) return null;
        return Base.IR is { } rule ? new RuleCall(rule, arguments) : Wrong();
    }

    private BuiltinCall? BuiltinCall(CallExpressionSyntax syntax, SyntaxToken name, Builtin function, Sort[] parameters)
    {
        if (syntax.Arguments.Count != parameters.Length)
        {
            WrongCount(syntax, name, ParameterBinder.Count(parameters.Length), string.Join(", ", parameters.Select(p => p.ToString().ToLowerInvariant())));
            return null;
        }

        return Arguments(syntax.Arguments, [.. parameters.Select(p => new IrType(p))]) is { } arguments ? new BuiltinCall(IrType.Bool, function, arguments) : null;
    }

    private Expression? WrongCount(CallExpressionSyntax syntax, SyntaxToken name, string wanted, string parameters)
    {
        sink.Report(BindingDiagnostics.WrongCount, syntax.Span, name.Text, wanted, syntax.Arguments.Count, parameters);
        return null;
    }

    private NewExpression? New(NewExpressionSyntax syntax, string operation, bool mayMake)
    {
        if (!mayMake)
        {
            sink.Report(BindingDiagnostics.NotInAction, syntax.Span, "new");
            return null;
        }

        IrType type;
        ObjectIR? pool = null;
        if (syntax.Type.Text == "space")
        {
            type = new IrType(Sort.Space);
        }
        else if (Model.Objects.TryGet(syntax.Type.Text, out DeclaredObject declared))
        {
            sink.Refer(syntax.Type, declared.Symbol);
            pool = declared.Object;
            type = new IrType(Sort.Object, Object: pool);
        }
        else
        {
            sink.Unknown("object", syntax.Type, Model.Objects.Names.Concat(["space"]), "objects are declared with 'object NAME limit N;'");
            return null;
        }

        return new NewExpression(type, pool, closure.Refuse(operation, operation, "ENOMEM", MessageIR.Empty, sink.Place(syntax.Span)));
    }

    private UnmapExpression? Unmap(CallExpressionSyntax syntax) =>
        RangeArguments(syntax, withAccess: false) is { } range
            ? new UnmapExpression(range[0], range[1], range[2], syntax.Callee is NameExpressionSyntax { Name.Text: "unmap_within" }) : null;
}
