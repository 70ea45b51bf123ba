using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Enters what a policy declares and supplies into its scope, before any body is read.</summary>
internal sealed class PolicyDeclarer
{
    private readonly PolicyScope policy;
    private readonly BindingSink sink;

    private PolicyDeclarer(PolicyScope policy)
    {
        this.policy = policy;
        sink = policy.Sink;
    }

    private ModelScope Model => policy.Model;

    public static void Declare(PolicyScope policy)
    {
        var declarer = new PolicyDeclarer(policy);
        foreach (MemberSyntax member in policy.Syntax.Members) declarer.Member(member);
        int sets = policy.Upwards().Sum(p => p.DriverSets.Count);
        if (sets > 64) policy.Sink.Report(BindingDiagnostics.TooManyDriverSets, policy.Syntax.Name.Span, policy.Name, sets);
    }

    private void Member(MemberSyntax member)
    {
        switch (member)
        {
            case DriverSetDeclarationSyntax set:
                if (Name(set, SymbolKind.DriverSet, Earlier(p => p.DriverSets.TryGet(set.Name.Text, out DeclaredDriverSet s) ? s.Symbol : null), $"drivers {set.Name.Text}") is { } setSymbol)
                {
                    policy.DriverSets.Add(setSymbol.Name, new DeclaredDriverSet(setSymbol, set, policy));
                }

                break;
            case SelectorDeclarationSyntax selector:
                if (Name(selector, SymbolKind.Selector, Earlier(p => p.Selectors.TryGet(selector.Name.Text, out DeclaredSelector s) ? s.Symbol : null), $"select {selector.Name.Text}") is { } selectorSymbol)
                {
                    policy.Selectors.Add(selectorSymbol.Name, new DeclaredSelector(selectorSymbol, selector, policy));
                }

                break;
            case PredicateDeclarationSyntax predicate: Predicate(predicate); break;
            case PropertyDeclarationSyntax property:
                Symbol? taken = Earlier(p => p.Properties.TryGet(property.Name.Text, out var found) ? found.Symbol : null)
                    ?? (Model.Properties.TryGet(property.Name.Text, out var ofModel) ? ofModel.Symbol : null);
                if (Name(property, SymbolKind.Property, taken, property.Name.Text, property.Name.Text == "isolation") is { } propertySymbol)
                {
                    policy.Properties.Add(propertySymbol.Name, (propertySymbol, property));
                }

                break;
            case RuleDefinitionSyntax definition: Define(definition); break;
            case SettingAssignmentSyntax setting: Set(setting); break;
            case AliasHandlingSyntax aliases: Aliases(aliases); break;
            case ClauseUseSyntax use:
                if (Model.Callables.TryGet(use.Clause.Text, out DeclaredCallable clause) && clause is DeclaredClause declaredClause)
                {
                    sink.Refer(use.Clause, declaredClause.Symbol);
                    policy.ClauseUses.Add((declaredClause, use));
                }
                else
                {
                    sink.Unknown($"clause of model '{Model.Name}' called", use.Clause, Model.Clauses.Select(c => c.Name));
                }

                break;
            case ForbidDeclarationSyntax forbid:
                if (Model.Operations.TryGet(forbid.Operation.Text, out DeclaredOperation operation))
                {
                    sink.Refer(forbid.Operation, operation.Symbol);
                    policy.Forbids.Add((operation, forbid));
                }
                else
                {
                    sink.Unknown("operation", forbid.Operation, Model.Operations.Names);
                }

                break;
        }
    }

    private void Predicate(PredicateDeclarationSyntax syntax)
    {
        List<DeclaredParameter> parameters = ParameterBinder.Bind(syntax.Parameters.Parameters, "a predicate's parameter", Model, sink);
        Symbol? taken = policy.FindCallable(syntax.Name.Text)?.Symbol;
        bool reserved = Vocabulary.Functions.Contains(syntax.Name.Text);
        if (Name(syntax, SymbolKind.Predicate, taken, syntax.Name.Text + syntax.Parameters, reserved) is { } symbol)
        {
            policy.Predicates.Add(symbol.Name, new DeclaredRule(symbol, symbol.Name, parameters, syntax.Condition, true, policy, syntax.Documentation));
        }
    }

