using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Interpreter.PageTables;

namespace Iopol.Oracle.Tests;

/// <summary>The page-table formats that ship with Iopol, compiled.</summary>
internal static class Formats
{
    /// <summary>A format of a shipped file.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="format">Declared name.</param>
    public static PageTableIR Get(string file, string format)
    {
        Assert.True(ShippedLibrary.TryGet(file, out SourceText? text), $"no shipped file {file}");
        Compilation compilation = Compilation.Create([text], new NoFiles());
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics));
        return compilation.PageTables.Single(t => t.Name == format);
    }

    /// <summary>A format with everything chosen.</summary>
    public static TableSetup Choose(PageTableIR format, int levels, int? inputBits = null, params (string Option, int Value)[] options)
    {
        TableSetup? setup = TableSetup.TryCreate(format, levels, inputBits, options.ToDictionary(o => o.Option, o => o.Value), out string problem);
        return setup ?? throw new ArgumentException(problem);
    }

    private sealed class NoFiles : ISourceResolver
    {
        public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
