using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>
/// Conditions about an entry of a known kind at a known level as clauses that all must hold. The clauses imply the condition
/// but need not follow from it: what a set of entry bits cannot say becomes stricter, never laxer.
/// </summary>
/// <param name="format">The format.</param>
/// <param name="level">The entry's level.</param>
/// <param name="kind">What the entry is taken for; null in the steps before.</param>
/// <param name="isLeafStep">The condition stands in a leaf step: the path is complete.</param>
internal sealed class ClauseForm(PageTableIR format, LevelIR level, KindIR? kind, bool isLeafStep)
{
    // A condition that needs more is not worth a fast path.
    private const int MostClauses = 256;

    /// <summary>The clauses under which the condition has the truth value.</summary>
    public IReadOnlyList<Clause> Of(Condition condition, bool truth) => condition switch
    {
        ConstantCondition c => c.Value == truth ? [] : [Clause.False],
        NotCondition n => Of(n.Operand, !truth),
        AndCondition a => truth ? All(a.Operands, truth) : Any(a.Operands, truth),
        OrCondition o => truth ? Any(o.Operands, truth) : All(o.Operands, truth),
        AllowedCondition a => Of(Allowed(a.Word), truth),
        CircumstanceCondition c => Circumstances(c.Circumstance, truth),
        PathCondition p => [Path(p, truth)],
        FieldCompare f => Field(f, truth),
        LevelCompare { Right: ConstantNumber n } l => Compare((ulong)level.Number, l.Operator, n.Value) == truth ? [] : [Clause.False],
        LevelCompare { Right: LevelNumber } l => Compare(0, l.Operator, 0) == truth ? [] : [Clause.False],
        ExceedsCondition e => truth ? [Clause.False] : Below(e.Width),
        // Translate leaves every output in such a range to the walk.
        OutputInCondition => truth ? [Clause.False] : [],
        _ => [new Clause([new Guard(condition, truth)], [], null)],
    };

    private List<Clause> All(IEnumerable<Condition> operands, bool truth) => [.. operands.SelectMany(o => Of(o, truth))];

    private IReadOnlyList<Clause> Any(IEnumerable<Condition> operands, bool truth)
    {
        IReadOnlyList<Clause> product = [Clause.False];
        foreach (Condition operand in operands)
        {
            IReadOnlyList<Clause> clauses = Of(operand, truth);
            if (clauses.Count * product.Count > MostClauses) return [Clause.False];
            product = [.. product.SelectMany(p => clauses.Select(p.Or))];
        }

        return product;
    }

    private Condition Allowed(AccessWord word) => word switch
    {
        AccessWord.Reading => format.Allowed.Read,
        AccessWord.Writing => format.Allowed.Write,
        _ => format.Allowed.Execute,
    };

    private IReadOnlyList<Clause> Circumstances(Circumstance circumstance, bool truth)
    {
        if (circumstance is Circumstance.Outside or Circumstance.Unreadable or Circumstance.Skipped)
        {
            // The input was checked, the mask of the table above keeps to the memory, and a table that skips is left to the walk.
            return truth ? [Clause.False] : [];
        }

        if (kind is null || (circumstance == Circumstance.Misaligned && !kind.IsLeaf)) return truth ? [Clause.False] : [];
        if (truth) return [Clause.False];
        if (circumstance == Circumstance.Misaligned)
        {
            // Below the level's item a coded address is all ones, or its leaf were smaller; Translate looks at the other end.
            return kind.Covers == 0
                ? [new Clause([], [new BitsNeed(Cube.Ones(EntryAddress.BitsBelow(kind, level.ItemBits)))], null)]
                : Needs(EntryAddress.BitsBelow(kind, EntryAddress.SizeBits(kind, level)));
        }

        return [.. kind.Rows.Select(Unreserved).OfType<Clause>()];
    }

    private static Clause? Unreserved(RowIR row)
    {
        var empty = new BitsNeed(new Cube(row.Bits.Mask, 0));
        if (row.Role == RowRole.Reserved) return new Clause([], [empty], null);
        return row.ReservedWhen is null ? null : new Clause([new Guard(row.ReservedWhen, false)], [empty], null);
    }

    private Clause Path(PathCondition path, bool truth)
    {
        if (!isLeafStep) return Clause.False;
        // "every" is 1 and "some" is 0 when all entries agree; the opposite is only claimed when the leaf alone decides it.
        if (path.Every == truth) return new Clause([], [], new PathNeed(path.Field, truth));
        return HasField(path.Field) ? new Clause([], [new BitsNeed(Cube.Of(path.Field.Bits, truth ? 1UL : 0))], null) : Clause.False;
    }

    private IReadOnlyList<Clause> Field(FieldCompare compare, bool truth)
    {
        if (!HasField(compare.Field)) return truth ? [Clause.False] : [];
        ulong? right = compare.Right switch { ConstantNumber n => n.Value, LevelNumber => (ulong)level.Number, _ => null };
        if (right is not { } number) return [Clause.False];
        BitRange bits = compare.Field.Bits;
        Cube[] cubes = [.. (truth ? compare.Operator : Opposite(compare.Operator)) switch
        {
            Comparison.Is => Cube.Range(bits, number, number),
            Comparison.IsNot => Less(bits, number).Concat(Greater(bits, number)),
            Comparison.Less => Less(bits, number),
            Comparison.LessOrEqual => Cube.Range(bits, 0, number),
            Comparison.Greater => Greater(bits, number),
            _ => Cube.Range(bits, number, ulong.MaxValue),
        }];
        return cubes.Any(c => c.Mask == 0) ? [] : [new Clause([], [.. cubes.Select(c => new BitsNeed(c))], null)];
    }

    private IReadOnlyList<Clause> Below(Number width)
    {
        if (kind is null) return [Clause.False];
        // In a leaf step the whole output counts, and the bits below the leaf's size come from the IOVA.
        int size = isLeafStep ? kind.Covers == 0 ? 64 : EntryAddress.SizeBits(kind, level) : 0;
        switch (width)
        {
            case ConstantNumber n:
                return n.Value < (ulong)size ? [Clause.False] : Needs(EntryAddress.BitsFrom(kind, (int)Math.Min(n.Value, 64)));
            case OptionNumber { Option: var option }:
                return option.Range is not { } range || range.Most < size ? [Clause.False] : [new Clause([], [new AddressNeed(option, size)], null)];
            default:
                return [Clause.False];
        }
    }

    private static IReadOnlyList<Clause> Needs(ulong zeros) => zeros == 0 ? [] : [new Clause([], [new BitsNeed(new Cube(zeros, 0))], null)];

    private bool HasField(FieldIR field) => kind is null ? field.IsCommon : kind.Rows.Any(r => r.Field?.Name == field.Name);

    private static IEnumerable<Cube> Less(BitRange bits, ulong number) => number == 0 ? [] : Cube.Range(bits, 0, number - 1);

    private static IEnumerable<Cube> Greater(BitRange bits, ulong number) => number == ulong.MaxValue ? [] : Cube.Range(bits, number + 1, ulong.MaxValue);

    private static Comparison Opposite(Comparison comparison) => comparison switch
    {
        Comparison.Is => Comparison.IsNot,
        Comparison.IsNot => Comparison.Is,
        Comparison.Less => Comparison.GreaterOrEqual,
        Comparison.LessOrEqual => Comparison.Greater,
        Comparison.Greater => Comparison.LessOrEqual,
        _ => Comparison.Less,
    };

    private static bool Compare(ulong left, Comparison comparison, ulong right) => comparison switch
    {
        Comparison.Is => left == right,
        Comparison.IsNot => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };
}
