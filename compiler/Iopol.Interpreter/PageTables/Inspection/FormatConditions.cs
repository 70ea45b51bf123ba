using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Looks into conditions.</summary>
public static class FormatConditions
{
    /// <summary>A condition and all it is made of.</summary>
    public static IEnumerable<Condition> In(Condition condition) => condition switch
    {
        NotCondition not => In(not.Operand).Prepend(not),
        AndCondition and => and.Operands.SelectMany(In).Prepend(and),
        OrCondition or => or.Operands.SelectMany(In).Prepend(or),
        _ => [condition],
    };

    /// <summary>The fields that a format asks for over whole paths.</summary>
    public static IReadOnlyList<FieldIR> PathFields(PageTableIR format)
    {
        IEnumerable<Condition> all = format.EntrySteps.Concat(format.LeafSteps).Select(s => s.When).Concat([format.Allowed.Read, format.Allowed.Write, format.Allowed.Execute]);
        return [.. all.SelectMany(In).OfType<PathCondition>().Select(c => c.Field).DistinctBy(f => f.Name)];
    }
}
