using System.Collections.Immutable;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Emit.PageTables;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Generator;

/// <summary>One policy file with all it imports, which is what its classes depend on and nothing else.</summary>
/// <param name="Files">The file, then those it imports.</param>
/// <param name="Taken">Names of its declarations whose class another declaration of the project has already.</param>
internal sealed record PolicyUnit(EquatableArray<PolicyTree> Files, EquatableArray<string> Taken)
{
    /// <summary>The units of a project, in the order of their paths.</summary>
    public static ImmutableArray<PolicyUnit> Divide(ImmutableArray<PolicyTree> files, CancellationToken cancellationToken)
    {
        PolicyTree[] ordered = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
        var byText = ordered.ToDictionary(f => f.Tree.Text);
        var resolver = new MemoryResolver(byText.Keys);
        ILookup<string, string> taken = ClassCollisions.Find(ordered.Select(f => f.Tree)).ToLookup(d => d.Location.Path, d => d.Arguments[0]);
        return
        [
            .. ordered.Select(file => new PolicyUnit(
                new([.. ImportClosure.Of(file.Tree.Text, resolver, cancellationToken).Select(text => byText[text])]),
                new([.. taken[file.Tree.Text.Path]]))),
        ];
    }

    /// <summary>The file.</summary>
    public PolicyTree Own => Files.First();

    /// <summary>The classes of the file: one per policy and one per page-table format that has no error.</summary>
    public UnitResult Compile(ProjectFacts project, PolicyMemory memory, CancellationToken cancellationToken)
    {
        SourceText[] texts = [.. Files.Select(f => f.Tree.Text)];
        SourceText own = texts[0];
        IReadOnlyDictionary<string, EmittedClass> unchanged = memory.Unchanged(this, project);
        var compilation = Iopol.Compiler.Compilation.CreateForEmit([own], new MemoryResolver(texts), p => !unchanged.ContainsKey(p.Name.Text), cancellationToken);
        Dictionary<string, string> paths = Files.ToDictionary(f => f.Tree.Text.Path, project.LinePath, StringComparer.Ordinal);
        var options = new EmitOptions(project.Namespace, Visibility: project.Visibility, LinePath: path => paths.TryGetValue(path, out string? full) ? full : null);
        var policies = unchanged.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        foreach (PolicyIR policy in compilation.Policies.Where(p => IsOurs(p.Name, p.Place)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            policies.Add(policy.Name, Class(PolicyEmitter.Emit(policy, options)));
        }

        memory.Remember(this, project, policies);
        var classes = ImmutableArray.CreateBuilder<EmittedClass>();
        foreach (string name in Own.Tree.Root.Declarations.OfType<PolicyDeclarationSyntax>().Select(p => p.Name.Text).Distinct())
        {
            if (policies.TryGetValue(name, out EmittedClass? @class)) classes.Add(@class);
        }

        foreach (PageTableIR format in compilation.PageTables.Where(f => IsOurs(f.Name, f.Place)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            classes.Add(Class(PageTableEmitter.Emit(format, options)));
        }

        return new UnitResult(new(classes.ToImmutable()), MissingClasses.In(compilation, own, Files));

        bool IsOurs(string name, SourcePlace place) => place.Path == own.Path && !Taken.Contains(name);
        EmittedClass Class(EmittedFile file) => new(HintName.Of(own.Path, file.HintName), file.Text);
    }
}

/// <summary>What a policy file comes to.</summary>
/// <param name="Classes">Its classes.</param>
/// <param name="Missing">Why some are missing; null where none is.</param>
internal sealed record UnitResult(EquatableArray<EmittedClass> Classes, MissingClasses? Missing);

/// <summary>The class of a policy, or the classes of a page-table format.</summary>
/// <param name="HintName">Name of the file in the compilation, unique in it.</param>
/// <param name="Text">C#.</param>
internal sealed record EmittedClass(string HintName, string Text);
