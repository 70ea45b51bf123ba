using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Names, members, states and literals.</summary>
internal sealed partial class ExpressionBinder
{
    private Expression? Name(SyntaxToken name, IrType? hint)
    {
        if (name.IsMissing) return Wrong();
        if (frame.Find(name.Text) is { } local) return Variable(name, local);
        if (name.Text == "isolation" && MayGoThroughHost) return new IsolationTest();
        if (Model.States.TryGet(name.Text, out DeclaredState state) && !state.IsInverse && (state.State is null || state.State.Key.Sort == Sort.Host))
        {
            sink.Refer(name, state.Symbol);
            return state.State is null ? Wrong() : new StateReference(state.State, null);
        }

        if (Model.Settings.TryGet(name.Text, out DeclaredSetting setting))
        {
            sink.Refer(name, setting.Symbol);
            return setting.Type is null ? Wrong() : new SettingReference(closure.Settings[setting.Index]);
        }

        return Contextual(name, hint);
    }

    private Expression? Variable(SyntaxToken name, Local local)
    {
        if (local.Variable is null || local.Symbol is null) return Wrong();
        sink.Refer(name, local.Symbol);
        if (!frame.IsStale(local)) return new VariableReference(local.Variable);
        sink.Report(BindingDiagnostics.UsedAfterBlock, name.Span, name.Text);
        return null;
    }

    /// <summary>A name that means something because of what is expected here: a driver, a member, a context, a user of the test.</summary>
    private Expression? Contextual(SyntaxToken name, IrType? hint)
    {
        if (hint is { Sort: Sort.Driver }) return Driver(name);
        if (hint is { Sort: Sort.User } && body == BodyKind.Test)
        {
            int user = 0;
            while (user < Users.Count && Users[user] != name.Text) user++;
            if (user < Users.Count) return new UserConstant(user);
            sink.Unknown("user", name, Users, "no step of this test is by a user of this name");
            return null;
        }

        IReadOnlyCollection<string> members = [];
        IrType? plain = hint is null ? null : hint with { Optional = false };
        if (plain is not null && ConstantBinder.Member(name, plain, Model, sink, out members) is { } value) return new Constant(plain, value);
        if (OfAnotherKind(name) is (string what, string instead))
        {
            sink.Report(BindingDiagnostics.WrongShape, name.Span, name.Text, what, instead);
            return null;
        }

        string kind = members.Count > 0 ? ConstantBinder.Kind(plain!) : "name";
        string? help = name.Text == "caller" ? "only an operation by a user has a caller; pass it to actions as a parameter"
            : members.Count > 0 ? $"one of {string.Join(", ", members)}" : null;
        sink.Unknown(kind, name, frame.Names.Concat(members.Count > 0 ? members : Model.Settings.Names), help);
        return null;
    }

    private DriverConstant? Driver(SyntaxToken name)
    {
        if (level?.FindDriverSet(name.Text) is { } set)
        {
            sink.Refer(name, set.Symbol);
            sink.Report(BindingDiagnostics.SetForDriver, name.Span, name.Text);
            return null;
        }

        return new DriverConstant(closure.Driver(name.Text));
    }

    /// <summary>What a name is that cannot stand by itself, and how it is written.</summary>
    private (string What, string Instead)? OfAnotherKind(SyntaxToken name)
    {
        if (Model.States.TryGet(name.Text, out DeclaredState state) && state.State is { } known)
        {
            sink.Refer(name, state.Symbol);
            return state.IsInverse ? ("the inverse of a state and has one set per value", $"'in {name.Text}[…]'") : ($"a state per {known.Key}", $"{name.Text}[…]");
        }

        if ((level?.FindCallable(name.Text) ?? (Model.Callables.TryGet(name.Text, out DeclaredCallable c) ? c : null)) is { } callable)
        {
            sink.Refer(name, callable.Symbol);
            return (Kinds.Show(callable.Symbol.Kind), $"{name.Text}({string.Join(", ", callable.Parameters.Select(p => p.Name.Text))})");
        }

        if (level?.FindDriverSet(name.Text) is { } set)
        {
            sink.Refer(name, set.Symbol);
            return ("a set of drivers", $"'in {name.Text}'");
        }

        if (name.Text == "host") return ("the host", "host.isolated_msi or another fact of it");
        return Vocabulary.Functions.Contains(name.Text) ? ("a function", $"{name.Text}(…)") : null;
    }

