using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>Finds the conditions of a format and what they are made of.</summary>
internal static class Conditions
{
    /// <summary>Every condition of the format.</summary>
    public static IEnumerable<Condition> Of(PageTableIR table) =>
    [
        .. table.Input.Select(i => i.When).OfType<Condition>(),
        .. table.IgnoredInput?.When is { } ignored ? (Condition[])[ignored] : [],
        .. table.Kinds.SelectMany(k => k.Rows).Select(r => r.ReservedWhen).OfType<Condition>(),
        .. table.Kinds.SelectMany(k => k.Rows).Select(r => r.Value).OfType<WrittenCondition>().Select(w => w.When),
        .. table.InputSteps.Concat(table.EntrySteps).Concat(table.LeafSteps).Select(s => s.When),
        table.Allowed.Read, table.Allowed.Write, table.Allowed.Execute,
        .. table.Refusals.Select(r => r.When),
    ];

    /// <summary>A condition and those in it.</summary>
    public static IEnumerable<Condition> Parts(Condition condition)
    {
        IEnumerable<Condition> inner = condition switch
        {
            NotCondition not => [not.Operand],
            AndCondition and => and.Operands,
            OrCondition or => or.Operands,
            _ => [],
        };
        return inner.SelectMany(Parts).Prepend(condition);
    }

    /// <summary>The options a condition asks for.</summary>
    public static IEnumerable<OptionIR> Options(Condition condition) => Parts(condition).SelectMany(p => p switch
    {
        OptionCondition option => [option.Option],
        FieldCompare { Right: OptionNumber number } => [number.Option],
        LevelCompare { Right: OptionNumber number } => [number.Option],
        ExceedsCondition { Width: OptionNumber number } => [number.Option],
        _ => (OptionIR[])[],
    });

    /// <summary>The fields a condition asks for.</summary>
    public static IEnumerable<FieldIR> Fields(Condition condition) => Parts(condition).SelectMany(p => p switch
    {
        FieldCompare compare => [compare.Field],
        PathCondition path => [path.Field],
        _ => (FieldIR[])[],
    });
}
