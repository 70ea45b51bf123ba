using System.Globalization;

namespace Iopol.Compiler.IR.PageTables;

/// <summary>Conditions of page tables in the words of the language.</summary>
public static class ConditionText
{
    /// <summary>The condition, with parentheses where it would not be read back as it is.</summary>
    public static string Show(Condition condition) => condition switch
    {
        AndCondition { Operands.Count: > 1 } and => string.Join(" and ", and.Operands.Select(o => o is AndCondition or OrCondition ? $"({Show(o)})" : Show(o))),
        OrCondition { Operands.Count: > 1 } or => string.Join(" or ", or.Operands.Select(o => o is OrCondition ? $"({Show(o)})" : Show(o))),
        AndCondition and => Show(and.Operands[0]),
        OrCondition or => Show(or.Operands[0]),
        NotCondition not => not.Operand is AndCondition or OrCondition ? $"not ({Show(not.Operand)})" : $"not {Show(not.Operand)}",
        ConstantCondition constant => constant.Value ? "true" : "false",
        FieldCompare { Operator: Comparison.IsNot, Right: ConstantNumber { Value: 0 } } field => field.Field.Name,
        FieldCompare compare => $"{compare.Field.Name} {Show(compare.Operator)} {Show(compare.Right)}",
        LevelCompare compare => $"level {Show(compare.Operator)} {Show(compare.Right)}",
        OptionCondition option => option.Option.Name,
        PathCondition path => $"{(path.Every ? "every" : "some")}({path.Field.Name})",
        AccessCondition access => Word(access.Word),
        RightCondition right => Word(right.Word),
        CircumstanceCondition circumstance => Word(circumstance.Circumstance),
        ExceedsCondition exceeds => $"exceeds({Show(exceeds.Width)})",
        OutputInCondition range => $"output in 0x{range.First:x}..0x{range.Last:x}",
        AllowedCondition allowed => $"allowed({Word(allowed.Word)})",
        _ => condition is AndCondition ? "true" : "false",
    };

    /// <summary>What the mapper writes.</summary>
    public static string Show(WrittenValue value) => value switch
    {
        WrittenConstant { ForDevice: { } device } constant => $"{Number(constant.Value)}, {Number(device)} for device",
        WrittenConstant constant => Number(constant.Value),
        WrittenCondition condition => Show(condition.When),
        _ => "next",
    };

    private static string Show(Number number) => number switch
    {
        ConstantNumber constant => Number(constant.Value),
        LevelNumber => "level",
        TopNumber => "top",
        _ => ((OptionNumber)number).Option.Name,
    };

    private static string Show(Comparison sign) => sign switch
    {
        Comparison.Is => "is",
        Comparison.IsNot => "is not",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private static string Word(Enum word) => word.ToString().ToLowerInvariant();

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
