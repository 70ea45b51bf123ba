using System.Collections.Concurrent;
using Iopol.Analyzers.PolicyFiles;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// IOPOL7010: a policy of the project of which nothing makes an object. Silent where others may do so (a library's public class, or internals
/// shown to another assembly), where the class is named as a type argument or in <c>typeof</c>, and for a policy that another one extends.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NeverConstructedAnalyzer() : UsageAnalyzer(UsageRules.NeverConstructed, GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics)
{
    // The class is generated code, and so may be what constructs it: hence the flags.
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        if (ShowsInternals(start.Compilation)) return;
        bool isProgram = start.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication;
        var classes = new ConcurrentBag<INamedTypeSymbol>();
        var used = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        start.RegisterSymbolAction(at => Collect((INamedTypeSymbol)at.Symbol), SymbolKind.NamedType);
        start.RegisterOperationAction(at => Use(((IObjectCreationOperation)at.Operation).Type), OperationKind.ObjectCreation);
        start.RegisterOperationAction(at => Use(((ITypeOfOperation)at.Operation).TypeOperand), OperationKind.TypeOf);
        start.RegisterSyntaxNodeAction(at => UseArguments(at), SyntaxKind.TypeArgumentList);
        start.RegisterCompilationEndAction(end =>
        {
            foreach (INamedTypeSymbol type in classes.Where(c => !used.ContainsKey(c)).OrderBy(c => c.Name, StringComparer.Ordinal)) Report(end, type);
        });

        void Collect(INamedTypeSymbol type)
        {
            if (type is { TypeKind: TypeKind.Class, IsAbstract: false } && types.IsPolicy(type) && (isProgram || !IsPublic(type))) classes.Add(type);
        }

        void Use(ITypeSymbol? type)
        {
            if (type is not null && types.IsPolicy(type)) used.TryAdd(type, true);
        }

        void UseArguments(SyntaxNodeAnalysisContext at)
        {
            foreach (TypeSyntax type in ((TypeArgumentListSyntax)at.Node).Arguments) Use(at.SemanticModel.GetTypeInfo(type, at.CancellationToken).Type);
        }
    }

    private static void Report(CompilationAnalysisContext context, INamedTypeSymbol type)
    {
        var project = ProjectFacts.From(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        var policies = new PolicySources(ProjectReport.On(context.Options.AdditionalFiles, project, context.CancellationToken), type.Name);
        // Who is extended decides through those that extend it.
        if (!policies.IsExtended) context.ReportDiagnostic(Diagnostic.Create(UsageRules.NeverConstructed, policies.Place ?? type.Locations.FirstOrDefault(), type.Name));
    }

    private static bool IsPublic(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)) return false;
        }

        return true;
    }

    private static bool ShowsInternals(Compilation compilation) =>
        compilation.Assembly.GetAttributes().Any(a => a.AttributeClass?.Name == "InternalsVisibleToAttribute");
}
