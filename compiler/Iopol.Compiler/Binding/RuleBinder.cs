using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Binds the rules and predicates of a closure, callees before callers.</summary>
internal sealed class RuleBinder
{
    private readonly Closure closure;
    private readonly Dictionary<DeclaredRule, Implementation> tops = [];
    private readonly List<RuleIR> rules = [];

    public RuleBinder(Closure closure)
    {
        this.closure = closure;
        foreach (DeclaredRule rule in closure.Model.Rules.Concat(closure.Policy?.Chain.SelectMany(p => p.Predicates.Items) ?? [])) tops.Add(rule, Implement(rule));
    }

    /// <summary>All of them, index = <see cref="RuleIR.Index"/>.</summary>
    public IReadOnlyList<RuleIR> All => rules;

    public void BindAll()
    {
        foreach (Implementation at in CallOrder.Sort(tops.Values, Callees, ReportCycle, ReportDepth)) Bind(at);
    }

    /// <summary>The rule as the closure has it; null where it is wrong and that was reported.</summary>
    public RuleIR? Find(DeclaredRule rule) => tops.TryGetValue(rule, out Implementation? top) ? top.IR : null;

    private Implementation Implement(DeclaredRule rule)
    {
        Implementation? at = rule.Body is null ? null
            : new Implementation(rule, rule.Owner, [.. rule.Parameters.Select(p => p.Name)], rule.Body, rule.Symbol.Place, rule.Documentation, null);
        foreach (PolicyScope level in closure.Policy?.Chain ?? [])
        {
            if (!level.Definitions.TryGet(rule.Name, out Definition definition) || definition.Rule != rule) continue;
            BindingSink sink = closure.Sink(level);
            IReadOnlyList<SyntaxToken>? names = ParameterBinder.BindNames(rule.Name, definition.Syntax.Parameters, rule.Parameters, closure.Model, sink);
            string documentation = definition.Syntax.Documentation.Length > 0 ? definition.Syntax.Documentation : rule.Documentation;
            Implementation? below = definition.Syntax.OverrideKeyword is null ? null : at;
            at = new Implementation(rule, level, names, definition.Syntax.Body, sink.Place(definition.Syntax.Name.Span), documentation, below);
        }

        if (at is not null) return at;
        if (closure.Policy is { } policy) ReportNotSupplied(rule, policy);
        return new Implementation(rule, null, [.. rule.Parameters.Select(p => p.Name)], null, rule.Symbol.Place, rule.Documentation, null);
    }

    private IEnumerable<Implementation> Callees(Implementation at)
    {
        // What an override replaced stays callable even if nothing calls it now.
        if (at.Below is not null) yield return at.Below;
        if (at.Body is null) yield break;
        foreach (CallExpressionSyntax call in at.Body.DescendantsAndSelf().OfType<CallExpressionSyntax>())
        {
            if (call.Callee is NameExpressionSyntax name
                && (at.Level?.FindCallable(name.Name.Text) ?? Model(at, name.Name.Text)) is DeclaredRule rule
                && tops.TryGetValue(rule, out Implementation? callee))
            {
                yield return callee;
            }
        }
    }

    private DeclaredCallable? Model(Implementation at, string name) =>
        at.Level is null && closure.Model.Callables.TryGet(name, out DeclaredCallable callable) ? callable : null;

    private void Bind(Implementation at)
    {
        BindingSink sink = closure.Sink(at.Level);
        var frame = new Frame(at.Rule.Symbol);
        var parameters = new List<VariableIR>();
        if (at.Names is null || at.Rule.Parameters.Any(p => p.Type is null)) return;
        for (int i = 0; i < at.Names.Count; i++) parameters.Add(frame.Declare(sink, at.Names[i], at.Rule.Parameters[i].Type!, SymbolKind.Parameter, survives: true));
        Expression? body = at.Body is null ? new Constant(IrType.Bool, 1)
            : new ExpressionBinder(closure, at.Level, sink, frame, BodyKind.Rule) { BaseName = at.Rule.Name, Base = at.Below }.BindAs(at.Body, IrType.Bool);
        if (body is null) return;
        int depth = 1;
        for (Implementation? below = at.Below; below is not null; below = below.Below) depth++;
        bool replaced = tops[at.Rule] != at;
        string name = replaced ? $"base.{at.Rule.Name}.{depth}" : at.Rule.Name;
        SourcePlace bodyPlace = at.Body is null ? at.Place : sink.Place(at.Body.Span);
        at.IR = new RuleIR(rules.Count, name, parameters, body, at.Rule.IsPredicate, at.Place, bodyPlace, at.Documentation);
        rules.Add(at.IR);
    }

    private void ReportCycle(IReadOnlyList<Implementation> cycle)
    {
        // The policy that closes the circle is told, not the model or base policy it closes it through.
        int first = 0;
        for (int i = 1; i < cycle.Count; i++)
        {
            if (Height(cycle[i]) > Height(cycle[first])) first = i;
        }

        IReadOnlyList<Implementation> turned = [.. cycle.Skip(first), .. cycle.Take(first)];
        Implementation at = turned[0];
        string chain = string.Join(" → ", turned.Select(c => c.Rule.Name).Concat([at.Rule.Name]));
        BindingSink sink = Height(at) == 0 && closure.Policy is not null ? closure.ModelSink : closure.Sink(at.Level);
        sink.Report(BindingDiagnostics.Recursive, at.Place.Span, at.Rule.IsPredicate ? "predicate" : "rule", at.Rule.Name, chain);
    }

    private void ReportDepth(Implementation at) =>
        closure.Sink(at.Level).Report(BindingDiagnostics.CallsTooDeep, at.Place.Span, at.Rule.Name, CallOrder.Deepest);

    private static int Height(Implementation at) => at.Level?.Chain.Count ?? 0;

    private void ReportNotSupplied(DeclaredRule rule, PolicyScope policy)
    {
        BindingSink sink = closure.Sink(policy);
        if (policy.Base is not null && policy.Base.FindDefinition(rule.Name) is null && policy.Base.Sink.HasErrors)
        {
            sink.Fail();
            return;
        }

        string parameters = string.Join(", ", rule.Parameters.Select(p => p.Name.Text));
        string head = $"{rule.Name}({parameters})";
        Diagnostic diagnostic = new(BindingDiagnostics.RuleNotSupplied, sink.Source.GetLocation(policy.Syntax.Name.Span),
            policy.Name, $"{rule.Name}({ParameterBinder.Show(rule.Parameters)})", closure.Model.Name, head);
        sink.Report(policy.Syntax.CloseBrace.IsMissing ? diagnostic
            : diagnostic.WithFix($"Supply '{rule.Name}'", MemberInsertion.Into(policy.Syntax, sink.Source, $"{head} = false;")));
    }

    /// <summary>A body that stands for a rule: the model's default, what a policy supplies, or what another one puts in its place.</summary>
    internal sealed class Implementation(
        DeclaredRule rule, PolicyScope? level, IReadOnlyList<SyntaxToken>? names, ExpressionSyntax? body, SourcePlace place, string documentation, Implementation? below)
    {
        public DeclaredRule Rule { get; } = rule;

        public PolicyScope? Level { get; } = level;

        public IReadOnlyList<SyntaxToken>? Names { get; } = names;

        public ExpressionSyntax? Body { get; } = body;

        public SourcePlace Place { get; } = place;

        public string Documentation { get; } = documentation;

        /// <summary>What this one replaces, and <c>base.NAME</c> means in it.</summary>
        public Implementation? Below { get; } = below;

        public RuleIR? IR { get; set; }
    }
}
