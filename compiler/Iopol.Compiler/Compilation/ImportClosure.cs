using Iopol.Compiler.Syntax;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Compiler;

/// <summary>Which files a file depends on.</summary>
public static class ImportClosure
{
    /// <summary>
    /// The file and everything it imports, directly or through others, each once and the file first. What ships with Iopol
    /// is left out, it never changes; so is what cannot be found.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static IReadOnlyList<SourceText> Of(SourceText file, ISourceResolver resolver, CancellationToken cancellationToken = default)
    {
        List<SourceText> closure = [file];
        HashSet<string> seen = [file.Path];
        for (int i = 0; i < closure.Count; i++)
        {
            foreach (ImportDeclarationSyntax import in SyntaxTree.Of(closure[i], cancellationToken).Root.Declarations.OfType<ImportDeclarationSyntax>())
            {
                string specifier = import.Specifier;
                if (specifier.Length == 0 || specifier.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal)) continue;
                if (resolver.TryRead(closure[i].Path, specifier, out SourceText? imported) && seen.Add(imported.Path)) closure.Add(imported);
            }
        }

        return closure;
    }
}
