using System.Collections.Concurrent;
using Iopol.Compiler.Syntax;

namespace Iopol.Generator;

/// <summary>
/// The last classes of each policy file. A file is mostly edited in one policy at a time, and the class of another is what it
/// was where nothing it is made of has changed. Safe to use from any thread; whatever it remembers, the classes are the same.
/// </summary>
internal sealed class PolicyMemory
{
    private readonly ConcurrentDictionary<string, Remembered> byPath = new(StringComparer.Ordinal);

    /// <summary>Keeps what a unit came to.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="project">The project it was compiled for.</param>
    /// <param name="classes">Its classes by name of the policy; none for a policy with errors.</param>
    public void Remember(PolicyUnit unit, ProjectFacts project, IReadOnlyDictionary<string, EmittedClass> classes) =>
        byPath[unit.Own.Path] = new Remembered(unit, project, classes);

    /// <summary>The classes, by name of the policy, that are the same as last time.</summary>
    public IReadOnlyDictionary<string, EmittedClass> Unchanged(PolicyUnit unit, ProjectFacts project)
    {
        Dictionary<string, EmittedClass> unchanged = new(StringComparer.Ordinal);
        if (!byPath.TryGetValue(unit.Own.Path, out Remembered? last) || last.Project != project || !SeesTheSame(unit, last.Unit)) return unchanged;
        var own = new Policies(unit.Own.Tree);
        var earlier = new Policies(last.Unit.Own.Tree);
        foreach (KeyValuePair<string, EmittedClass> known in last.Classes)
        {
            if (IsUnchanged(known.Key, own, earlier)) unchanged.Add(known.Key, known.Value);
        }

        return unchanged;
    }

    /// <summary>Everything but the policies themselves that a policy of the file can depend on is the same.</summary>
    private static bool SeesTheSame(PolicyUnit unit, PolicyUnit last)
    {
        SyntaxTree own = unit.Own.Tree;
        SyntaxTree earlier = last.Own.Tree;
        if (!unit.Taken.Equals(last.Taken) || !unit.Files.Skip(1).SequenceEqual(last.Files.Skip(1))) return false;
        DeclarationSyntax[] now = [.. own.Root.Declarations.Where(IsSeen)];
        DeclarationSyntax[] then = [.. earlier.Root.Declarations.Where(IsSeen)];
        return now.Length == then.Length && now.Zip(then, (n, t) => own.SaysTheSame(n, earlier, t)).All(same => same);

        static bool IsSeen(DeclarationSyntax declaration) => declaration is ImportDeclarationSyntax or ModelDeclarationSyntax;
    }

    /// <summary>The policy and those it extends say the same.</summary>
    private static bool IsUnchanged(string name, Policies own, Policies earlier)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (string at = name; seen.Add(at);)
        {
            PolicyDeclarationSyntax[] now = [.. own.ByName[at]];
            PolicyDeclarationSyntax[] then = [.. earlier.ByName[at]];
            // What is declared elsewhere was compared with the imports.
            if (now.Length == 0 && then.Length == 0) return true;
            if (now.Length != 1 || then.Length != 1 || !own.Tree.SaysTheSame(now[0], earlier.Tree, then[0])) return false;
            at = now[0].BaseName.Text;
        }

        return false;
    }

    private sealed class Policies(SyntaxTree tree)
    {
        public SyntaxTree Tree => tree;

        public ILookup<string, PolicyDeclarationSyntax> ByName { get; } = tree.Root.Declarations.OfType<PolicyDeclarationSyntax>().ToLookup(p => p.Name.Text, StringComparer.Ordinal);
    }

    private sealed record Remembered(PolicyUnit Unit, ProjectFacts Project, IReadOnlyDictionary<string, EmittedClass> Classes);
}
