using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Generator;

/// <summary>
/// Compiles the <c>.iopol</c> files of a project into classes, for each policy and page-table format, and reports what is wrong with them in the
/// files themselves. Wiring only: everything is done by Iopol.Compiler.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <summary>The policy files; runs when one changes.</summary>
    public const string FilesStep = "Files";

    /// <summary>Everything compiled; runs when a policy file or the project's properties change, never for a change of C#.</summary>
    public const string PoliciesStep = "Policies";

    /// <summary>The classes; unchanged where a change of a file left a policy what it was.</summary>
    public const string ClassesStep = "Classes";

    /// <summary>The diagnostics.</summary>
    public const string ReportsStep = "Reports";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PolicyFile> files = context.AdditionalTextsProvider
            .Where(static text => text.Path.EndsWith(".iopol", StringComparison.OrdinalIgnoreCase))
            .Select(static (text, cancellation) => new PolicyFile(text.Path, text.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(FilesStep);
        IncrementalValueProvider<ProjectFacts> project = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => ProjectFacts.From(options.GlobalOptions));
        IncrementalValueProvider<ProjectPolicies> policies = files.Collect().Combine(project)
            .Select(static (input, cancellation) => ProjectPolicies.Compile(input.Left, input.Right, cancellation))
            .WithTrackingName(PoliciesStep);

        IncrementalValuesProvider<EmittedClass> classes = policies
            .SelectMany(static (all, _) => all.Classes.ToImmutableArray()).WithTrackingName(ClassesStep);
        context.RegisterSourceOutput(classes, static (output, @class) => output.AddSource(@class.HintName, SourceText.From(@class.Text, Encoding.UTF8)));

        IncrementalValuesProvider<Report> reports = policies
            .SelectMany(static (all, _) => all.Reports.ToImmutableArray()).WithTrackingName(ReportsStep);
        context.RegisterSourceOutput(reports, static (output, report) => output.ReportDiagnostic(report.ToDiagnostic()));
    }
}
