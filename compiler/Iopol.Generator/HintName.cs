using System.Globalization;
using System.Text;

namespace Iopol.Generator;

/// <summary>Names of generated files: unique by the policy file's path, since two folders may hold files of one name.</summary>
internal static class HintName
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>The name for a class of a policy file, such as <c>Datacenter.1f0a93c2.g.cs</c>.</summary>
    /// <param name="path">Path of the policy file below the project's folder.</param>
    /// <param name="file">Name the emitter gives, such as <c>Datacenter.g.cs</c>.</param>
    public static string Of(string path, string file)
    {
        uint hash = FnvOffset;
        foreach (byte part in Encoding.UTF8.GetBytes(path)) hash = unchecked((hash ^ part) * FnvPrime);
        return $"{file.Substring(0, file.Length - ".g.cs".Length)}.{hash.ToString("x8", CultureInfo.InvariantCulture)}.g.cs";
    }
}
