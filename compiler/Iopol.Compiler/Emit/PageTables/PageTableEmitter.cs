using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>
/// Page-table formats as C#: an abstract class with what all shapes share, and for each number of levels a sealed one whose
/// <c>Translate</c> is straight. The text depends on the format and the options only.
/// </summary>
public static class PageTableEmitter
{
    private static readonly CSharpTemplate Shell = new("pagetable");
    private static readonly CSharpTemplate Options = new("pagetable-options");
    private static readonly CSharpTemplate Format = new("pagetable-format");
    private static readonly CSharpTemplate Shapes = new("pagetable-shapes");

    /// <summary>Writes the classes of a format.</summary>
    public static EmittedFile Emit(PageTableIR format, EmitOptions options)
    {
        var names = new FormatNames(format, options.ClassName);
        var views = new FormatViews(format, names);
        string visibility = options.Visibility == ClassVisibility.Public ? "public" : "internal";
        var shell = new View()
            .With("source", CSharpText.Comment(format.Place.Path.Replace('\\', '/')))
            .With("namespace", CSharpText.Namespace(options.Namespace));
        string text = Shell.Render(
            shell,
            _ => false,
            (Format, views.Format().With("visibility", visibility)),
            (Shapes, views.Shapes().With("visibility", visibility)),
            (Options, views.Options.With("visibility", visibility)));
        return new EmittedFile(names.Class + ".g.cs", text);
    }
}
