using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Compiler;

/// <summary>Reads the files of a compilation, each once, imported ones before those that import them.</summary>
internal sealed class SourceGraph
{
    /// <summary>Imports nested deeper than this are refused.</summary>
    public const int DeepestImport = 100;

    private readonly ISourceResolver resolver;
    private readonly DiagnosticBag diagnostics;
    private readonly CancellationToken cancellationToken;
    private readonly Dictionary<string, SourceFile> files = new(StringComparer.Ordinal);
    private readonly List<SourceFile> order = [];
    private readonly HashSet<SourceFile> visited = [];
    private readonly List<SourceFile> open = [];

    private SourceGraph(ISourceResolver resolver, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        this.resolver = resolver;
        this.diagnostics = diagnostics;
        this.cancellationToken = cancellationToken;
    }

    public static IReadOnlyList<SourceFile> Load(
        IReadOnlyList<SourceText> roots, ISourceResolver resolver, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        var graph = new SourceGraph(resolver, diagnostics, cancellationToken);
        foreach (SourceText root in roots)
        {
            string key = RelativePath.Normalize(root.Path);
            if (!graph.files.ContainsKey(key)) graph.files.Add(key, graph.Parse(root, isRoot: true));
        }

        foreach (SourceText root in roots)
        {
            SourceFile file = graph.files[RelativePath.Normalize(root.Path)];
            if (!graph.visited.Contains(file)) graph.Visit(file);
        }

        return graph.order;
    }

    private SourceFile Parse(SourceText text, bool isRoot)
    {
        SyntaxTree tree = SyntaxTree.Of(text, cancellationToken);
        diagnostics.AddRange(tree.Diagnostics);
        return new SourceFile(tree, isRoot);
    }

    private void Visit(SourceFile file)
    {
        visited.Add(file);
        open.Add(file);
        foreach (ImportDeclarationSyntax import in file.Tree.Root.Declarations.OfType<ImportDeclarationSyntax>())
        {
            if (import.Path.IsMissing || Resolve(file, import) is not { } imported) continue;
            if (open.IndexOf(imported) is var start and >= 0)
            {
                IEnumerable<string> chain = open.Skip(start).Concat([imported]).Select(f => f.Path);
                diagnostics.Add(ImportDiagnostics.Cycle, file.Tree.GetLocation(import.Path), string.Join(" → ", chain));
            }
            else if (open.Count > DeepestImport)
            {
                diagnostics.Add(ImportDiagnostics.TooDeep, file.Tree.GetLocation(import.Path), DeepestImport);
            }
            else
            {
                if (!visited.Contains(imported)) Visit(imported);
                if (file.ImportList.Contains(imported)) continue;
                file.ImportList.Add(imported);
                file.ImportPaths.Add(import.Path);
            }
        }

        open.RemoveAt(open.Count - 1);
        order.Add(file);
    }

    private SourceFile? Resolve(SourceFile importing, ImportDeclarationSyntax import)
    {
        SyntaxToken path = import.Path;
        string specifier = import.Specifier;
        SourceText? text;
        if (specifier.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal))
        {
            string name = specifier.Substring(ShippedLibrary.Scheme.Length);
            if (files.TryGetValue(specifier, out SourceFile? shipped)) return shipped;
            if (!ShippedLibrary.TryGet(name, out text))
            {
                ReportNotShipped(importing, path, name);
                return null;
            }
        }
        else if (importing.Path.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal) || !resolver.TryRead(importing.Path, specifier, out text))
        {
            diagnostics.Add(ImportDiagnostics.NotFound, importing.Tree.GetLocation(path), specifier);
            return null;
        }

        string key = RelativePath.Normalize(text.Path);
        if (!files.TryGetValue(key, out SourceFile? file)) files.Add(key, file = Parse(text, isRoot: false));
        return file;
    }

    private void ReportNotShipped(SourceFile importing, SyntaxToken path, string name)
    {
        var diagnostic = new Diagnostic(ImportDiagnostics.NotShipped, importing.Tree.GetLocation(path), name, string.Join(", ", ShippedLibrary.Names));
        if (NearNames.Find(name, ShippedLibrary.Names) is { } near)
        {
            diagnostic = diagnostic.WithHelp($"did you mean '{near}'?").WithFix($"Import '{near}'", new TextEdit(path.Span, $"\"{ShippedLibrary.Scheme}{near}\""));
        }

        diagnostics.Add(diagnostic);
    }
}
