using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Interpreter.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>The page-table formats that ship, compiled once.</summary>
internal static class ShippedFormats
{
    private static readonly ConcurrentDictionary<string, TableSetup> Setups = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, PageTableIR> All { get; } = Compile();

    /// <summary>A shape, ready to walk.</summary>
    public static TableSetup Setup(string shape) => Setups.GetOrAdd(shape, text => Setup(TableShape.Parse(text)));

    /// <summary>A shape, ready to walk.</summary>
    public static TableSetup Setup(TableShape shape)
    {
        TableSetup? setup = TableSetup.TryCreate(All[shape.Format], shape.Levels, shape.Width, shape.Options, out string problem);
        Assert.True(setup is not null, problem);
        return setup;
    }

    private static Dictionary<string, PageTableIR> Compile()
    {
        var formats = new Dictionary<string, PageTableIR>();
        foreach (string name in ShippedLibrary.Names)
        {
            Assert.True(ShippedLibrary.TryGet(name, out SourceText? text));
            Compilation compilation = Compilation.Create([text], new Shipped());
            Assert.True(compilation.Diagnostics.Count == 0, string.Join('\n', compilation.Diagnostics));
            foreach (PageTableIR format in compilation.PageTables) formats[format.Name] = format;
        }

        return formats;
    }

    private sealed class Shipped : ISourceResolver
    {
        public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
