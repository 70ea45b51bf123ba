using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Writes conditions of a page-table format as C#.</summary>
/// <param name="format">The format.</param>
/// <param name="names">Names in its class.</param>
internal sealed class ConditionWriter(PageTableIR format, FormatNames names)
{
    /// <summary>Kinds the entry may be of where the condition stands; null for none yet.</summary>
    public IReadOnlyList<KindIR?> Possible { get; set; } = [null];

    /// <summary>The condition is asked once the leaf and its output are known.</summary>
    public bool IsLeafStep { get; set; }

    /// <summary>The level, where the text is about one; null where a variable holds it.</summary>
    public LevelIR? Level { get; set; }

    /// <summary>A condition as an expression.</summary>
    public Code Write(Condition condition) => condition switch
    {
        ConstantCondition c => Code.Bool(c.Value ? "true" : "false"),
        NotCondition n => Write(n.Operand).Not(),
        AndCondition a => Join(a.Operands, " && ", Binding.And),
        OrCondition o => Join(o.Operands, " || ", Binding.Or),
        OptionCondition o => Code.Bool(Option(o.Option)),
        AccessCondition a => Code.Bool(AccessLocal(a.Word)),
        RightCondition r => Code.Bool($"(rights & global::Iopol.Runtime.PageTables.MapRights.{Right(r.Word)}) != 0", Binding.Equality),
        PathCondition p => Code.Bool(names.Path(p) + "Here"),
        LevelCompare l => Compare(LevelText(), l.Operator, l.Right, "int"),
        FieldCompare f => Field(f),
        CircumstanceCondition c => Circumstances(c.Circumstance),
        ExceedsCondition e => Code.Bool($"Exceeds({(IsLeafStep ? "output" : "AddressIn(kind, position, entry)")}, {NumberText(e.Width, "int")})"),
        OutputInCondition o => Code.Bool($"output is >= {Hex(o.First)} and <= {Hex(o.Last)}", Binding.Equality),
        AllowedCondition a => Write(a.Word switch { AccessWord.Reading => format.Allowed.Read, AccessWord.Writing => format.Allowed.Write, _ => format.Allowed.Execute }),
        _ => throw new ArgumentException($"no condition of a walk: {condition.GetType().Name}", nameof(condition)),
    };

    /// <summary>The local variable that says what the access asks for.</summary>
    public static string AccessLocal(AccessWord word) => word switch
    {
        AccessWord.Reading => "reading",
        AccessWord.Writing => "writing",
        AccessWord.Executing => "executing",
        _ => "privileged",
    };

    /// <summary>Declarations of the access's local variables that a text uses.</summary>
    public static IEnumerable<string> AccessLocals(IEnumerable<Condition> conditions) =>
        conditions.SelectMany(Conditions.All).OfType<AccessCondition>().Select(a => a.Word).Distinct().OrderBy(w => w)
            .Select(w => $"bool {AccessLocal(w)} = (access & global::Iopol.Runtime.PageTables.Access.{AccessMember(w)}) != 0;");

    /// <summary>A number of 64 bits.</summary>
    public static string Hex(ulong number) => Invariant.Hex(number) + "UL";

    /// <summary>The property of an option.</summary>
    public string Option(OptionIR option) => "options." + names.Option(option);

    /// <summary>The entry is of one of the kinds; null where it certainly is, "false" where it certainly is not.</summary>
    public string? IsOneOf(IReadOnlyList<KindIR?> kinds)
    {
        if (Possible.All(p => kinds.Any(k => k?.Index == p?.Index))) return null;
        string[] left = [.. kinds.Where(k => Possible.Any(p => p?.Index == k?.Index)).Select(k => "EntryKind." + (k is null ? "None" : names.Kind(k)))];
        return left.Length switch
        {
            0 => "false",
            1 => "kind == " + left[0],
            _ => "kind is " + string.Join(" or ", left),
        };
    }

    /// <summary>Kinds that have a field, and none yet: before a kind is taken the field's bits are where they are.</summary>
    public IReadOnlyList<KindIR?> Having(FieldIR field) => [null, .. format.Kinds.Where(k => k.Rows.Any(r => r.Field?.Name == field.Name))];

    private static string AccessMember(AccessWord word) => word switch
    {
        AccessWord.Reading => "Read",
        AccessWord.Writing => "Write",
        AccessWord.Executing => "Execute",
        _ => "Privileged",
    };

