using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>Page-table formats as text.</summary>
internal static class FormatText
{
    /// <summary>One paragraph for each.</summary>
    public static void List(Screen screen, IReadOnlyList<FormatChoice> formats)
    {
        screen.Rows(0, [.. formats.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new Ink[] { new(f.Name, Tone.Command), new(FirstSentence(f.IR.Documentation)) })]);
        screen.Line();
        screen.Wrapped(0, 0, "One with its options and faults: ", new Ink($"iopol formats {formats[0].Name}", Tone.Command));
    }

    /// <summary>All that can be chosen, and what can go wrong.</summary>
    public static void Write(Screen screen, FormatChoice choice)
    {
        PageTableIR format = choice.IR;
        screen.Line(new Ink(choice.Name, Tone.Strong), $"  {format.Name} in {choice.File}{(format.BaseName is { } extended ? $", extends {extended}" : "")}");
        if (format.Documentation.Length > 0) screen.Wrapped(2, 2, format.Documentation.Replace('\n', ' '));
        Section(screen, "shapes", [.. format.LevelCounts.Select(count => Shape(format, count))]);
        Section(screen, "levels", [.. format.Levels.Select(l => new Ink[] { $"{l.Number}", $"index {l.Index}", $"entry {TableWords.Size(l.ItemBits)}", Kinds(format, l) })]);
        Section(screen, "options", [.. format.Options.Select(o => new Ink[] { new($"--set {o.Name}={TableOptions.Show(o, o.Default)}", Tone.Command), Range(o), TableWords.FirstParagraph(o.Documentation) })]);
        Section(screen, "faults", [.. format.Faults.Select(f => new Ink[] { string.Create(CultureInfo.InvariantCulture, $"0x{f.Code:x}"), new(f.Name, Tone.Strong), f.Text })]);
        Section(screen, "cannot be mapped", [.. format.Refusals.Select(r => new Ink[] { r.Text })]);
    }

    /// <summary>What is known of a shape: width, top table, leaf sizes.</summary>
    public static (int Least, int Most, ulong TopBytes, IReadOnlyList<int> LeafBits) Facts(PageTableIR format, int levels)
    {
        (int least, int most) = TableSetup.Widths(format, levels);
        TableSetup setup = TableSetup.TryCreate(format, levels, null, null, out string problem) ?? throw new InvalidOperationException($"{format.Name} has no shape of {levels} levels as it says: {problem}");
        return (least, most, setup.TableBytes(setup.Top), [.. LeafForm.Of(setup).Select(f => f.SizeBits).Order()]);
    }

    private static Ink[] Shape(PageTableIR format, int levels)
    {
        (int least, int most, ulong top, IReadOnlyList<int> leaves) = Facts(format, levels);
        string width = least == most ? $"{most} bits" : $"{least} to {most} bits";
        return [new($"--levels {levels}", Tone.Command), width, $"top table {TableWords.Bytes(top)}", $"leaves {TableWords.Sizes(leaves)}"];
    }

    private static string Kinds(PageTableIR format, LevelIR level) => string.Join(", ", format.Kinds.Where(k => k.Levels.Contains(level.Number)).Select(k => k.Name));

    private static string Range(OptionIR option) => option.Range is { } range ? $"{range.Least}..{range.Most}" : "";

    private static string FirstSentence(string documentation)
    {
        string text = TableWords.FirstParagraph(documentation);
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private static void Section(Screen screen, string title, IReadOnlyList<Ink[]> rows)
    {
        if (rows.Count == 0) return;
        screen.Line();
        screen.Line(new Ink(title, Tone.Strong));
        screen.Rows(2, rows);
    }
}
