using System.Globalization;
using System.Text;

namespace Iopol.Compiler.IR.PageTables;

/// <summary>Writes a format out in the language, nothing inherited and nothing left to defaults; deterministic.</summary>
public static class PageTablePrinter
{
    /// <summary>The whole format. Read back, it means the same.</summary>
    public static string Print(PageTableIR table)
    {
        StringBuilder text = new();
        Line(text, "", $"pagetable {table.Name} {{");
        Layout(table, text);
        foreach (OptionIR option in table.Options)
        {
            string value = option.Range is { } range ? $": {Number(range.Least)}..{Number(range.Most)} = {Number(option.Default)}" : $" = {(option.Default != 0 ? "true" : "false")}";
            Line(text, "    ", $"option {option.Name}{value};");
        }

        foreach (FaultIR fault in table.Faults) Line(text, "    ", $"fault {fault.Name} 0x{fault.Code:X} {Quote(fault.Text)};");
        Entries(table, text);
        foreach (KindIR kind in table.Kinds) Kind(table, kind, text);
        if (table.Run is { } run) Line(text, "    ", $"run {run.Field.Name} covers {string.Join(", ", run.Lengths.OrderBy(l => l.Key).Select(l => $"{Number(l.Value)} at {Number(l.Key)}"))};");
        if (table.UnwrittenSizes.Count > 0) Line(text, "    ", $"map avoids {string.Join(", ", table.UnwrittenSizes.Select(Sizes.Show))};");
        Check("input", table.InputSteps, text);
        Check("entry", table.EntrySteps, text);
        Check("leaf", table.LeafSteps, text);
        Line(text, "    ", $"allow read = {ConditionText.Show(table.Allowed.Read)};");
        Line(text, "    ", $"allow write = {ConditionText.Show(table.Allowed.Write)};");
        Line(text, "    ", $"allow execute = {ConditionText.Show(table.Allowed.Execute)};");
        foreach (MapRefusalIR refusal in table.Refusals) Line(text, "    ", $"refuse when {ConditionText.Show(refusal.When)} {Quote(refusal.Text)};");
        Line(text, "", "}");
        return text.ToString();
    }

    private static void Layout(PageTableIR table, StringBuilder text)
    {
        Line(text, "    ", $"entry {Number(table.EntryBytes)};");
        Line(text, "    ", $"levels {string.Join(", ", table.LevelCounts.Select(Number))};");
        foreach (LevelIR level in table.Levels) Line(text, "    ", $"level {Number(level.Number)} index {level.Index};");
        string wider = table.Root.WiderBits > 0 ? $", wider by {Number(table.Root.WiderBits)} bits" : "";
        string concatenates = table.Root.ConcatenatedBits > 0 ? $", concatenates {Number(table.Root.ConcatenatedBits)} bits" : "";
        Line(text, "    ", $"root at least {Sizes.Show((ulong)table.Root.AtLeastBytes)}{wider}{concatenates};");
        foreach (InputExtensionIR input in table.Input) Line(text, "    ", $"input {input.Extension.ToString().ToLowerInvariant()}{When(input.When)};");
        if (table.InputWidths is { } widths) Line(text, "    ", $"input width {Number(widths.Low)}..{Number(widths.High)};");
        if (table.IgnoredInput is { } ignored) Line(text, "    ", $"input ignores {ignored.Bits}{When(ignored.When)};");
    }

    /// <summary>The fields a walk may read before the kind is known; each kind says again what they are.</summary>
    private static void Entries(PageTableIR table, StringBuilder text)
    {
        FieldIR[] fields = [.. CommonFields(table).OrderByDescending(f => f.Bits.High)];
        if (fields.Length == 0) return;
        Line(text, "    ", "entries {");
        foreach (FieldIR field in fields) Line(text, "        ", $"{field.Bits} {field.Name};");
        Line(text, "    ", "}");
    }

    private static IEnumerable<FieldIR> CommonFields(PageTableIR table)
    {
        IEnumerable<FieldIR> inRows = table.Kinds.SelectMany(k => k.Rows).Select(r => r.Field).OfType<FieldIR>();
        IEnumerable<FieldIR> inSteps = table.EntrySteps.SelectMany(s => FieldsOf(s.When));
        return inRows.Concat(inSteps).Where(f => f.IsCommon).GroupBy(f => f.Name).Select(g => g.First());
    }

    private static IEnumerable<FieldIR> FieldsOf(Condition condition) => condition switch
    {
        NotCondition not => FieldsOf(not.Operand),
        AndCondition and => and.Operands.SelectMany(FieldsOf),
        OrCondition or => or.Operands.SelectMany(FieldsOf),
        FieldCompare compare => [compare.Field],
        _ => [],
    };

    private static void Kind(PageTableIR table, KindIR kind, StringBuilder text)
    {
        string levels = kind.Levels.Count == 0 ? "" : $" at {string.Join(", ", kind.Levels.Select(Number))}";
        string rest = kind.NextLevel is { } next ? $" next {next.Name}" : kind.Covers switch { 0 => " covers coded", 1 => "", _ => $" covers {Number(kind.Covers)}" };
        Line(text, "    ", $"{(kind.IsLeaf ? "leaf" : "table")} {kind.Name}{levels}{rest} {{");
        foreach (RowIR row in kind.Rows) Line(text, "        ", Row(row));
        Line(text, "    ", "}");
    }

    private static string Row(RowIR row)
    {
        string what = row.Role switch
        {
            RowRole.Field => row.Field!.Name,
            RowRole.Address => $"address {row.Address}{(row.IsCoded ? " coded" : "")}",
            RowRole.Reserved => "reserved",
            _ => "ignored",
        };
        string value = row.Value is null ? "" : $" = {ConditionText.Show(row.Value)}";
        string reserved = row.ReservedWhen is null ? "" : $" reserved when {ConditionText.Show(row.ReservedWhen)}";
        return $"{row.Bits} {what}{value}{reserved};";
    }

    private static void Check(string name, IReadOnlyList<WalkStep> steps, StringBuilder text)
    {
        Line(text, "    ", $"check {name} {{");
        foreach (WalkStep step in steps)
        {
            string when = step.When is ConstantCondition { Value: true } ? "" : When(step.When);
            Line(text, "        ", step switch
            {
                FaultStep fault => $"fault {fault.Fault.Name}{when};",
                TakeStep take => $"take {take.Kind.Name}{when};",
                _ => Update((UpdateStep)step, when),
            });
        }

        Line(text, "    ", "}");
    }

    private static string Update(UpdateStep step, string when) => $"{(step.Set ? "set" : "clear")} {step.Field.Name}{when} else {step.Failure.Name};";

    private static string When(Condition? condition) => condition is null ? "" : $" when {ConditionText.Show(condition)}";

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t")}\"";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string indent, string line) => text.Append(indent).Append(line).Append('\n');
}
