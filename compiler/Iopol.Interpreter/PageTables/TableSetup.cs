using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>A format with everything chosen that a walk needs: the shape, the width of an IOVA, the options.</summary>
public sealed class TableSetup
{
    private readonly int[] options;

    private TableSetup(PageTableIR format, int levels, int inputBits, int[] options)
    {
        (Format, Levels, InputBits, this.options) = (format, format.Shape(levels), inputBits, options);
        var conditions = new ConditionEvaluator(this);
        Extension = (format.Input.FirstOrDefault(rule => rule.When is null || conditions.Holds(rule.When))
            ?? throw new ArgumentException($"{format.Name} has no rule for the bits above the width that holds with these options", nameof(format))).Extension;
        if (format.IgnoredInput is { } ignored && (ignored.When is null || conditions.Holds(ignored.When))) IgnoredInput = ignored.Bits.Mask;
    }

    /// <summary>The format.</summary>
    public PageTableIR Format { get; }

    /// <summary>The levels of the shape, top first.</summary>
    public IReadOnlyList<LevelIR> Levels { get; }

    /// <summary>Width of an IOVA in bits.</summary>
    public int InputBits { get; }

    /// <summary>How an IOVA is extended above its width, with these options.</summary>
    public InputExtension Extension { get; }

    /// <summary>Bits of an IOVA that nobody looks at, with these options.</summary>
    public ulong IgnoredInput { get; }

    /// <summary>The level of the root.</summary>
    public LevelIR Top => Levels[0];

    /// <summary>log2 of the bytes of the smallest leaf.</summary>
    public int SmallestBits => Levels[^1].ItemBits;

    /// <summary>Chooses. Null with the problem in plain words where the choice is not legal.</summary>
    /// <param name="format">The format.</param>
    /// <param name="levels">Number of levels; null for the most the format has.</param>
    /// <param name="inputBits">Width of an IOVA; null for all the shape decodes, within what the format allows.</param>
    /// <param name="options">Values by name, 0 and 1 for false and true; the others keep their defaults.</param>
    /// <param name="problem">Why not; empty on success.</param>
    public static TableSetup? TryCreate(PageTableIR format, int? levels, int? inputBits, IReadOnlyDictionary<string, int>? options, out string problem)
    {
        problem = "";
        int count = levels ?? format.LevelCounts[^1];
        if (!format.LevelCounts.Contains(count))
        {
            problem = $"{format.Name} has no shape of {count} levels, only of {string.Join(", ", format.LevelCounts)}";
            return null;
        }

        (int least, int most) = Widths(format, count);
        int width = inputBits ?? Math.Min(format.FullWidth(count), most);
        if (width < least || width > most)
        {
            problem = $"{format.Name} with {count} levels takes IOVAs of {(least == most ? $"{least}" : $"{least} to {most}")} bits, not {width}";
            return null;
        }

        int[] values = [.. format.Options.Select(option => option.Default)];
        foreach ((string name, int value) in options ?? new Dictionary<string, int>())
        {
            if (format.Options.FirstOrDefault(option => option.Name == name) is not { } option)
            {
                problem = $"{format.Name} has no option '{name}', only {string.Join(", ", format.Options.Select(o => o.Name))}";
                return null;
            }

            (int low, int high) = option.Range ?? (0, 1);
            if (value < low || value > high)
            {
                problem = $"option '{name}' of {format.Name} goes from {low} to {high}, not to {value}";
                return null;
            }

            values[option.Index] = value;
        }

        return new(format, count, width, values);
    }

    /// <summary>The widths of an IOVA, in bits, a shape may be used with, both ends included.</summary>
    /// <param name="format">The format.</param>
    /// <param name="levels">One of its shapes.</param>
    public static (int Least, int Most) Widths(PageTableIR format, int levels)
    {
        int full = format.FullWidth(levels);
        if (format.InputWidths is not { } range) return (full, full);
        return (Math.Max(range.Low, format.Shape(levels)[0].Index.Low + 1), Math.Min(range.High, full + format.Root.ConcatenatedBits));
    }

    /// <summary>The level with the format's own number, or null where the shape lacks it.</summary>
    public LevelIR? LevelOf(int number) => Levels.FirstOrDefault(level => level.Number == number);

    /// <summary>Number of bits of a level's index; the top level's is what the width of an IOVA leaves.</summary>
    public int IndexBits(LevelIR level) => level.Position == Top.Position ? InputBits - level.Index.Low : level.Index.Count;

    /// <summary>Bytes of a level's table, which is its alignment too.</summary>
    public ulong TableBytes(LevelIR level)
    {
        ulong entries = (ulong)Format.EntryBytes << IndexBits(level);
        return level.Position == Top.Position ? Math.Max(entries, (ulong)Format.Root.AtLeastBytes) : entries;
    }

    /// <summary>Which entry of a level's table an IOVA chooses.</summary>
    public ulong IndexOf(LevelIR level, ulong iova) => (iova >> level.Index.Low) & ((1UL << IndexBits(level)) - 1);

    /// <summary>Value of an option; 0 and 1 for false and true.</summary>
    public int ValueOf(OptionIR option) => options[option.Index];

    /// <summary>The IOVA has bits above its width that are not what they must be.</summary>
    public bool IsOutside(ulong iova)
    {
        if (InputBits == 64) return false;
        ulong above = ulong.MaxValue << InputBits;
        bool ones = Extension == InputExtension.Ones || (Extension == InputExtension.Sign && ((iova >> (InputBits - 1)) & 1) == 1);
        return ((iova ^ (ones ? ulong.MaxValue : 0)) & above & ~IgnoredInput) != 0;
    }
}
