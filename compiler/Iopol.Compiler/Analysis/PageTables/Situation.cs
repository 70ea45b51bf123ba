using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>One case of one step of a walk: says whether a condition holds, and asks <see cref="Choices"/> for what nobody has decided.</summary>
internal sealed class Situation(PageTableIR table, FieldValues values, Choices choices, LevelIR level, LevelIR top)
{
    private readonly Dictionary<FieldIR, ulong> written = [];

    /// <summary>The kind that was taken, or null.</summary>
    public KindIR? Kind { get; set; }

    /// <summary>The entry, where it is known; else its fields are chosen.</summary>
    public ulong? Entry { get; init; }

    /// <summary>What the access asks for, where it is known; else it is chosen.</summary>
    public IReadOnlyCollection<AccessWord>? Access { get; init; }

    /// <summary>What the mapping asks for; needed for values the mapper writes.</summary>
    public IReadOnlyCollection<RightWord>? Rights { get; init; }

    /// <summary>The entry lies outside the memory: then no field can be read.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The IOVA is outside its width.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Whether a field was read although the entry cannot be.</summary>
    public bool ReadUnreadable { get; private set; }

    /// <summary>Fields of the tables above, where they are known; else the path is chosen.</summary>
    public Func<FieldIR, bool, bool>? Path { get; init; }

    public LevelIR Level => level;

    /// <summary>Notes that a step wrote a field.</summary>
    public void Write(FieldIR field, bool set) => written[field] = set ? 1UL : 0;

    public bool Holds(Condition condition) => condition switch
    {
        ConstantCondition constant => constant.Value,
        NotCondition not => !Holds(not.Operand),
        AndCondition and => and.Operands.All(Holds),
        OrCondition or => or.Operands.Any(Holds),
        FieldCompare compare => (Kind is null || Has(Kind, compare.Field)) && Compare(Field(compare.Field), compare.Operator, Value(compare.Right)),
        LevelCompare compare => Compare((ulong)level.Number, compare.Operator, Value(compare.Right)),
        OptionCondition option => choices.Choose($"option {option.Option.Name}"),
        PathCondition path => OnPath(path),
        AccessCondition access => Access?.Contains(access.Word) ?? choices.Choose($"access {access.Word}"),
        RightCondition right => Rights!.Contains(right.Word),
        CircumstanceCondition circumstance => Is(circumstance.Circumstance),
        ExceedsCondition exceeds => Entry is null && CanExceed(exceeds) && choices.Choose($"exceeds {Show(exceeds.Width)}"),
        OutputInCondition range => Entry is null && choices.Choose($"output {range.First:x}..{range.Last:x}"),
        AllowedCondition allowed => Holds(Allows(allowed.Word)),
        _ => throw new InvalidOperationException($"no meaning of {condition.GetType().Name}"),
    };

    /// <summary>The value of a field of the entry.</summary>
    public ulong Field(FieldIR field)
    {
        if (written.TryGetValue(field, out ulong value)) return value;
        if (Entry is { } entry) return (entry & field.Bits.Mask) >> field.Bits.Low;
        ReadUnreadable |= IsUnreadable;
        return choices.Choose(Key(field), () => values.Of(field));
    }

    public static bool Has(KindIR kind, FieldIR field) => kind.Rows.Any(r => r.Field == field);

    public Condition Allows(AccessWord word) => word switch
    {
        AccessWord.Reading => table.Allowed.Read,
        AccessWord.Writing => table.Allowed.Write,
        _ => table.Allowed.Execute,
    };

    /// <summary>Bits that are reserved in the kind, with these options.</summary>
    public ulong ReservedBits(KindIR kind)
    {
        ulong bits = 0;
        foreach (RowIR row in kind.Rows)
        {
            if (row.Role == RowRole.Reserved || (row.ReservedWhen is { } when && Holds(when))) bits |= row.Bits.Mask;
        }

        return bits;
    }

    private static string Key(FieldIR field) => $"field {field.Name}";

    private static string Show(Number number) => number is OptionNumber option ? option.Option.Name : ((ConstantNumber)number).Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool Compare(ulong left, Comparison sign, ulong right) => sign switch
    {
        Comparison.Is => left == right,
        Comparison.IsNot => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };

    private ulong Value(Number number) => number switch
    {
        ConstantNumber constant => constant.Value,
        LevelNumber => (ulong)level.Number,
        TopNumber => (ulong)top.Number,
        _ => choices.Choose($"option {((OptionNumber)number).Option.Name}", () => FieldValues.Of(((OptionNumber)number).Option)),
    };

    private bool Is(Circumstance circumstance) => circumstance switch
    {
        Circumstance.Outside => IsOutside,
        Circumstance.Unreadable => IsUnreadable,
        Circumstance.Reserved => Kind is not null && IsReserved(Kind),
        Circumstance.Misaligned => Kind is { IsLeaf: true } leaf && Entry is null && CanMisalign(leaf) && choices.Choose("circumstance misaligned"),
        _ => Kind is { IsLeaf: false, NextLevel: { } next } && Entry is null && IsSkip(Field(next)) && choices.Choose("circumstance skipped"),
    };

    private bool CanMisalign(KindIR leaf)
    {
        int size = level.ItemBits;
        for (int covers = leaf.Covers; covers > 1; covers >>= 1) size++;
        return leaf.Covers == 0 || leaf.Rows.Any(r => r.Role == RowRole.Address && r.Address.Low < size);
    }

    private bool IsSkip(ulong next) => table.Levels.FirstOrDefault(l => (ulong)l.Number == next) is not { } below || below.Position < level.Position - 1;

    private bool IsReserved(KindIR kind)
    {
        ulong reserved = ReservedBits(kind);
        if (Entry is { } entry) return (entry & reserved) != 0;
        foreach (FieldIR field in table.Kinds.SelectMany(k => k.Rows).Select(r => r.Field).OfType<FieldIR>())
        {
            if ((field.Bits.Mask & reserved) == 0 || choices.Chosen(Key(field)) is not { } value) continue;
            if (((value << field.Bits.Low) & reserved) != 0) return true;
            reserved &= ~field.Bits.Mask;
        }

        return reserved != 0 && choices.Choose("circumstance reserved");
    }

    private bool CanExceed(ExceedsCondition exceeds)
    {
        int width = exceeds.Width is OptionNumber option ? option.Option.Range!.Value.Least : (int)((ConstantNumber)exceeds.Width).Value;
        return Kind is null || Kind.Rows.Any(r => r.Role == RowRole.Address && r.Address.High >= width);
    }

    private bool OnPath(PathCondition path)
    {
        bool has = Kind is not null && Has(Kind, path.Field);
        if (has && (Field(path.Field) != 0) != path.Every) return !path.Every;
        return Path?.Invoke(path.Field, path.Every) ?? choices.Choose($"path {(path.Every ? "every" : "some")}({path.Field.Name})");
    }
}