    private void Define(RuleDefinitionSyntax syntax)
    {
        SyntaxToken name = syntax.Name;
        if (name.IsMissing)
        {
            sink.Fail();
            return;
        }

        if (policy.FindCallable(name.Text) is not DeclaredRule rule || (rule.IsPredicate && syntax.OverrideKeyword is null))
        {
            NotAsked(syntax);
            return;
        }

        sink.Refer(name, rule.Symbol);
        if (policy.Definitions.TryGet(name.Text, out Definition own))
        {
            sink.Report(BindingDiagnostics.DuplicateName, name.Span, name.Text, $"line {own.Owner.Sink.Place(own.Syntax.Name.Span).Line}");
            return;
        }

        Definition? older = policy.Base?.FindDefinition(name.Text);
        bool supplied = older is not null || (rule.IsPredicate && rule.Owner is not null && rule.Owner != policy) || (rule.Body is not null && !rule.IsPredicate && policy.Base is not null);
        if (syntax.OverrideKeyword is not null && !supplied)
        {
            sink.Report(BindingDiagnostics.NothingToOverride, syntax.OverrideKeyword.Span, name.Text);
        }

        if (syntax.OverrideKeyword is null && older is not null)
        {
            var edit = new TextEdit(new TextSpan(name.Span.Start, 0), "override ");
            sink.ReportFixable("Write 'override'", edit, BindingDiagnostics.OverrideMissing, name.Span, name.Text, older.Owner.Name);
        }

        policy.Definitions.Add(name.Text, new Definition(rule, syntax, policy));
    }

    private void NotAsked(RuleDefinitionSyntax syntax)
    {
        var diagnostic = new Diagnostic(BindingDiagnostics.RuleNotAsked, sink.Source.GetLocation(syntax.Name.Span), Model.Name, syntax.Name.Text);
        string? near = NearNames.Find(syntax.Name.Text, Model.Rules.Where(r => !r.IsPredicate).Select(r => r.Name));
        sink.Report(near is null ? diagnostic
            : diagnostic.WithHelp($"did you mean '{near}'?").WithFix($"Write '{near}'", new TextEdit(syntax.Name.Span, near)));
    }

    private void Set(SettingAssignmentSyntax syntax)
    {
        if (!Model.Settings.TryGet(syntax.Name.Text, out DeclaredSetting setting))
        {
            sink.Unknown($"setting of model '{Model.Name}' called", syntax.Name, Model.Settings.Names.Concat(["aliases"]));
            return;
        }

        sink.Refer(syntax.Name, setting.Symbol);
        if (setting.Type is null || ConstantBinder.Bind(syntax.Value, setting.Type, Model, sink) is not { } value) return;
        if (policy.Settings.ContainsKey(setting.Index)) sink.Report(BindingDiagnostics.DuplicateName, syntax.Name.Span, syntax.Name.Text, $"policy '{policy.Name}'");
        policy.Settings[setting.Index] = value;
    }

    private void Aliases(AliasHandlingSyntax syntax)
    {
        if (policy.Aliases is not null)
        {
            sink.Report(BindingDiagnostics.DuplicateName, syntax.AliasesKeyword.Span, "aliases", $"policy '{policy.Name}'");
            return;
        }

        if (syntax.RefuseKeyword is not null)
        {
            policy.Aliases = new AliasHandling(AliasKind.Refuse, ErrnoBinder.Bind(syntax.Value, sink));
        }
        else if (Vocabulary.Aliases.TryGetValue(syntax.Value.Text, out AliasKind kind))
        {
            policy.Aliases = new AliasHandling(kind, null);
        }
        else
        {
            sink.Unknown("alias handling", syntax.Value, Vocabulary.Aliases.Keys, "write together, untracked or refuse ERRNO");
        }
    }

    private Symbol? Earlier(Func<PolicyScope, Symbol?> find) => policy.Upwards().Select(find).FirstOrDefault(s => s is not null);

    private Symbol? Name(NamedMemberSyntax syntax, SymbolKind kind, Symbol? taken, string detail, bool reserved = false)
    {
        if (syntax.Name.IsMissing)
        {
            sink.Fail();
        }
        else if (reserved)
        {
            sink.Report(BindingDiagnostics.ReservedName, syntax.Name.Span, syntax.Name.Text, Kinds.Show(kind));
        }
        else if (taken is not null)
        {
            string where = taken.Place.Path == sink.Source.Path ? $"line {taken.Place.Line}" : taken.Place.ToString();
            sink.Report(BindingDiagnostics.DuplicateName, syntax.Name.Span, syntax.Name.Text, where);
        }
        else
        {
            return sink.Declare(kind, syntax.Name, syntax.Documentation, detail, policy.Symbol);
        }

        return null;
    }
}
