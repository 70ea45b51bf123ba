using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// IOPOL7011: two policy objects over one topology, both of which decide. Two locals count if one method makes both whenever it runs and calls
/// operations of both once both are there; two members of a type count if their initializers name the same topology.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TwoPoliciesAnalyzer() : UsageAnalyzer(UsageRules.TwoPolicies)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        if (types.Topology is null) return;
        var fields = new ConcurrentBag<Put>();
        var found = new ConcurrentBag<(Put First, Put Second)>();
        start.RegisterOperationAction(at => Collect(at, types, fields), OperationKind.FieldInitializer);
        Blocks.With(start, OperationKind.ObjectCreation, o => types.IsPolicy(o.Type), 2, at => Analyze(at, types, found));
        start.RegisterCompilationEndAction(end =>
        {
            foreach (IGrouping<ISymbol?, Put> shared in fields.GroupBy(f => f.Topology, SymbolEqualityComparer.Default))
            {
                Put[] ordered = [.. shared.OrderBy(f => f.Creation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(f => f.Creation.Syntax.SpanStart)];
                foreach (Put later in ordered.Skip(1)) found.Add((ordered[0], later));
            }

            foreach ((Put first, Put second) in found.OrderBy(p => p.Second.Creation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(p => p.Second.Creation.Syntax.SpanStart))
            {
                end.ReportDiagnostic(Diagnostic.Create(
                    UsageRules.TwoPolicies, second.Creation.Syntax.GetLocation(), [first.Creation.Syntax.GetLocation()], second.Variable.Name, first.Topology.Name, first.Variable.Name));
            }
        });
    }

    private static void Collect(OperationAnalysisContext context, PolicyTypes types, ConcurrentBag<Put> fields)
    {
        var initializer = (IFieldInitializerOperation)context.Operation;
        if (initializer.InitializedFields.Length != 1 || BodyFacts.Plain(initializer.Value) is not IObjectCreationOperation creation) return;
        if (Topology(creation, types) is IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true } topology }) fields.Add(new Put(creation, initializer.InitializedFields[0], topology));
    }

    private static void Analyze(OperationBlockAnalysisContext context, PolicyTypes types, ConcurrentBag<(Put First, Put Second)> found)
    {
        IOperation[] all = [.. context.OperationBlocks.SelectMany(b => b.DescendantsAndSelf())];
        var facts = new BodyFacts(all);
        Put[] puts = [.. all.OfType<IVariableDeclaratorOperation>().Select(d => Local(d, types, facts)).OfType<Put>()];
        for (int i = 1; i < puts.Length; i++)
        {
            Put second = puts[i];
            foreach (Put first in puts.Take(i))
            {
                if (!PolicyTypes.Same(first.Topology, second.Topology) || Block(first) is not { } block || block != Block(second)) continue;
                if (!Decides(first, second, all, types) || !Decides(second, second, all, types)) continue;
                found.Add((first, second));
                break;
            }
        }
    }

    private static Put? Local(IVariableDeclaratorOperation declarator, PolicyTypes types, BodyFacts facts)
    {
        if (BodyFacts.Plain(declarator.GetVariableInitializer()?.Value) is not IObjectCreationOperation creation || facts.Only(declarator.Symbol) is null) return null;
        ISymbol? topology = Topology(creation, types) switch
        {
            IFieldReferenceOperation { Field: { IsReadOnly: true } field, Instance: null or IInstanceReferenceOperation } => field,
            { } other => BodyFacts.Variable(other) switch
            {
                ILocalSymbol local => facts.Only(local) is null ? null : local,
                IParameterSymbol parameter => facts.WritesOf(parameter).Count == 0 ? parameter : null,
                _ => null,
            },
            null => null,
        };
        return topology is null ? null : new Put(creation, declarator.Symbol, topology);
    }

    private static IOperation? Topology(IObjectCreationOperation creation, PolicyTypes types) =>
        types.IsPolicy(creation.Type) ? BodyFacts.Plain(creation.Arguments.FirstOrDefault(a => PolicyTypes.Same(a.Parameter?.Type, types.Topology))?.Value) : null;

    private static IBlockOperation? Block(Put put)
    {
        IOperation? at = put.Creation;
        while (at is not (null or IBlockOperation)) at = at.Parent;
        return at as IBlockOperation;
    }

    private static bool Decides(Put put, Put since, IOperation[] all, PolicyTypes types) => all.OfType<IInvocationOperation>().Any(c =>
        c.Syntax.SpanStart > since.Creation.Syntax.SpanStart && types.IsOperation(c.TargetMethod) && PolicyTypes.Same(BodyFacts.Variable(c.Instance), put.Variable));

    /// <summary>A policy put over a host.</summary>
    private sealed record Put(IObjectCreationOperation Creation, ISymbol Variable, ISymbol Topology);
}
