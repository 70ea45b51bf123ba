namespace Iopol.Compiler.IR.PageTables;

/// <summary>A truth about one step of a walk, or about what is to be mapped. Evaluation has no effect.</summary>
public abstract record Condition;

/// <summary>Always or never.</summary>
public sealed record ConstantCondition(bool Value) : Condition;

/// <summary>Negation.</summary>
public sealed record NotCondition(Condition Operand) : Condition;

/// <summary>All of them, left to right.</summary>
public sealed record AndCondition(IReadOnlyList<Condition> Operands) : Condition;

/// <summary>One of them, left to right.</summary>
public sealed record OrCondition(IReadOnlyList<Condition> Operands) : Condition;

/// <summary>A field of the current entry compared with a number; a field on its own is compared with 0 by <see cref="Comparison.IsNot"/>. False where the entry's kind has no such field.</summary>
public sealed record FieldCompare(FieldIR Field, Comparison Operator, Number Right) : Condition;

/// <summary>The level of the current entry compared with a number.</summary>
public sealed record LevelCompare(Comparison Operator, Number Right) : Condition;

/// <summary>A truth value of the options.</summary>
public sealed record OptionCondition(OptionIR Option) : Condition;

/// <summary>A one-bit field over the whole path, leaf included: 1 in every entry whose kind has it, or 1 in some. With no such entry: every is true, some is false.</summary>
public sealed record PathCondition(FieldIR Field, bool Every) : Condition;

/// <summary>What the access asks for.</summary>
public enum AccessWord
{
    /// <summary>It reads.</summary>
    Reading,

    /// <summary>It writes.</summary>
    Writing,

    /// <summary>It fetches instructions.</summary>
    Executing,

    /// <summary>It is made as supervisor.</summary>
    Privileged,
}

/// <summary>Something the access asks for.</summary>
public sealed record AccessCondition(AccessWord Word) : Condition;

/// <summary>What a mapping asks for; only in values the mapper writes and in refusals.</summary>
public enum RightWord
{
    /// <summary>Reading.</summary>
    Readable,

    /// <summary>Writing.</summary>
    Writable,

    /// <summary>Fetching instructions.</summary>
    Executable,

    /// <summary>For unprivileged accesses too.</summary>
    User,

    /// <summary>Device memory, not cached.</summary>
    Device,

    /// <summary>Coherent with the caches whatever the device says.</summary>
    Coherent,
}

/// <summary>A right that a mapping asks for.</summary>
public sealed record RightCondition(RightWord Word) : Condition;

/// <summary>A circumstance of the step.</summary>
public enum Circumstance
{
    /// <summary>The IOVA has bits above its width that are not what they must be. Input steps only.</summary>
    Outside,

    /// <summary>The entry lies outside the memory. Entry steps before any <c>take</c>.</summary>
    Unreadable,

    /// <summary>A reserved bit of the entry's kind is 1. After <c>take</c>.</summary>
    Reserved,

    /// <summary>The address of a leaf has bits below the leaf's size, or codes a size that is not larger than an entry of its level and smaller than its table. After <c>take</c>; false for tables.</summary>
    Misaligned,

    /// <summary>The table is more than one level down and the IOVA has a 1 in an index that is skipped. After <c>take</c>.</summary>
    Skipped,
}

/// <summary>A circumstance of the step.</summary>
public sealed record CircumstanceCondition(Circumstance Circumstance) : Condition;

/// <summary>The address of the current entry (of a table or a leaf), or the output of the walk, needs more bits than there are. After <c>take</c>.</summary>
/// <param name="Width">Bits there are.</param>
public sealed record ExceedsCondition(Number Width) : Condition;

/// <summary>The output address of the walk is in a range, both ends included. Leaf steps only.</summary>
public sealed record OutputInCondition(ulong First, ulong Last) : Condition;

/// <summary>The walk leaves a right (<see cref="PageTableIR.Allowed"/>). Leaf steps only.</summary>
/// <param name="Word">Reading, writing or executing.</param>
public sealed record AllowedCondition(AccessWord Word) : Condition;

/// <summary>A number in a comparison.</summary>
public abstract record Number;

/// <summary>A constant.</summary>
public sealed record ConstantNumber(ulong Value) : Number;

/// <summary>The format's number of the entry's level.</summary>
public sealed record LevelNumber : Number;

/// <summary>The format's number of the top level of the table that is walked.</summary>
public sealed record TopNumber : Number;

/// <summary>A number of the options.</summary>
public sealed record OptionNumber(OptionIR Option) : Number;

/// <summary>What the mapper writes into a field.</summary>
public abstract record WrittenValue;

/// <summary>A constant, and perhaps another for device memory.</summary>
public sealed record WrittenConstant(ulong Value, ulong? ForDevice) : WrittenValue;

/// <summary>1 where a condition over rights and options holds, else 0.</summary>
public sealed record WrittenCondition(Condition When) : WrittenValue;

/// <summary>The number of the level that the table is for.</summary>
public sealed record WrittenNextLevel : WrittenValue;
