using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler.Text;

namespace Iopol.Compiler;

/// <summary>Finds the files that imports name.</summary>
public interface ISourceResolver
{
    /// <summary>Reads what an import names.</summary>
    /// <param name="importingPath">Path of the file with the import.</param>
    /// <param name="specifier">What stands between the quotes; never begins with <c>iopol:</c>.</param>
    /// <param name="text">The file. Two imports of one file give texts with one path.</param>
    /// <returns>False where there is no such file or it cannot be read.</returns>
    bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text);
}
