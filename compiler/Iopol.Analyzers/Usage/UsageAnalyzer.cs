using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.Usage;

/// <summary>A rule about C# that uses policies. In a compilation without Iopol's runtime it does nothing.</summary>
/// <param name="rule">What it reports.</param>
/// <param name="generated">What it does with generated code; most rules are for what people write.</param>
public abstract class UsageAnalyzer(DiagnosticDescriptor rule, GeneratedCodeAnalysisFlags generated = GeneratedCodeAnalysisFlags.None) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(generated);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (PolicyTypes.In(start.Compilation) is { } types) Start(start, types);
        });
    }

    /// <summary>Registers what looks at a compilation.</summary>
    private protected abstract void Start(CompilationStartAnalysisContext start, PolicyTypes types);
}
