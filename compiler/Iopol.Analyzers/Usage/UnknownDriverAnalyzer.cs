using System.Collections.Immutable;
using Iopol.Compiler.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;
using DiagnosticDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;
using DiagnosticSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// IOPOL7003: a driver name in quotes that neither the policy nor a host of the project knows. Any name is legal, for a host has drivers no policy
/// speaks of; so without a host only a name that is nearly one of the policy's is reported, and as a warning only where case, <c>-</c> and <c>_</c> are all the difference.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnknownDriverAnalyzer() : UsageAnalyzer(UsageRules.UnknownDriver)
{
    /// <summary>The property that holds the name which was probably meant.</summary>
    public const string Meant = "Iopol.Meant";

    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        AnalyzerOptions options = start.Options;
        var hosts = new Lazy<BundledHosts>(() => BundledHosts.Of(options, CancellationToken.None));
        start.RegisterOperationAction(at => Analyze(at, types, hosts), OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, PolicyTypes types, Lazy<BundledHosts> hosts)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call is not { TargetMethod: { Name: "Driver", Parameters.Length: 1 }, Arguments.Length: 1 } || !types.IsPolicy(call.TargetMethod.ContainingType)) return;
        IOperation argument = call.Arguments[0].Value;
        if (argument.ConstantValue is not { HasValue: true, Value: string { Length: > 0 } name }) return;
        if (types.DriversOf(call.Instance?.Type) is not { } known || known.Contains(name)) return;
        string[] all = [.. known, .. hosts.Value.Drivers];
        if (all.Contains(name)) return;

        string? same = all.FirstOrDefault(d => Spelling(d) == Spelling(name));
        string? near = same ?? NearWord.Find(name, all.Where(d => IsSlip(name, d)));
        if (near is null && !hosts.Value.AreKnown) return;
        context.ReportDiagnostic(Diagnostic.Create(
            UsageRules.UnknownDriver,
            argument.Syntax.GetLocation(),
            same is null ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
            additionalLocations: null,
            near is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Meant, near),
            call.Instance!.Type!.Name,
            name,
            near is null ? "nor is it bound to a device of the project's hosts" : $"did you mean '{near}'?"));
    }

    private static string Spelling(string name) => name.Replace('_', '-').ToLowerInvariant();

    // e1000 and e1000e, mlx4 and mlx5, igb and igbvf are different drivers, and no slips.
    private static bool IsSlip(string name, string other) =>
        !name.StartsWith(other, StringComparison.Ordinal) && !other.StartsWith(name, StringComparison.Ordinal) && Letters(name) != Letters(other);

    private static string Letters(string name) => new([.. name.Where(c => !char.IsDigit(c))]);
}
