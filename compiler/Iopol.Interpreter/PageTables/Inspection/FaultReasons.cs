using System.Globalization;
using System.Numerics;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Says which bits made a fault: the facts without which its condition would not hold.</summary>
public sealed class FaultReasons
{
    private readonly TableSetup setup;
    private readonly ConditionEvaluator conditions;

    /// <summary>For walks of a setup.</summary>
    public FaultReasons(TableSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (this.setup, conditions) = (setup, new(setup));
    }

    /// <summary>The facts in plain words, in the order of the condition; none for a walk without a fault.</summary>
    public IReadOnlyList<string> Of(WalkResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Answer is not FaultStep answer) return [];
        ulong? output = null;
        if (result.Path is [.., { Kind: { IsLeaf: true } kind, Value: { } value, Level: var level }])
        {
            output = EntryBits.Address(kind, level, value) | (result.Iova & EntryBits.SizeMask(EntryBits.SizeBits(kind, level, value)));
        }

        // Entry steps see the entry's own address, leaf steps the output.
        bool isLeafStep = setup.Format.LeafSteps.Contains(answer);
        return Of(answer.When, WalkStates.At(setup, result.Iova, result.Access, result.Path, isLeafStep ? output : null));
    }

    internal IReadOnlyList<string> Of(Condition condition, WalkState state)
    {
        var facts = new List<string>();
        Collect(condition, wanted: true, state, facts);
        return [.. facts.Distinct()];
    }

    private void Collect(Condition condition, bool wanted, WalkState state, List<string> facts)
    {
        switch (condition)
        {
            case NotCondition not:
                Collect(not.Operand, !wanted, state, facts);
                break;
            case AndCondition and:
                foreach (Condition operand in and.Operands.Where(o => wanted || !conditions.Holds(o, state))) Collect(operand, wanted, state, facts);
                break;
            case OrCondition or:
                foreach (Condition operand in or.Operands.Where(o => !wanted || conditions.Holds(o, state))) Collect(operand, wanted, state, facts);
                break;
            default:
                if (Fact(condition, wanted, state) is { } fact) facts.Add(fact);
                break;
        }
    }

    private string? Fact(Condition condition, bool holds, WalkState state) => condition switch
    {
        FieldCompare compare => Field(compare, state),
        PathCondition path => Path(path, state),
        OptionCondition option => $"option {option.Option.Name} is {(holds ? "true" : "false")}",
        CircumstanceCondition circumstance when holds => Circumstance(circumstance.Circumstance, state),
        ExceedsCondition exceeds when holds => Exceeds(exceeds, state),
        OutputInCondition output when holds => string.Create(CultureInfo.InvariantCulture, $"0x{state.Output:x} lies in 0x{output.First:x}..0x{output.Last:x}"),
        AllowedCondition allowed when !holds => $"the path does not allow {allowed.Word.ToString().ToLowerInvariant()}",
        // What was asked for and at which level is said with the fault.
        _ => null,
    };

    private static string Field(FieldCompare compare, WalkState state)
    {
        if (state.Kind is { } kind && !EntryBits.Has(kind, compare.Field)) return $"the entry has no {compare.Field.Name}";
        ulong value = EntryBits.Get(state.Entry, compare.Field.Bits);
        string against = compare.Right switch
        {
            LevelNumber => $" at level {state.Level.Number}",
            OptionNumber option => $", option {option.Option.Name} is {state.Setup.ValueOf(option.Option)}",
            _ => "",
        };
        return $"{Named(compare.Field)} is {value}{against}";
    }

    private static string Path(PathCondition path, WalkState state)
    {
        (KindIR Kind, ulong Entry)[] entries = [.. state.Above, (state.Kind!, state.Entry)];
        IEnumerable<string> levels = entries.Where(e => EntryBits.Has(e.Kind, path.Field)).Select(e => EntryBits.Get(e.Entry, path.Field.Bits).ToString(CultureInfo.InvariantCulture));
        return $"{Named(path.Field)} over the path is {string.Join(", ", levels)}";
    }

    private string Circumstance(Circumstance circumstance, WalkState state)
    {
        switch (circumstance)
        {
            case Compiler.IR.PageTables.Circumstance.Outside:
                return $"an IOVA has {setup.InputBits} bits; those above are {Bits(state.Iova & ~EntryBits.SizeMask(setup.InputBits))}";
            case Compiler.IR.PageTables.Circumstance.Unreadable:
                return "the entry is in no page of the memory";
            case Compiler.IR.PageTables.Circumstance.Reserved:
                return string.Join("; ", state.Kind!.Rows.Where(r => conditions.IsReserved(r) && (state.Entry & r.Bits.Mask) != 0).Select(r =>
                    r.Role == RowRole.Reserved ? $"{Bits(state.Entry & r.Bits.Mask)} must be 0 in a {state.Kind.Name} entry" : $"{r.Field?.Name ?? "address"} ({Bits(state.Entry & r.Bits.Mask)}) must be 0 with these options"));
            case Compiler.IR.PageTables.Circumstance.Misaligned:
                int size = EntryBits.SizeBits(state.Kind!, state.Level, state.Entry);
                ulong raw = EntryBits.RawAddress(state.Kind!, state.Entry);
                return state.Kind!.Covers == 0
                    ? $"a coded size of {Show(size)} is none of this level"
                    : $"address 0x{raw:x} is no multiple of the leaf's {Show(size)}";
            default:
                return "the IOVA has a 1 in an index that is skipped";
        }
    }

    private static string Exceeds(ExceedsCondition exceeds, WalkState state)
    {
        ulong address = state.Output ?? EntryBits.Address(state.Kind!, state.Level, state.Entry);
        string width = exceeds.Width switch
        {
            OptionNumber option => $"option {option.Option.Name} is {state.Setup.ValueOf(option.Option)}",
            ConstantNumber constant => $"there are {constant.Value}",
            _ => "there are fewer",
        };
        return $"address 0x{address:x} needs {64 - BitOperations.LeadingZeroCount(address)} bits, {width}";
    }

    private static string Named(FieldIR field) => $"{field.Name} ({(field.Bits.Count == 1 ? "bit" : "bits")} {field.Bits})";

    private static string Show(int sizeBits) => sizeBits < 64 ? Sizes.Show(1UL << sizeBits) : $"2^{sizeBits}";

    private static string Bits(ulong set)
    {
        int count = BitOperations.PopCount(set);
        if (count == 1) return $"bit {BitOperations.Log2(set)}";
        return count > 8 ? $"0x{set:x}" : "bits " + string.Join(", ", Enumerable.Range(0, 64).Reverse().Where(b => (set >> b & 1) != 0));
    }
}
