using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Binds the kinds of entry and their rows.</summary>
internal sealed class KindBinder
{
    private readonly PageTableMembers members;
    private readonly LayoutBinder layout;
    private readonly ConditionBinder conditions;
    private readonly IReadOnlyDictionary<string, OptionIR> options;
    private readonly Dictionary<string, FieldIR> fields = [];
    private readonly Dictionary<BitRowSyntax, FieldIR?> fieldOfRow = [];
    private readonly List<RowLayers> layersOfKinds = [];

    public KindBinder(PageTableMembers members, LayoutBinder layout, ConditionBinder conditions, IReadOnlyDictionary<string, OptionIR> options)
    {
        this.members = members;
        this.layout = layout;
        this.conditions = conditions;
        this.options = options;
        RowLayers entries = RowLayers.Empty(layout.EntryBytes);
        foreach (Given<EntriesBlockSyntax> block in members.Entries) entries = entries.With(block.Syntax.Rows, block.Speaker);
        foreach (LayerRow row in entries.Rows.OrderByDescending(r => r.Bits.High)) Field(row, common: true);
        if (entries.Others is { } others) Role(others);
        foreach (List<Given<KindDeclarationSyntax>> kind in members.Kinds)
        {
            RowLayers layers = entries;
            foreach (Given<KindDeclarationSyntax> given in kind) layers = layers.With(given.Syntax.Rows, given.Speaker);
            foreach (LayerRow row in layers.Rows.OrderByDescending(r => r.Bits.High)) Field(row, common: false);
            layersOfKinds.Add(layers);
        }
    }

    /// <summary>The fields of all kinds by name.</summary>
    public IReadOnlyDictionary<string, FieldIR> Fields => fields;

    public IReadOnlyList<KindIR> Bind()
    {
        var kinds = new List<KindIR>();
        foreach (List<Given<KindDeclarationSyntax>> given in members.Kinds) kinds.Add(Kind(given, kinds.Count));
        return kinds;
    }

    private KindIR Kind(List<Given<KindDeclarationSyntax>> given, int index)
    {
        Given<KindDeclarationSyntax> last = given[given.Count - 1];
        bool leaf = last.Syntax is LeafKindSyntax;
        RowLayers layers = layersOfKinds[index];
        var rows = new List<RowIR>();
        foreach (LayerRow row in layers.Rows.OrderByDescending(r => r.Bits.High))
        {
            if (Row(row, leaf) is { } bound) rows.Add(bound);
        }

        foreach (BitRange gap in layers.Gaps())
        {
            if (layers.Others is not { } others) last.Speaker.Sink.Report(PageTableDiagnostics.BitsLeft, last.Syntax.Name.Span, last.Syntax.Name.Text, gap);
            else rows.Add(new RowIR(gap, Role(others) ?? RowRole.Ignored, null, default, false, null, null, others.Speaker.Place(others.Syntax)));
        }

        rows.Sort((left, right) => right.Bits.High.CompareTo(left.Bits.High));
        Given<KindDeclarationSyntax>? levels = given.FindLast(k => k.Syntax.Levels is not null);
        IEnumerable<int> everywhere = layout.Levels.Where(l => leaf || l.Position > 0).Select(l => l.Number);
        return new KindIR(
            index, last.Syntax.Name.Text, leaf, levels is null ? [.. everywhere] : layout.Find(levels.Syntax.Levels!, levels.Speaker.Sink),
            rows, Covers(given, rows), Next(given, rows), given.FindLast(k => k.Syntax.Documentation.Length > 0)?.Syntax.Documentation ?? "", last.Speaker.Place(last.Syntax.Name));
    }

    private static int Covers(List<Given<KindDeclarationSyntax>> given, List<RowIR> rows)
    {
        Given<KindDeclarationSyntax> said = given.FindLast(k => k.Syntax is LeafKindSyntax { Covers: not null }) ?? given[given.Count - 1];
        SyntaxToken? covers = (said.Syntax as LeafKindSyntax)?.Covers;
        int coded = rows.Count(r => r.IsCoded);
        bool isCoded = covers is { Kind: SyntaxKind.CodedKeyword };
        if (coded != (isCoded ? 1 : 0)) said.Speaker.Sink.Report(PageTableDiagnostics.CodedRows, (covers ?? said.Syntax.Name).Span, said.Syntax.Name.Text, coded);
        if (covers is null) return 1;
        return isCoded ? 0 : (int)(PageTableNumbers.ReadPower(covers, "the number of entries", 2, PageTableLimits.Covers, said.Speaker.Sink) ?? 2);
    }

