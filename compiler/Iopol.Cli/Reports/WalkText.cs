using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>Walks as text: the table, then for each IOVA the answer, the entries that led to it, and what is behind a fault.</summary>
internal sealed class WalkText(Screen screen, TableChoice choice, ulong root)
{
    private const int LabelWidth = 9;

    public void Head(VtdTranslation? context)
    {
        TableHead.Write(screen, choice, root);
        TableHead.Derived(screen, choice);
        if (context is not null) TableHead.Context(screen, context);
    }

    public void Write(WalkedIova walked)
    {
        screen.Line();
        Answer(walked.Result);
        Path(walked);
        WalkResult result = walked.Result;
        if (result.Fault is not null)
        {
            if (walked.Reasons.Count > 0) Labelled("because", Tone.Bad, string.Join("; ", walked.Reasons));
            WalkStep step = result.Answer!;
            Labelled("rule", Tone.Plain, choice.Format.TextAt(step.Place));
            // A place is not broken, so that an editor finds it.
            screen.Line("  at".PadRight(LabelWidth + 2), new Ink($"{step.Place}", Tone.Dim));
        }

        foreach (EntryUpdate update in result.Updates) Labelled("sets", Tone.Plain, $"hardware would set {update.Step.Field.Name} in the entry at {TableWords.Hex(update.Address)}");
        if (walked.IsGap) Gap(walked);
    }

    private void Gap(WalkedIova walked)
    {
        if (walked is { Below: null, Above: null })
        {
            Labelled("mapped", Tone.Plain, "nothing found in the whole table");
            return;
        }

        string from = walked.Below is { } under ? TableWords.Hex(under.Last + 1) : "the bottom";
        string to = walked.Above is { } over ? TableWords.Hex(over.Leaf.Iova - 1) : "the top";
        Labelled("gap", Tone.Plain, $"nothing is mapped from {from} to {to}");
        if (walked.Below is { } below) Labelled("below", Tone.Plain, $"{Range(below)}, {TableWords.Hex(walked.Result.Iova - below.Last)} away");
        if (walked.Above is { } above) Labelled("above", Tone.Plain, $"{Range(above)}, {TableWords.Hex(above.Leaf.Iova - walked.Result.Iova)} away");
    }

    private void Answer(WalkResult result)
    {
        var iova = new Ink(TableWords.Hex(result.Iova), Tone.Strong);
        if (result.Fault is { } fault)
        {
            screen.Wrapped(0, 2, iova, $"  {TableWords.Doing(result.Access)}: ", new Ink(string.Create(CultureInfo.InvariantCulture, $"fault 0x{fault.Code:x} {fault.Name}"), Tone.Bad), $", {fault.Text}");
            return;
        }

        ulong mask = result.SizeBits >= 64 ? ulong.MaxValue : (1UL << result.SizeBits) - 1;
        screen.Wrapped(0, 2, iova, $"  {TableWords.Doing(result.Access)}: ", new Ink(TableWords.Hex(result.Address), Tone.Good),
            $"  ({TableWords.Size(result.SizeBits)}, {TableWords.Hex(result.Iova & ~mask)} to {TableWords.Hex(result.Address & ~mask)}, {TableWords.Rights(result.Allowed)})");
    }

    private void Path(WalkedIova walked)
    {
        if (walked.Path.Count == 0) return;
        screen.Line();
        bool showRights = walked.Path.Any(p => p.SoFar is not null);
        Ink[] Columns(Ink level, Ink index, Ink rights, Ink at, Ink value, Ink what) => showRights ? [level, index, rights, at, value, what] : [level, index, at, value, what];
        Ink[] head = Columns(Dim("level"), Dim("index"), Dim("so far"), Dim("entry at"), Dim("value"), Dim("what it is"));
        Ink[][] rows =
        [
            head,
            .. walked.Path.Select(p => Columns(
                Number(p.Entry.Level.Number, "level"), Number(p.Index, "index"), p.SoFar is { } rights ? TableWords.Rights(rights) : "", TableWords.Hex(p.Entry.Address),
                p.Entry.Value is { } value ? TableWords.Raw(value, choice.Setup.Format.EntryBytes) : "-", What(p, walked))),
        ];
        int[] widths = Screen.Widths(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            screen.Rows(2, [rows[i]], widths);
            if (i > 0) Parts(walked.Path[i - 1]);
        }
    }

    private static Ink What(PathEntry entry, WalkedIova walked)
    {
        bool ends = walked.Result.Fault is not null && entry == walked.Path[^1];
        string text = entry.Entry switch
        {
            { Value: null } => "not in the image",
            { Value: 0 } => "empty",
            { Kind: null } => "nothing",
            { Kind: { IsLeaf: true } kind } => $"{kind.Name}, {TableWords.Size(entry.SizeBits!.Value)} at {TableWords.Hex(entry.Entry.Target!.Value)}",
            { Kind: { } kind } => $"{kind.Name} to {TableWords.Hex(entry.Entry.Target!.Value)}",
        };
        return ends ? new Ink(text, Tone.Bad) : entry.Entry.Kind is { IsLeaf: true } ? new Ink(text, Tone.Good) : text;
    }

    private void Parts(PathEntry entry)
    {
        if (entry.Entry.Value is null) return;
        var inks = new List<Ink>();
        foreach (EntryPart part in entry.Parts)
        {
            if (TableWords.Part(part) is not { } text) continue;
            if (inks.Count > 0) inks.Add(" ");
            inks.Add(new Ink(text, part.IsViolated ? Tone.Bad : Tone.Dim));
        }

        if (inks.Count > 0) screen.Wrapped(9, 9, [.. inks]);
    }

    private static string Range(Neighbour mapping) =>
        $"{TableWords.Hex(mapping.Leaf.Iova)}-{TableWords.Hex(mapping.Last)} {TableWords.Rights(mapping.Allowed)} to {TableWords.Hex(mapping.Leaf.Address)}";

    private void Labelled(string label, Tone tone, string text) => screen.Wrapped(2, LabelWidth + 2, label.PadRight(LabelWidth), new Ink(text, tone));

    private static Ink Number(ulong value, string under) => value.ToString(CultureInfo.InvariantCulture).PadLeft(under.Length);

    private static Ink Number(int value, string under) => Number((ulong)value, under);

    private static Ink Dim(string text) => new(text, Tone.Dim);
}
