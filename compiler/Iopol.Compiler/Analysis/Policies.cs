using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis;

/// <summary>Finds the text of bound policies.</summary>
internal static class Policies
{
    /// <summary>The declaration of a policy, or null where its file is not spoken about.</summary>
    public static PolicyDeclarationSyntax? Syntax(PolicyIR policy, Findings findings) =>
        findings.Tree(policy.Place.Path)?.Root.Declarations.OfType<PolicyDeclarationSyntax>().FirstOrDefault(p => p.Name.Span == policy.Place.Span);
}
