using System.Reflection;
using System.Runtime.ExceptionServices;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Emit.PageTables;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Emit.Tests.Differential;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>The shipped page-table formats and their emitted classes, compiled as a consumer would.</summary>
internal static class Formats
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, PageTableIR> All { get; } = ShippedLibrary.Names
        .SelectMany(Shipped)
        .ToDictionary(f => f.Name, StringComparer.Ordinal);

    private static Lazy<Assembly> Emitted { get; } = new(() => InMemory.Load(All.Values.Select(Emit)));

    /// <summary>Every shape of every format.</summary>
    public static IEnumerable<(PageTableIR Format, int Levels)> Shapes => All.Values.SelectMany(f => f.LevelCounts.Select(n => (f, n)));

    /// <summary>The same, for a theory.</summary>
    public static TheoryData<string, int> ShapeData
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach ((PageTableIR format, int levels) in Shapes) data.Add(format.Name, levels);
            return data;
        }
    }

    public static EmittedFile Emit(PageTableIR format) => PageTableEmitter.Emit(format, new EmitOptions("Emitted"));

    /// <summary>A table of the emitted class.</summary>
    public static PageTable Create(TableSetup setup, PhysicalMemory memory, ulong root)
    {
        string name = Path.GetFileNameWithoutExtension(Path.GetFileNameWithoutExtension(Emit(setup.Format).HintName));
        Type type = Emitted.Value.GetType($"Emitted.{name}", throwOnError: true)!;
        Type optionsType = Emitted.Value.GetType($"Emitted.{name}Options", throwOnError: true)!;
        object options = Activator.CreateInstance(optionsType)!;
        foreach (OptionIR option in setup.Format.Options)
        {
            PropertyInfo property = optionsType.GetProperties().Single(p => p.Name.Equals(option.Name.Replace("_", ""), StringComparison.OrdinalIgnoreCase));
            property.SetValue(options, option.Range is null ? setup.ValueOf(option) != 0 : setup.ValueOf(option));
        }

        MethodInfo create = type.GetMethod("Create")!;
        object?[] arguments = [memory, root, setup.Levels.Count, options, setup.InputBits];
        try
        {
            return (PageTable)create.Invoke(null, arguments[..create.GetParameters().Length])!;
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    /// <summary>A choice of options and width, the n-th of as many as one likes: the first the defaults, the next all off, all on, then by chance.</summary>
    public static TableSetup Setup(PageTableIR format, int levels, int n)
    {
        var random = new Random(n);
        (int least, int most) = TableSetup.Widths(format, levels);
        int? width = n < 3 ? null : n % 3 == 0 ? least : random.Next(least, most + 1);
        var options = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (OptionIR option in format.Options)
        {
            (int low, int high) = option.Range ?? (0, 1);
            if (n > 0) options[option.Name] = n == 1 ? low : n == 2 ? high : random.Next(low, high + 1);
        }

        TableSetup? setup = TableSetup.TryCreate(format, levels, width, options, out string problem);
        Assert.True(setup is not null, problem);
        return setup;
    }

    private static IReadOnlyList<PageTableIR> Shipped(string name)
    {
        Assert.True(ShippedLibrary.TryGet(name, out SourceText? text));
        Compilation compilation = Compilation.Create([text], ShippedResolver.Instance);
        Assert.False(compilation.HasErrors, string.Join("\n", compilation.Diagnostics));
        return compilation.PageTables;
    }
}