    private FactReference? Member(MemberExpressionSyntax syntax)
    {
        if (syntax.Target is NameExpressionSyntax { Name.Text: "host" } && frame.Find("host") is null)
        {
            if (Vocabulary.HostFacts.TryGetValue(syntax.Name.Text, out (Fact Fact, IrType Type) ofHost)) return new FactReference(ofHost.Type, ofHost.Fact, null);
            sink.Unknown("fact of the host", syntax.Name, Vocabulary.HostFacts.Keys, $"one of {string.Join(", ", Vocabulary.HostFacts.Keys)}");
            return null;
        }

        if (Bind(syntax.Target) is not { } target) return null;
        if (target.Type.Sort != Sort.Device)
        {
            string help = target.Type.Sort is Sort.Object or Sort.Group && Model.States.Contains(syntax.Name.Text)
                ? $"states are written {syntax.Name.Text}[{syntax.Target}]" : "only devices and the host have facts";
            sink.Report(new Diagnostic(BindingDiagnostics.TypeMismatch, sink.Source.GetLocation(syntax.Target.Span), syntax.Target, target.Type, "device").WithHelp(help));
            return null;
        }

        if (Vocabulary.DeviceFacts.TryGetValue(syntax.Name.Text, out (Fact Fact, IrType Type) fact)) return new FactReference(fact.Type, fact.Fact, target);
        sink.Unknown("fact of a device", syntax.Name, Vocabulary.DeviceFacts.Keys, $"one of {string.Join(", ", Vocabulary.DeviceFacts.Keys)}");
        return null;
    }

    private Expression? Index(IndexExpressionSyntax syntax)
    {
        if (syntax.Target is not NameExpressionSyntax { Name: var name })
        {
            sink.Report(BindingDiagnostics.WrongShape, syntax.Target.Span, syntax.Target, "not the name of a state", "STATE[…]");
            return null;
        }

        if (name.Text == "context") return BindAs(syntax.Key, new IrType(Sort.Device)) is { } device ? new ContextOf(device) : null;
        if (FindState(name) is not { } declared) return null;
        if (declared.IsInverse)
        {
            sink.Report(BindingDiagnostics.WrongShape, syntax.Span, syntax, "a set of things", $"'any x in {syntax}' or 'x in {syntax}'");
            return null;
        }

        if (declared.State is not { } state) return Wrong();
        if (state.Key.Sort == Sort.Host)
        {
            sink.Report(BindingDiagnostics.WrongShape, syntax.Span, syntax, "a state of the host with an index", name.Text);
            return null;
        }

        return BindAs(syntax.Key, state.Key) is { } key ? new StateReference(state, key) : null;
    }

    /// <summary>A state or an inverse by name.</summary>
    private DeclaredState? FindState(SyntaxToken name)
    {
        if (Model.States.TryGet(name.Text, out DeclaredState declared))
        {
            sink.Refer(name, declared.Symbol);
            return declared;
        }

        sink.Unknown("state", name, Model.States.Names.Concat(["context"]));
        return null;
    }

    private Expression? Literal(SyntaxToken token, IrType? hint)
    {
        // A driver whose name is no name of the language.
        if (token is { Kind: SyntaxKind.StringLiteral, IsMissing: false } && hint is { Sort: Sort.Driver }) return new DriverConstant(closure.Driver(Literals.ReadString(token.Text)));
        if (token.Kind != SyntaxKind.AddressLiteral) return ConstantBinder.Literal(token, hint, sink);
        if (token.IsMissing) return Wrong();
        if (body == BodyKind.Test) return NumberBinder.Address(token, sink) is { } address ? new DeviceConstant(address) : null;
        sink.Report(BindingDiagnostics.AddressInDecision, token.Span, token.Text);
        return null;
    }
}
