using Iopol.Analyzers.PolicyFiles;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Syntax;
using Iopol.Generator;
using Microsoft.CodeAnalysis;

namespace Iopol.Analyzers.Usage;

/// <summary>What the policy files of a project say of the policy a class was made of.</summary>
internal sealed class PolicySources
{
    /// <summary>Looks a class up.</summary>
    /// <param name="report">The project's policy files.</param>
    /// <param name="className">Name of the class.</param>
    public PolicySources(ProjectReport report, string className)
    {
        foreach (SourceFile file in report.Compiled.Files)
        {
            foreach (PolicyDeclarationSyntax policy in file.Tree.Root.Declarations.OfType<PolicyDeclarationSyntax>())
            {
                IsExtended |= policy.RelationKeyword.Kind == SyntaxKind.ExtendsKeyword && IsClassOf(className, policy.BaseName.Text);
                if (Place is null && IsClassOf(className, policy.Name.Text) && report.FullPath(file.Path) is { } path)
                {
                    Place = Report.Place(file.Tree.Text.GetLocation(policy.Name.Span), path);
                }
            }
        }
    }

    /// <summary>The policy's name in its file; null where no file of the project has it.</summary>
    public Location? Place { get; }

    /// <summary>Another policy of the project extends it.</summary>
    public bool IsExtended { get; }

    private static bool IsClassOf(string className, string policy) => className == PolicyEmitter.ClassName(policy);
}
