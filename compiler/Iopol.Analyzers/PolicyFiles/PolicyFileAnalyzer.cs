using System.Collections.Immutable;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.PolicyFiles;

/// <summary>
/// Says in the <c>.iopol</c> files of a project what is wrong with them, with the ids and texts of <c>iopol check</c>. An analyzer and not the
/// generator does so, because editors run analyzers while a file is typed.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PolicyFileAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.Catalogue;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterAdditionalFileAction(static file =>
        {
            if (!PolicyFile.Is(file.AdditionalFile.Path)) return;
            var project = ProjectFacts.From(file.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            foreach (Diagnostic diagnostic in ProjectReport.On(file.Options.AdditionalFiles, project, file.CancellationToken).In(file.AdditionalFile.Path)) file.ReportDiagnostic(diagnostic);
        });
    }
}
