using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>The values of fields and options that make a difference.</summary>
internal sealed class FieldValues(PageTableIR table)
{
    /// <summary>Fields of so many bits are tried with every value; wider ones around each number they can be compared with.</summary>
    public const int BitsTriedWhole = 4;

    /// <summary>Options with so many values are tried with each; others at their ends and in the middle.</summary>
    public const int OptionsTriedWhole = 16;

    private readonly Dictionary<string, ulong[]> known = [];

    public ulong[] Of(FieldIR field)
    {
        if (!known.TryGetValue(field.Name, out ulong[]? values)) known.Add(field.Name, values = Find(field));
        return values;
    }

    public static ulong[] Of(OptionIR option)
    {
        (int least, int most) = option.Range!.Value;
        if (most - least < OptionsTriedWhole) return [.. Enumerable.Range(least, most - least + 1).Select(v => (ulong)v)];
        int middle = least + ((most - least) / 2);
        return [(ulong)least, (ulong)least + 1, (ulong)middle, (ulong)most - 1, (ulong)most];
    }

    private ulong[] Find(FieldIR field)
    {
        ulong most = field.Bits.Mask >> field.Bits.Low;
        if (field.Bits.Count <= BitsTriedWhole) return [.. Enumerable.Range(0, (int)most + 1).Select(v => (ulong)v)];
        var values = new SortedSet<ulong> { 0, 1, most };
        foreach (FieldCompare compare in Conditions.Of(table).SelectMany(Conditions.Parts).OfType<FieldCompare>().Where(c => c.Field.Name == field.Name))
        {
            IEnumerable<ulong> numbers = compare.Right switch
            {
                ConstantNumber constant => [constant.Value],
                OptionNumber option => Of(option.Option),
                _ => table.Levels.Select(l => (ulong)l.Number),
            };
            foreach (ulong number in numbers) values.UnionWith([number == 0 ? 0 : number - 1, number, Math.Min(number, most - 1) + 1]);
        }

        return [.. values.Where(v => v <= most)];
    }
}
