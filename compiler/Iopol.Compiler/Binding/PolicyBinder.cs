using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Closes a model by a policy and puts the IR together.</summary>
internal static class PolicyBinder
{
    /// <summary>Binds a model by itself, for its mistakes and for what is right but not meant.</summary>
    public static PolicyIR Check(ModelScope model, CancellationToken cancellationToken) =>
        Bind(new Closure(model, null, null, speaks: true), model.Symbol, cancellationToken).IR;

    /// <summary>Binds a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="settings">Values of settings a test wants otherwise, by index.</param>
    /// <param name="speaks">This pass reports the policy's mistakes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The policy, or null where something is wrong in the policy, a policy it extends or its model.</returns>
    public static ClosedPolicy? Bind(PolicyScope policy, IReadOnlyDictionary<int, long>? settings, bool speaks, CancellationToken cancellationToken)
    {
        var closure = new Closure(policy.Model, policy, settings, speaks);
        ClosedPolicy closed = Bind(closure, policy.Symbol, cancellationToken);
        return closure.HasErrors ? null : closed;
    }

    private static ClosedPolicy Bind(Closure closure, Symbol symbol, CancellationToken cancellationToken)
    {
        ModelScope model = closure.Model;
        closure.Rules.BindAll();
        closure.Actions.BindAll();
        var operations = new OperationBinder(closure);
        operations.BindAll(cancellationToken);
        var requests = new RequestBinder(closure, operations);
        List<RequestIR> boundRequests = [.. model.Requests.Items.Select(r => requests.Bind(r.Symbol, r.Syntax))];
        var properties = new List<PropertyIR>();
        foreach ((Symbol property, PropertyDeclarationSyntax syntax) in model.Properties.Items)
        {
            if (Property(closure, null, property, syntax) is { } bound) properties.Add(bound);
        }

        foreach (PolicyScope level in closure.Policy?.Chain ?? [])
        {
            foreach ((Symbol property, PropertyDeclarationSyntax syntax) in level.Properties.Items)
            {
                if (Property(closure, level, property, syntax) is { } bound) properties.Add(bound);
            }
        }

        var ir = new PolicyIR(
            symbol.Name, model.Name, symbol.Documentation, symbol.Place, closure.Settings,
            [.. model.Enums.Items.Select(e => e.Enum)], [.. model.Objects.Items.Select(o => o.Object)],
            [.. model.States.Items.Where(s => !s.IsInverse && s.State is not null).Select(s => s.State!)],
            [.. closure.DriverNames], closure.DriverSets, closure.Rules.All, closure.Clauses, closure.Actions.All, operations.All,
            boundRequests, properties, closure.Aliases, closure.Refusals);
        return new ClosedPolicy(closure, operations, ir);
    }

    private static PropertyIR? Property(Closure closure, PolicyScope? level, Symbol symbol, PropertyDeclarationSyntax syntax)
    {
        BindingSink sink = closure.Sink(level);
        var frame = new Frame(symbol);
        Expression? condition = new ExpressionBinder(closure, level, sink, frame, BodyKind.Property).BindAs(syntax.Condition, IrType.Bool);
        string text = syntax.Text is { IsMissing: false } written ? Literals.ReadString(written.Text) : "";
        return condition is null ? null : new PropertyIR(symbol.Name, text, condition, frame.Count, symbol.Place);
    }
}
