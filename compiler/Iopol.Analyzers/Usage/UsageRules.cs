using Iopol.Compiler.Diagnostics;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using RoslynDescriptor = Microsoft.CodeAnalysis.DiagnosticDescriptor;

namespace Iopol.Analyzers.Usage;

/// <summary>The catalogue of what can be wrong with C# that uses a policy, as Roslyn wants it.</summary>
internal static class UsageRules
{
    public static RoslynDescriptor IgnoredDecision { get; } = Describe(UsageDiagnostics.IgnoredDecision);

    public static RoslynDescriptor UsedAfterClose { get; } = Describe(UsageDiagnostics.UsedAfterClose);

    public static RoslynDescriptor UnknownDriver { get; } = Describe(UsageDiagnostics.UnknownDriver);

    public static RoslynDescriptor NotOnTheHost { get; } = Describe(UsageDiagnostics.NotOnTheHost);

    public static RoslynDescriptor NoAddress { get; } = Describe(UsageDiagnostics.NoAddress);

    public static RoslynDescriptor OtherUser { get; } = Describe(UsageDiagnostics.OtherUser);

    public static RoslynDescriptor OtherPolicy { get; } = Describe(UsageDiagnostics.OtherPolicy);

    public static RoslynDescriptor Allocates { get; } = Describe(UsageDiagnostics.Allocates);

    public static RoslynDescriptor Blocks { get; } = Describe(UsageDiagnostics.Blocks);

    public static RoslynDescriptor NeverConstructed { get; } = Describe(UsageDiagnostics.NeverConstructed, WellKnownDiagnosticTags.CompilationEnd);

    public static RoslynDescriptor TwoPolicies { get; } = Describe(UsageDiagnostics.TwoPolicies, WellKnownDiagnosticTags.CompilationEnd);

    private static RoslynDescriptor Describe(Iopol.Compiler.Diagnostics.DiagnosticDescriptor descriptor, params string[] tags) => new(
        descriptor.Id,
        descriptor.Title,
        $"{descriptor.MessageFormat} ({descriptor.HelpText})",
        "Iopol." + descriptor.Category,
        Descriptors.Severity(descriptor),
        isEnabledByDefault: true,
        helpLinkUri: DiagnosticPages.Link(descriptor.Id),
        customTags: tags);
}
