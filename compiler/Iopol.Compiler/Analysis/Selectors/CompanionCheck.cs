using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.Selectors;

/// <summary>
/// Looks, on the hosts the policies are tested on, for entries that spare one function of a device by its address and meet another one of it in the
/// same group, as <c>protect not (at 0000:01:00.0)</c> does with the sound function of a graphics card. Nobody ever gets such a group.
/// </summary>
internal static class CompanionCheck
{
    public static void Check(Compilation compilation, Findings findings, CancellationToken cancellationToken)
    {
        var told = new HashSet<SourcePlace>();
        foreach (IGrouping<(string, string), TestIR> tests in compilation.Tests.GroupBy(t => (t.Policy.Name, t.Host.Name)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TestIR test = tests.First();
            ILookup<(int?, ulong), DeviceLiteralIR> cards = test.Host.Devices.Where(d => d.Group is not null).ToLookup(d => (d.Group, d.Address & ~LiteralMatch.FunctionBits));
            if (cards.All(c => c.Count() == 1)) continue;
            foreach (ClauseEntryIR entry in test.Policy.Clauses.SelectMany(c => c.Entries).Where(e => findings.Covers(e.Place)))
            {
                foreach (ulong spared in LiteralMatch.Functions(entry.Selector).Distinct())
                {
                    DeviceLiteralIR? function = test.Host.Devices.FirstOrDefault(d => d.Address == spared);
                    if (function is null || LiteralMatch.Of(entry.Selector, function, null) != false) continue;
                    DeviceLiteralIR? companion = cards[(function.Group, spared & ~LiteralMatch.FunctionBits)]
                        .FirstOrDefault(c => LiteralMatch.Of(entry.Selector, c, null) == true && LiteralMatch.Of(entry.Selector, c, spared) == false);
                    if (companion is not null) Report(compilation, findings, told, entry, spared, companion, test.Host.Name);
                }
            }
        }
    }

    private static void Report(
        Compilation compilation, Findings findings, HashSet<SourcePlace> told, ClauseEntryIR entry, ulong spared, DeviceLiteralIR companion, string host)
    {
        (SyntaxTree Tree, AtSelectorSyntax Term)[] terms = [.. Terms(compilation, findings, entry, spared)];
        if (terms.Length == 0) return;
        (SyntaxTree tree, AtSelectorSyntax first) = terms[0];
        SourcePlace place = Findings.Place(tree, first.Span);
        if (!told.Add(place)) return;
        string device = first.Address.Text.Substring(0, first.Address.Text.Length - 1);
        string pattern = $"{device}*";
        // A fix is of one file.
        DiagnosticFix? fix = terms.All(t => t.Tree == tree)
            ? new DiagnosticFix($"Write 'at {pattern}'", [.. terms.Select(t => new TextEdit(t.Term.Address.Span, pattern))]) : null;
        findings.Report(AnalysisDiagnostics.CompanionLeftOut, place, fix, first.Address.Text, NumberBinder.Show(companion.Address), host, pattern);
    }

    /// <summary>The terms that name one function, in an entry and in the selectors it names.</summary>
    private static IEnumerable<(SyntaxTree Tree, AtSelectorSyntax Term)> Terms(Compilation compilation, Findings findings, ClauseEntryIR entry, ulong address)
    {
        var open = new Stack<SourcePlace>();
        var seen = new HashSet<SourcePlace>();
        open.Push(entry.Place);
        while (open.Count > 0)
        {
            SourcePlace place = open.Pop();
            if (!seen.Add(place) || findings.Tree(place.Path) is not { } tree) continue;
            if (SelectorAt(tree, place.Span.Start) is not { } selector) continue;
            foreach (SyntaxNode node in selector.DescendantsAndSelf())
            {
                if (node is AtSelectorSyntax { End: null } at && NumberBinder.AddressOf(at.Address) == address) yield return (tree, at);
                else if (node is NamedSelectorSyntax named && compilation.Symbols.At(place.Path, named.Name.Span.Start) is { Kind: SymbolKind.Selector } symbol) open.Push(symbol.Place);
            }
        }
    }

    // An entry by where it begins, a named selector by its name.
    private static SelectorSyntax? SelectorAt(SyntaxTree tree, int start)
    {
        PolicyDeclarationSyntax? policy = tree.Root.Declarations.OfType<PolicyDeclarationSyntax>().FirstOrDefault(p => p.Span.Contains(start));
        foreach (MemberSyntax member in policy?.Members ?? [])
        {
            if (member is ClauseUseSyntax use && use.Span.Start == start) return use.Selector;
            if (member is SelectorDeclarationSyntax declared && declared.Name.Span.Start == start) return declared.Selector;
        }

        return null;
    }
}