    private FieldIR? Next(List<Given<KindDeclarationSyntax>> given, List<RowIR> rows)
    {
        Given<KindDeclarationSyntax>? said = given.FindLast(k => k.Syntax is TableKindSyntax { NextField: not null });
        if (said?.Syntax is not TableKindSyntax { NextField: { } name }) return null;
        FieldIR? field = rows.FirstOrDefault(r => r.Field?.Name == name.Text)?.Field;
        if (field is null) said.Speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, $"field of '{said.Syntax.Name.Text}' called", name, rows.Where(r => r.Field is not null).Select(r => r.Field!.Name));
        else members.Scope.Refer(SymbolKind.Field, name, said.Speaker);
        return field;
    }

    private RowIR? Row(LayerRow row, bool leaf)
    {
        (BitRowSyntax syntax, BitRange bits, Speaker speaker) = row;
        if (syntax.Name.IsMissing)
        {
            speaker.Sink.Fail();
            return null;
        }

        bool named = WalkWords.Roles.TryGetValue(syntax.Name.Text, out RowRole role);
        FieldIR? field = fieldOfRow.TryGetValue(syntax, out FieldIR? known) ? known : null;
        if (!named) role = RowRole.Field;
        BitRange address = role == RowRole.Address ? bits : default;
        if (syntax.AddressBits is { } other)
        {
            if (role != RowRole.Address) Refuse(other, "bits of the address");
            else if (PageTableNumbers.Read(other, 63, speaker.Sink) is { } held)
            {
                if (held.Count != bits.Count) speaker.Sink.Report(PageTableDiagnostics.WidthsDiffer, other.Span, syntax.Bits, bits.Count, other, held.Count);
                address = held;
            }
        }

        if (syntax.CodedKeyword is { } coded && (role != RowRole.Address || !leaf)) Refuse(coded, "the word 'coded'");
        if (syntax.Value is not null && role != RowRole.Field) Refuse(syntax.Value, "a value");
        if (syntax.ReservedWhen is not null && role == RowRole.Reserved) Refuse(syntax.ReservedWhen, "the word 'reserved' twice");
        Condition? reserved = syntax.ReservedWhen is null ? null : conditions.Bind(syntax.ReservedWhen.Condition, ConditionPlace.Options, speaker);
        WrittenValue? value = syntax.Value is null || role != RowRole.Field ? null : Value(syntax.Value, bits, leaf, speaker);
        return new RowIR(bits, role, field, address, syntax.CodedKeyword is not null && role == RowRole.Address && leaf, reserved, value, speaker.Place(syntax));

        void Refuse(SyntaxElement part, string what) => speaker.Sink.Report(PageTableDiagnostics.RowTakesNo, part.Span, syntax.Name.Text, what);
    }

    private WrittenValue? Value(RowValueSyntax syntax, BitRange bits, bool leaf, Speaker speaker)
    {
        if (syntax.Value is NameExpressionSyntax { Name: { Text: WalkWords.Next } next })
        {
            if (syntax.Other is not null) speaker.Sink.Report(PageTableDiagnostics.TwoValues, syntax.Comma!.Span);
            if (!leaf) return new WrittenNextLevel();
            speaker.Sink.Report(PageTableDiagnostics.NextOfLeaf, next.Span);
            return null;
        }

        if (syntax.Value is LiteralExpressionSyntax { Token.Kind: SyntaxKind.IntegerLiteral or SyntaxKind.HexLiteral or SyntaxKind.SizeLiteral } literal)
        {
            ulong? value = Constant(literal.Token, bits, speaker);
            ulong? other = syntax.Other is null ? null : Constant(syntax.Other, bits, speaker);
            if (syntax.Right is { } right && right.Text != "device") speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "right a second value is for", right, ["device"], "write: for device");
            return value is null ? null : new WrittenConstant(value.Value, other);
        }

        if (syntax.Other is not null) speaker.Sink.Report(PageTableDiagnostics.TwoValues, syntax.Comma!.Span);
        return conditions.Bind(syntax.Value, ConditionPlace.Mapping, speaker) is { } when ? new WrittenCondition(when) : null;
    }

    private static ulong? Constant(SyntaxToken token, BitRange bits, Speaker speaker)
    {
        if (token.IsMissing || !Literals.TryReadInteger(token.Text, out ulong value))
        {
            speaker.Sink.Fail();
            return null;
        }

        if (value <= bits.Mask >> bits.Low) return value;
        speaker.Sink.Report(PageTableDiagnostics.ValueTooLarge, token.Span, token.Text, bits, bits.Count);
        return null;
    }

    /// <summary>Notes the field a row names; none where it names none, or where it is wrong and that was reported.</summary>
    private void Field(LayerRow row, bool common)
    {
        if (!fieldOfRow.ContainsKey(row.Syntax)) fieldOfRow.Add(row.Syntax, Find(row, common));
    }

    private FieldIR? Find(LayerRow row, bool common)
    {
        SyntaxToken name = row.Syntax.Name;
        BindingSink sink = row.Speaker.Sink;
        if (name.IsMissing || WalkWords.Roles.ContainsKey(name.Text)) return null;
        if (WalkWords.IsTakenFromFields(name.Text))
        {
            sink.Report(PageTableDiagnostics.WordTaken, name.Span, name.Text, "a field");
            return null;
        }

        if (options.TryGetValue(name.Text, out OptionIR? option))
        {
            sink.Report(PageTableDiagnostics.DuplicateName, name.Span, name.Text, $"line {option.Place.Line}");
            return null;
        }

        if (row.Speaker.IsHeir) members.Scope.Enter(SymbolKind.Field, name, "", $"{row.Bits} {name.Text}");
        if (!fields.TryGetValue(name.Text, out FieldIR? field))
        {
            fields.Add(name.Text, field = new FieldIR(name.Text, row.Bits, common, row.Speaker.Place(name)));
        }
        else if (field.Bits != row.Bits)
        {
            sink.Report(PageTableDiagnostics.FieldElsewhere, row.Syntax.Bits.Span, name.Text, field.Bits, field.Place.Line, row.Bits);
            return null;
        }

        return field;
    }

    private static RowRole? Role(Given<OthersRowSyntax> others)
    {
        SyntaxToken role = others.Syntax.Role;
        if (WalkWords.Roles.TryGetValue(role.Text, out RowRole found) && found != RowRole.Address) return found;
        others.Speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "way to treat the other bits", role, ["reserved", "ignored"], "write 'others reserved;' or 'others ignored;'");
        return null;
    }
}
