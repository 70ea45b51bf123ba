using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>Says whether conditions hold. What a place in a format may not ask is not asked there: the compiler saw to it.</summary>
internal sealed class ConditionEvaluator(TableSetup setup)
{
    /// <summary>A condition over options only.</summary>
    public bool Holds(Condition condition) => Holds(condition, null, MapRights.None);

    /// <summary>A condition over rights and options.</summary>
    public bool Holds(Condition condition, MapRights rights) => Holds(condition, null, rights);

    /// <summary>A condition of a walk's step.</summary>
    public bool Holds(Condition condition, WalkState state) => Holds(condition, state, MapRights.None);

    private bool Holds(Condition condition, WalkState? state, MapRights rights) => condition switch
    {
        ConstantCondition constant => constant.Value,
        NotCondition not => !Holds(not.Operand, state, rights),
        AndCondition and => and.Operands.All(operand => Holds(operand, state, rights)),
        OrCondition or => or.Operands.Any(operand => Holds(operand, state, rights)),
        OptionCondition option => setup.ValueOf(option.Option) != 0,
        RightCondition right => (rights & RightOf(right.Word)) != 0,
        _ => HoldsInWalk(condition, state ?? throw new ArgumentException($"asked outside a walk: {condition.GetType().Name}", nameof(condition))),
    };

    private bool HoldsInWalk(Condition condition, WalkState state) => condition switch
    {
        FieldCompare compare => FieldCompares(compare, state),
        LevelCompare compare => Compares((ulong)state.Level.Number, compare.Operator, Value(compare.Right, state)),
        PathCondition path => OverPath(path, state),
        AccessCondition access => (state.Access & AccessOf(access.Word)) != 0,
        CircumstanceCondition circumstance => IsSo(circumstance.Circumstance, state),
        ExceedsCondition exceeds => Exceeds(exceeds, state),
        OutputInCondition output => state.Output is { } address && address >= output.First && address <= output.Last,
        AllowedCondition allowed => Holds(AllowedOf(allowed.Word), state),
        _ => throw new ArgumentException($"no condition: {condition.GetType().Name}", nameof(condition)),
    };

    /// <summary>The format's condition for a right of the whole path.</summary>
    private Condition AllowedOf(AccessWord word) => word switch
    {
        AccessWord.Reading => setup.Format.Allowed.Read,
        AccessWord.Writing => setup.Format.Allowed.Write,
        AccessWord.Executing => setup.Format.Allowed.Execute,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "no right of a path"),
    };

    private static bool FieldCompares(FieldCompare compare, WalkState state)
    {
        if (state.Kind is { } kind && !EntryBits.Has(kind, compare.Field)) return false;
        return Compares(EntryBits.Get(state.Entry, compare.Field.Bits), compare.Operator, Value(compare.Right, state));
    }

    private static bool OverPath(PathCondition path, WalkState state)
    {
        IEnumerable<bool> bits = state.Above.Append((state.Kind!, state.Entry))
            .Where(step => EntryBits.Has(step.Item1, path.Field))
            .Select(step => EntryBits.Get(step.Item2, path.Field.Bits) != 0);
        return path.Every ? bits.All(bit => bit) : bits.Any(bit => bit);
    }

    private bool IsSo(Circumstance circumstance, WalkState state) => circumstance switch
    {
        Circumstance.Outside => setup.IsOutside(state.Iova),
        Circumstance.Unreadable => state.IsUnreadable,
        Circumstance.Reserved => state.Kind!.Rows.Any(row => IsReserved(row) && (state.Entry & row.Bits.Mask) != 0),
        Circumstance.Misaligned => IsMisaligned(state),
        Circumstance.Skipped => Skips(state),
        _ => throw new ArgumentOutOfRangeException(nameof(circumstance), circumstance, "no circumstance"),
    };

    /// <summary>With these options the bits of the row must be 0.</summary>
    public bool IsReserved(RowIR row) => row.Role == RowRole.Reserved || (row.ReservedWhen is { } when && Holds(when));

    private static bool IsMisaligned(WalkState state)
    {
        if (!state.Kind!.IsLeaf) return false;
        int size = EntryBits.SizeBits(state.Kind, state.Level, state.Entry);
        if (state.Kind.Covers > 0) return (EntryBits.RawAddress(state.Kind, state.Entry) & EntryBits.SizeMask(size)) != 0;
        return size <= state.Level.ItemBits || size >= state.Level.ItemBits + state.Level.Index.Count;
    }

    private bool Skips(WalkState state)
    {
        if (state.Kind is not { IsLeaf: false } kind || setup.LevelOf(NextLevel(kind, state)) is not { } next) return false;
        return setup.Levels.Any(level => level.Position < state.Level.Position && level.Position > next.Position && setup.IndexOf(level, state.Iova) != 0);
    }

    /// <summary>The format's number of the level of the table that a table entry points to.</summary>
    public static int NextLevel(KindIR kind, WalkState state) => kind.NextLevel is { } field
        ? (int)EntryBits.Get(state.Entry, field.Bits)
        : state.Setup.Levels.FirstOrDefault(level => level.Position == state.Level.Position - 1)?.Number ?? int.MaxValue;

    private static bool Exceeds(ExceedsCondition exceeds, WalkState state)
    {
        ulong width = Value(exceeds.Width, state);
        ulong address = state.Output ?? EntryBits.Address(state.Kind!, state.Level, state.Entry);
        return width < 64 && address >> (int)width != 0;
    }

    private static ulong Value(Number number, WalkState state) => number switch
    {
        ConstantNumber constant => constant.Value,
        LevelNumber => (ulong)state.Level.Number,
        TopNumber => (ulong)state.Setup.Top.Number,
        OptionNumber option => (ulong)state.Setup.ValueOf(option.Option),
        _ => throw new ArgumentException($"no number: {number.GetType().Name}", nameof(number)),
    };

    private static bool Compares(ulong left, Comparison comparison, ulong right) => comparison switch
    {
        Comparison.Is => left == right,
        Comparison.IsNot => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        Comparison.GreaterOrEqual => left >= right,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "no comparison"),
    };

    private static Access AccessOf(AccessWord word) => word switch
    {
        AccessWord.Reading => Access.Read,
        AccessWord.Writing => Access.Write,
        AccessWord.Executing => Access.Execute,
        _ => Access.Privileged,
    };

    private static MapRights RightOf(RightWord word) => word switch
    {
        RightWord.Readable => MapRights.Read,
        RightWord.Writable => MapRights.Write,
        RightWord.Executable => MapRights.Execute,
        RightWord.User => MapRights.User,
        RightWord.Device => MapRights.Device,
        _ => MapRights.Coherent,
    };
}
