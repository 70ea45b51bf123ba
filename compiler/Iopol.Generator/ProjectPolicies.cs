using System.Collections.Immutable;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Emit.PageTables;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Text;

namespace Iopol.Generator;

/// <summary>What the policy files of a project come to: classes, and what is wrong with the files.</summary>
/// <param name="Classes">One per policy and one per page-table format that has no error.</param>
/// <param name="Reports">Diagnostics in the project's files.</param>
internal sealed record ProjectPolicies(EquatableArray<EmittedClass> Classes, EquatableArray<Report> Reports)
{
    /// <summary>Compiles the files together, so that one may import another.</summary>
    public static ProjectPolicies Compile(ImmutableArray<PolicyFile> files, ProjectFacts project, CancellationToken cancellationToken)
    {
        PolicyFile[] ordered = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
        SourceText[] texts = [.. ordered.Select(f => new SourceText(project.Relative(f.Path), f.Text))];
        Dictionary<string, string> paths = texts.Zip(ordered, (text, file) => (text.Path, Full: file.Path)).ToDictionary(p => p.Path, p => p.Full, StringComparer.Ordinal);
        var compilation = Iopol.Compiler.Compilation.Create(texts, new MemoryResolver(texts), cancellationToken);
        var classes = ImmutableArray.CreateBuilder<EmittedClass>();
        var options = new EmitOptions(project.Namespace, Visibility: project.Visibility);
        foreach (PolicyIR policy in compilation.Policies.Where(p => paths.ContainsKey(p.Place.Path)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            EmittedFile file = PolicyEmitter.Emit(policy, options);
            classes.Add(new EmittedClass(HintName.Of(policy.Place.Path, file.HintName), file.Text));
        }

        foreach (PageTableIR format in compilation.PageTables.Where(f => paths.ContainsKey(f.Place.Path)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            EmittedFile file = PageTableEmitter.Emit(format, options);
            classes.Add(new EmittedClass(HintName.Of(format.Place.Path, file.HintName), file.Text));
        }

        IEnumerable<Report> reports = compilation.Diagnostics.Where(d => paths.ContainsKey(d.Location.Path)).Select(d => Report.Of(d, paths[d.Location.Path]));
        return new ProjectPolicies(new(classes.ToImmutable()), new([.. reports]));
    }
}

/// <summary>The class of a policy, or the classes of a page-table format.</summary>
/// <param name="HintName">Name of the file in the compilation, unique in it.</param>
/// <param name="Text">C#.</param>
internal sealed record EmittedClass(string HintName, string Text);
