using Iopol.Compiler.Binding;
using Iopol.Compiler.IR;

namespace Iopol.Cli.Inputs;

/// <summary>The bounds of <c>verify</c> as they are written on a command line.</summary>
internal static class VerifyBounds
{
    private const string Option = "--objects";

    /// <summary>A model with more kinds of object than this begins with one of each.</summary>
    public const int ManyKinds = 4;

    /// <summary>How many live objects of each kind: the number that stands alone; else 2, or 1 where there are many kinds.</summary>
    /// <exception cref="CommandFailure">It is no such number.</exception>
    public static int Objects(PolicyIR policy, string? text) =>
        Parts(text).FirstOrDefault(p => !p.Contains('=', StringComparison.Ordinal)) is { } number ? Amounts.Number(Option, number, 1, 4)
            : policy.Objects.Count > ManyKinds ? 1 : 2;

    /// <summary>How many of the kinds that are named.</summary>
    /// <exception cref="CommandFailure">The model has no such kind, or it is no such number.</exception>
    public static IReadOnlyDictionary<string, int> ObjectsOf(PolicyIR policy, string? text)
    {
        var found = new Dictionary<string, int>();
        foreach (string part in Parts(text).Where(p => p.Contains('=', StringComparison.Ordinal)))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            found[Known(part[..equals], [.. policy.Objects.Select(o => o.Name)], $"{policy.ModelName} has no object")] = Amounts.Number(Option, part[(equals + 1)..], 0, 4);
        }

        return found;
    }

    /// <summary>Operations that nobody calls.</summary>
    /// <exception cref="CommandFailure">The model has no such operation.</exception>
    public static IReadOnlySet<string> Without(PolicyIR policy, IEnumerable<string> names) =>
        names.SelectMany(Parts).Select(n => Known(n, [.. policy.Operations.Select(o => o.Name)], $"{policy.ModelName} has no operation")).ToHashSet();

    private static string[] Parts(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Known(string name, string[] names, string problem)
    {
        if (names.Contains(name)) return name;
        string meant = NearNames.Find(name, names) is { } near ? $"Did you mean {near}? " : "";
        throw CommandFailure.Unusable($"{problem} '{name}'", $"{meant}It has {string.Join(", ", names)}.");
    }
}
