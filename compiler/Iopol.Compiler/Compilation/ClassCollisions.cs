using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler;

/// <summary>Declarations whose classes would have one name.</summary>
public static class ClassCollisions
{
    /// <summary>
    /// What is declared in these files under a class name that another declaration has already: an error for each but the first.
    /// Files of one project are one set; two files that are only checked together are not.
    /// </summary>
    /// <param name="trees">The files, in the order in which the first one wins.</param>
    public static IEnumerable<Diagnostic> Find(IEnumerable<SyntaxTree> trees)
    {
        Dictionary<string, string> first = new(StringComparer.Ordinal);
        foreach (SyntaxTree tree in trees)
        {
            HashSet<string> own = new(StringComparer.Ordinal);
            foreach (NamedDeclarationSyntax declaration in tree.Root.Declarations.OfType<NamedDeclarationSyntax>())
            {
                // A name said twice in one file is the binder's to report.
                if (declaration is not (PolicyDeclarationSyntax or PageTableDeclarationSyntax) || declaration.Name.IsMissing || !own.Add(declaration.Name.Text)) continue;
                string name = PolicyEmitter.ClassName(declaration.Name.Text);
                if (first.TryGetValue(name, out string? place)) yield return new Diagnostic(ImportDiagnostics.OneClass, tree.GetLocation(declaration.Name), declaration.Name.Text, name, place);
                else first.Add(name, tree.GetLocation(declaration.Name).ToString());
            }
        }
    }
}
