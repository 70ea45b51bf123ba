using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Generator;

/// <summary>Turns the .iopol files of a project into classes while it builds, and reports what is wrong inside those files.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PolicyGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step that reads the files.</summary>
    public const string FilesStep = "Files";

    /// <summary>Name of the step that compiles them.</summary>
    public const string PoliciesStep = "Policies";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<string> folder = context.AnalyzerConfigOptionsProvider.Select((options, _) => Property(options, "ProjectDir"));
        IncrementalValueProvider<EmitSettings> settings = context.AnalyzerConfigOptionsProvider.Select((options, _) => new EmitSettings(
            Property(options, "IopolNamespace") is { Length: > 0 } chosen ? chosen : Property(options, "RootNamespace"),
            string.Equals(Property(options, "IopolVisibility"), "internal", StringComparison.OrdinalIgnoreCase)));
        IncrementalValuesProvider<PolicyFile> files = context.AdditionalTextsProvider
            .Where(text => text.Path.EndsWith(".iopol", StringComparison.OrdinalIgnoreCase))
            .Combine(folder)
            .Select((pair, cancellation) => new PolicyFile(
                pair.Left.Path, Relative(pair.Left.Path, pair.Right), pair.Left.GetText(cancellation)?.ToString() ?? ""))
            .WithTrackingName(FilesStep);
        IncrementalValueProvider<ProjectPolicies> policies = files.Collect()
            .Combine(settings)
            .Select((pair, cancellation) => Compile(pair.Left, pair.Right, cancellation))
            .WithTrackingName(PoliciesStep);
        context.RegisterSourceOutput(policies.SelectMany((p, _) => p.Diagnostics), (output, d) => output.ReportDiagnostic(d.ToDiagnostic()));
        context.RegisterSourceOutput(policies.SelectMany((p, _) => p.Classes), (output, c) => output.AddSource(c.HintName, c.Text));
    }

    private static ProjectPolicies Compile(ImmutableArray<PolicyFile> files, EmitSettings settings, CancellationToken cancellation) =>
        PolicyCompiler.Compile(files, settings, cancellation);

    private static string Property(AnalyzerConfigOptionsProvider options, string name) =>
        options.GlobalOptions.TryGetValue("build_property." + name, out string? value) ? value : "";

    // A file linked from elsewhere gets a path with '..', so that no path of this machine ends up in emitted code.
    private static string Relative(string path, string folder)
    {
        string[] to = path.Replace('\\', '/').Split('/');
        string[] from = folder.Replace('\\', '/').TrimEnd('/').Split('/');
        int common = 0;
        while (common < from.Length && common < to.Length - 1 && from[common] == to[common]) common++;
        // Nothing in common means another drive, or no project folder at all.
        return common == 0 || folder.Length == 0 ? string.Join("/", to) : string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }
}
