using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>
/// A set of values of one sort as disjoint ranges of ordered keys: unsigned for addresses, otherwise the signed value
/// with its sign bit turned, so that <see cref="Ir.None"/> comes before 0.
/// </summary>
internal sealed class ValueSet
{
    private const ulong SignBit = 1ul << 63;

    private ValueSet(IReadOnlyList<(ulong First, ulong Last)> ranges) => Ranges = ranges;

    /// <summary>The ranges, ascending, with a gap between any two.</summary>
    public IReadOnlyList<(ulong First, ulong Last)> Ranges { get; }

    /// <summary>True as a value of sort bool.</summary>
    public static ValueSet True { get; } = Of(Sort.Bool, [(1, 1)]);

    /// <summary>The key of a value.</summary>
    public static ulong Key(Sort sort, long value) => sort == Sort.Address ? unchecked((ulong)value) : unchecked((ulong)value) ^ SignBit;

    /// <summary>The set of some ranges of values, each with both its ends.</summary>
    public static ValueSet Of(Sort sort, IEnumerable<(long First, long Last)> ranges)
    {
        var merged = new List<(ulong First, ulong Last)>();
        foreach ((ulong first, ulong last) in ranges.Select(r => (First: Key(sort, r.First), Last: Key(sort, r.Last))).Where(r => r.First <= r.Last).OrderBy(r => r.First))
        {
            if (merged.Count > 0 && (merged[merged.Count - 1].Last == ulong.MaxValue || first <= merged[merged.Count - 1].Last + 1))
            {
                (ulong start, ulong end) = merged[merged.Count - 1];
                merged[merged.Count - 1] = (start, Math.Max(end, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new ValueSet(merged);
    }

    /// <summary>The set of single values.</summary>
    public static ValueSet Of(Sort sort, IEnumerable<long> values) => Of(sort, values.Select(v => (v, v)));

    /// <summary>Some value is in both sets.</summary>
    public bool Meets(ValueSet other) => Ranges.Any(r => other.Ranges.Any(o => o.First <= r.Last && r.First <= o.Last));

    /// <summary>Every value of the other set is in this one. Ranges have gaps between them, so each must lie in one.</summary>
    public bool Covers(ValueSet other) => other.Ranges.All(o => Ranges.Any(r => r.First <= o.First && o.Last <= r.Last));

    /// <summary>The key is in the set.</summary>
    public bool Contains(ulong key)
    {
        int low = 0;
        int high = Ranges.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (key < Ranges[middle].First) high = middle - 1;
            else if (key > Ranges[middle].Last) low = middle + 1;
            else return true;
        }

        return false;
    }
}
