using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Iopol.Generator;

/// <summary>
/// Compiles the <c>.iopol</c> files of a project into classes, one for each policy and page-table format. Wiring only:
/// everything is done by Iopol.Compiler. What is wrong with the files is said by the analyzer, which sees them while they are typed; the generator
/// says only that a class is missing, because the C# compiler does not get to its analyzers then.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <summary>The policy files; runs for a file that changed.</summary>
    public const string FilesStep = "Files";

    /// <summary>The files read; runs for a file that changed, and is unchanged where only a comment did.</summary>
    public const string TreesStep = "Trees";

    /// <summary>Each file with what it imports; runs when a tree changed, and changes for the files that depend on it.</summary>
    public const string UnitsStep = "Units";

    /// <summary>The classes of each file; runs for a unit that changed, never for a change of C#.</summary>
    public const string PoliciesStep = "Policies";

    /// <summary>The classes one by one; unchanged where a change left one what it was.</summary>
    public const string ClassesStep = "Classes";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var memory = new PolicyMemory();
        IncrementalValueProvider<ProjectFacts> project = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => ProjectFacts.From(options.GlobalOptions));
        IncrementalValuesProvider<PolicyTree> trees = context.AdditionalTextsProvider
            .Where(static text => PolicyFile.Is(text.Path))
            .Select(static (text, cancellation) => new PolicyFile(text.Path, text.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(FilesStep)
            .Combine(project)
            .Select(static (input, cancellation) => PolicyTree.Read(input.Left, input.Right, cancellation))
            .WithTrackingName(TreesStep);
        IncrementalValuesProvider<UnitResult> results = trees.Collect()
            .SelectMany(static (all, cancellation) => PolicyUnit.Divide(all, cancellation))
            .WithTrackingName(UnitsStep)
            .Combine(project)
            .Select((input, cancellation) => input.Left.Compile(input.Right, memory, cancellation))
            .WithTrackingName(PoliciesStep);

        IncrementalValuesProvider<EmittedClass> classes = results.SelectMany(static (result, _) => result.Classes.ToImmutableArray()).WithTrackingName(ClassesStep);
        context.RegisterSourceOutput(classes, static (output, @class) => output.AddSource(@class.HintName, SourceText.From(@class.Text, Encoding.UTF8)));

        IncrementalValuesProvider<MissingClasses> missing = results.Where(static result => result.Missing is not null).Select(static (result, _) => result.Missing!);
        context.RegisterSourceOutput(missing, static (output, why) => output.ReportDiagnostic(why.ToDiagnostic()));
    }
}