    private static string Right(RightWord word) => word switch
    {
        RightWord.Readable => "Read",
        RightWord.Writable => "Write",
        RightWord.Executable => "Execute",
        RightWord.User => "User",
        RightWord.Device => "Device",
        _ => "Coherent",
    };

    private Code Join(IReadOnlyList<Condition> operands, string glue, Binding binding)
    {
        Code[] codes = [.. operands.Select(Write)];
        return codes.Length == 1 ? codes[0] : Code.Bool(string.Join(glue, codes.Select(c => c.Operand(binding))), binding);
    }

    private Code Field(FieldCompare compare)
    {
        Code test = Bits(compare);
        return IsOneOf(Having(compare.Field)) switch
        {
            null => test,
            "false" => Code.Bool("false"),
            var kinds => Code.Bool($"{kinds} && {test.Operand(Binding.Equality)}", Binding.And),
        };
    }

    private Code Bits(FieldCompare compare)
    {
        BitRange bits = compare.Field.Bits;
        if (compare.Right is ConstantNumber { Value: var number } && number <= bits.Mask >> bits.Low)
        {
            string masked = $"(entry & {Hex(bits.Mask)})";
            // One bit is 1 when it is not 0, which needs no other constant.
            if (bits.Count == 1 && number == 1 && compare.Operator is (Comparison.Is or Comparison.IsNot))
            {
                return Equality(masked, compare.Operator == Comparison.Is ? "!=" : "==", "0");
            }

            if (compare.Operator is Comparison.Is or Comparison.IsNot)
            {
                return Equality(masked, compare.Operator == Comparison.Is ? "==" : "!=", number == 0 ? "0" : Hex(number << bits.Low));
            }
        }

        return Compare($"((entry >> {Invariant.Text(bits.Low)}) & {Hex(bits.Mask >> bits.Low)})", compare.Operator, compare.Right, "ulong");
    }

    private Code Compare(string left, Comparison comparison, Number right, string type)
    {
        string number = NumberText(right, type);
        return comparison switch
        {
            Comparison.Is => Equality(left, "==", number),
            Comparison.IsNot => Equality(left, "!=", number),
            Comparison.Less => Code.Bool($"{left} < {number}", Binding.Equality) with { Opposite = $"{left} >= {number}" },
            Comparison.LessOrEqual => Code.Bool($"{left} <= {number}", Binding.Equality) with { Opposite = $"{left} > {number}" },
            Comparison.Greater => Code.Bool($"{left} > {number}", Binding.Equality) with { Opposite = $"{left} <= {number}" },
            _ => Code.Bool($"{left} >= {number}", Binding.Equality) with { Opposite = $"{left} < {number}" },
        };
    }

    private static Code Equality(string left, string comparison, string right) =>
        Code.Bool($"{left} {comparison} {right}", Binding.Equality) with { Opposite = $"{left} {(comparison == "==" ? "!=" : "==")} {right}" };

    private string NumberText(Number number, string type) => number switch
    {
        ConstantNumber n when type == "int" => n.Value > int.MaxValue ? Invariant.Text(int.MaxValue) : Invariant.Text((int)n.Value),
        ConstantNumber n => Hex(n.Value),
        LevelNumber => type == "int" ? LevelText() : $"(ulong){LevelText()}",
        TopNumber => type == "int" ? "top" : "(ulong)top",
        OptionNumber o => type == "int" ? Option(o.Option) : $"(ulong){Option(o.Option)}",
        _ => throw new ArgumentException($"no number of a walk: {number.GetType().Name}", nameof(number)),
    };

    private string LevelText() => Level is null ? "level" : Invariant.Text(Level.Number);

    private static Code Circumstances(Circumstance circumstance) => circumstance switch
    {
        Circumstance.Outside => Code.Bool("outside"),
        Circumstance.Unreadable => Code.Bool("unreadable"),
        Circumstance.Reserved => Code.Bool("(entry & ReservedBits(kind)) != 0", Binding.Equality) with { Opposite = "(entry & ReservedBits(kind)) == 0" },
        Circumstance.Misaligned => Code.Bool("IsMisaligned(kind, position, entry)"),
        _ => Code.Bool("IsSkipped(iova, position, NextPosition(kind, position, entry))"),
    };
}
