using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Binds the selectors the policies of a closure declare, each once, those others use first.</summary>
internal sealed class NamedSelectors
{
    private readonly Closure closure;
    private readonly Dictionary<DeclaredSelector, (Selector Selector, int Terms)> bound = [];

    public NamedSelectors(Closure closure) => this.closure = closure;

    public void BindAll()
    {
        IEnumerable<DeclaredSelector> all = closure.Policy?.Chain.SelectMany(p => p.Selectors.Items) ?? [];
        foreach (DeclaredSelector declared in CallOrder.Sort(all, Parts, ReportCycle, ReportDepth))
        {
            var binder = new SelectorBinder(closure, declared.Owner, closure.Sink(declared.Owner));
            if (binder.Bind(declared.Syntax.Selector) is { } selector) bound.Add(declared, (selector, binder.Terms));
        }
    }

    /// <summary>The selector and how many terms it has; null where it is wrong and that was reported.</summary>
    public (Selector Selector, int Terms)? Find(DeclaredSelector declared) => bound.TryGetValue(declared, out (Selector, int) found) ? found : null;

    private static IEnumerable<DeclaredSelector> Parts(DeclaredSelector declared) => declared.Syntax.Selector.DescendantsAndSelf()
        .OfType<NamedSelectorSyntax>().Select(n => declared.Owner.FindSelector(n.Name.Text)).Where(s => s is not null).Select(s => s!);

    private void ReportCycle(IReadOnlyList<DeclaredSelector> cycle)
    {
        string chain = string.Join(" → ", cycle.Select(c => c.Symbol.Name).Concat([cycle[0].Symbol.Name]));
        closure.Sink(cycle[0].Owner).Report(BindingDiagnostics.Recursive, cycle[0].Syntax.Name.Span, "selector", cycle[0].Symbol.Name, chain);
    }

    private void ReportDepth(DeclaredSelector declared) =>
        closure.Sink(declared.Owner).Report(BindingDiagnostics.CallsTooDeep, declared.Syntax.Name.Span, declared.Symbol.Name, CallOrder.Deepest);
}
