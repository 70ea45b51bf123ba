using Iopol.Compiler;
using Iopol.Compiler.Binding;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Cli.Inputs;

/// <summary>A format of a command line.</summary>
/// <param name="Name">As the command line names it: <c>vtd-second-stage</c> or <c>FILE:Name</c>.</param>
/// <param name="File">Where it is declared: <c>iopol:vtd-second-stage</c>, or a path.</param>
/// <param name="IR">What it is.</param>
/// <param name="Sources">The files it and what it extends are written in.</param>
internal sealed record FormatChoice(string Name, string File, PageTableIR IR, IReadOnlyList<SourceFile> Sources)
{
    /// <summary>What stands at a place of the format, on one line.</summary>
    public string TextAt(SourcePlace place)
    {
        SourceText? text = Sources.FirstOrDefault(s => s.Path == place.Path)?.Tree.Text;
        return text is null ? "" : string.Join(' ', text.ToString(place.Span).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>Finds and compiles the page-table formats of a command line.</summary>
internal static class FormatSource
{
    private const string Declaration = "pagetable ";

    /// <summary>The shipped formats: file without scheme, and declared name. Found by the lines that declare them, which is much faster than compiling all of them.</summary>
    public static IReadOnlyList<(string File, string Declared)> Shipped { get; } = [.. ShippedLibrary.Names.SelectMany(f => Declared(f).Select(d => (f, d)))];

    /// <summary>The names of the shipped formats.</summary>
    public static IEnumerable<string> ShippedNames => Shipped.Select(s => FormatName.Kebab(s.Declared));

    /// <summary>All shipped formats, compiled.</summary>
    /// <exception cref="CommandFailure">One has errors.</exception>
    public static IReadOnlyList<FormatChoice> LoadShipped(Session session)
    {
        IEnumerable<string> files = Shipped.Select(s => ShippedLibrary.Scheme + s.File).Distinct();
        Compilation all = Compile(session, [.. files]);
        return [.. Own(all).Select(t => new FormatChoice(FormatName.Kebab(t.IR!.Name), t.File.Path, t.IR, all.Files))];
    }

    /// <summary>Compiles the one format that <c>NAME</c>, <c>FILE</c> or <c>FILE:NAME</c> means.</summary>
    /// <exception cref="CommandFailure">There is none, or it has errors.</exception>
    public static FormatChoice Load(Session session, string argument)
    {
        string name = argument.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal) ? argument[ShippedLibrary.Scheme.Length..] : argument;
        foreach ((string shipped, string declared) in Shipped)
        {
            if (FormatName.Same(name, declared)) return Pick(session, ShippedLibrary.Scheme + shipped, declared) with { Name = FormatName.Kebab(declared) };
        }

        int colon = argument.LastIndexOf(':');
        if (File.Exists(argument)) return Pick(session, argument, null);
        if (colon > 0 && File.Exists(argument[..colon])) return Pick(session, argument[..colon], argument[(colon + 1)..]);
        string meant = NearNames.Find(name, ShippedNames) is { } near ? $"Did you mean {near}? " : "";
        throw CommandFailure.Unusable($"'{argument}' is neither a shipped format nor a file", $"{meant}iopol formats lists what is shipped; FILE.iopol:NAME is one of your own.");
    }

    private static FormatChoice Pick(Session session, string file, string? name)
    {
        Compilation compilation = Compile(session, [file]);
        BoundPageTable[] formats = [.. Own(compilation)];
        if (formats.Length == 0) throw CommandFailure.Unusable($"'{file}' declares no page table", "Name a file that declares one: pagetable NAME { ... }");
        BoundPageTable? picked = name is null ? formats[^1] : formats.FirstOrDefault(f => FormatName.Same(f.IR!.Name, name));
        return picked is not null
            ? new($"{file}:{picked.IR!.Name}", file, picked.IR, compilation.Files)
            : throw CommandFailure.Unusable($"'{file}' declares no page table '{name}'", $"It declares {string.Join(", ", formats.Select(f => f.IR!.Name))}.");
    }

    private static Compilation Compile(Session session, IReadOnlyList<string> files) =>
        PolicySource.CompileWithoutErrors(session, files, files.Count == 1 ? "the format has errors" : "a format has errors");

    /// <summary>The formats without errors that the named files themselves declare, without those they import.</summary>
    public static IEnumerable<BoundPageTable> Own(Compilation compilation) => compilation.BoundPageTables.Where(t => t.File.IsRoot && t.IR is not null);

    private static IEnumerable<string> Declared(string file)
    {
        if (!ShippedLibrary.TryGet(file, out SourceText? text)) yield break;
        foreach (string line in text.ToString().Split('\n'))
        {
            if (line.StartsWith(Declaration, StringComparison.Ordinal)) yield return line[Declaration.Length..].Split(' ')[0];
        }
    }
}
