using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Writes how entries are read apart and put together.</summary>
/// <param name="format">The format.</param>
/// <param name="names">Names in its class.</param>
/// <param name="addresses">Fields with the parts of an address.</param>
internal sealed class CodingWriter(PageTableIR format, FormatNames names, AddressFields addresses)
{
    private readonly ConditionWriter conditions = new(format, names);

    /// <summary>Arms of <c>AddressIn</c>: the address in an entry of a kind.</summary>
    public IEnumerable<string> AddressArms => format.Kinds.Select(k => $"EntryKind.{names.Kind(k)} => {Address(k)}");

    /// <summary>Arms of <c>SizeBits</c>: log2 of what a leaf maps.</summary>
    public IEnumerable<string> SizeArms => format.Kinds.Where(k => k.IsLeaf).Select(k => $"EntryKind.{names.Kind(k)} => {Size(k)}");

    /// <summary>Kinds of leaf that may be misaligned, as a pattern; null for none.</summary>
    public string? Alignable => format.Kinds.Where(k => k is { IsLeaf: true, Covers: > 0 }).Select(k => "EntryKind." + names.Kind(k)).ToArray() is { Length: > 0 } kinds
        ? string.Join(" or ", kinds) : null;

    /// <summary>Arms of <c>NextPosition</c> for tables that say the level they are of.</summary>
    public IEnumerable<string> NextArms => format.Kinds.Where(k => k.NextLevel is not null).Select(k =>
        $"EntryKind.{names.Kind(k)} => global::System.Array.IndexOf(LevelNumbers, (int){Bits(k.NextLevel!.Bits)})");

    /// <summary>Kinds of table as a pattern.</summary>
    public string Tables => string.Join(" or ", format.Kinds.Where(k => !k.IsLeaf).Select(k => "EntryKind." + names.Kind(k)));

    /// <summary>Arms of <c>TableEntry</c>: the entry that points to the table below, by position.</summary>
    public IEnumerable<string> TableArms(FastPath fast)
    {
        foreach (LevelIR level in format.Levels.Where(l => l.Position > 0))
        {
            KindIR? table = fast.Table(level);
            if (table is null) continue;
            LevelIR below = format.Levels.First(l => l.Position == level.Position - 1);
            yield return $"{Invariant.Text(level.Position)} => {Fields(table, below, isRun: false, isTable: true)} | {Encoded(table)}";
        }
    }

    /// <summary>Arms of <c>LeafEntry</c>: the entry of a leaf, by position and what is special about its size.</summary>
    public IEnumerable<string> LeafArms(FastPath fast)
    {
        foreach (LevelIR level in format.Levels)
        {
            if (fast.Leaf(level) is { } leaf)
            {
                string bits = $"{Encoded(leaf)}";
                string position = Invariant.Text(level.Position);
                if (format.Run is { } run && run.Lengths.ContainsKey(level.Number) && leaf.Rows.Any(r => r.Field?.Name == run.Field.Name))
                {
                    yield return $"({position}, > 0, false) => {Fields(leaf, level, isRun: true, isTable: false)} | {bits}";
                }

                yield return $"({position}, 0, _) => {Fields(leaf, level, isRun: false, isTable: false)} | {bits}";
            }

            if (fast.WideLeaf(level) is { } wide)
            {
                string address = wide.Covers == 0 ? "CodedAddress(address, size.SizeBits)" : "address";
                yield return $"({Invariant.Text(level.Position)}, > 0, true) => {Fields(wide, level, isRun: false, isTable: false)} | {Encoded(wide, address)}";
            }
        }
    }

    /// <summary>Refusals as a condition over rights and options, and the reason as a literal.</summary>
    public IEnumerable<View> Refusals => format.Refusals.Select(r => new View()
        .With("when", conditions.Write(r.When).Text)
        .With("text", CSharpText.Literal(r.Text))
        .With("place", CSharpText.Comment(ClassWriter.PlaceText(r.Place))));

    /// <summary>The field is one the mapper leaves to the run hint.</summary>
    private bool IsRunHint(FieldIR field) => format.Run?.Field.Name == field.Name;

    private string Address(KindIR kind)
    {
        RowIR[] sometimes = [.. EntryAddress.Rows(kind).Where(r => r.ReservedWhen is not null)];
        KindIR always = kind with { Rows = [.. kind.Rows.Where(r => r.Role != RowRole.Address || r.ReservedWhen is null)] };
        string[] parts =
        [
            AddressFields.Expression(always).Text,
            .. sometimes.Select(r => $"({conditions.Write(r.ReservedWhen!).Operand(Binding.Equality)} ? 0 : {AddressFields.Expression(kind with { Rows = [r] }).Text})"),
        ];
        string address = parts.Length == 1 ? parts[0] : string.Join(" | ", parts.Select(p => $"({p})"));
        return kind is { IsLeaf: true, Covers: 0 } ? $"CodedStart({address}, {Invariant.Text(EntryAddress.LowestBit(kind))})" : address;
    }

    private string Size(KindIR kind) => kind.Covers switch
    {
        1 => "Layout.Levels[position].ItemBits",
        0 => $"CodedSizeBits({AddressFields.Expression(kind).Text}, {Invariant.Text(EntryAddress.LowestBit(kind))})",
        _ => $"Layout.Levels[position].ItemBits + {Invariant.Text(EntryAddress.Log2(kind.Covers))}",
    };

    private static string Bits(BitRange bits) => $"((entry >> {Invariant.Text(bits.Low)}) & {ConditionWriter.Hex(bits.Mask >> bits.Low)})";

    private string Encoded(KindIR kind, string address = "address") => $"Encoded({addresses.Of(kind)}, {address})";

    // Rights of a table are those of everything below it, so it gives all there are.
    private string Fields(KindIR kind, LevelIR level, bool isRun, bool isTable)
    {
        ulong constant = 0;
        var parts = new List<string>();
        foreach (RowIR row in kind.Rows.Where(r => r.Role == RowRole.Field))
        {
            if (isRun && IsRunHint(row.Field!))
            {
                constant |= 1UL << row.Bits.Low;
                continue;
            }

            string? when = row.ReservedWhen is null ? null : conditions.Write(row.ReservedWhen).Not().Operand(Binding.And);
            switch (row.Value)
            {
                case WrittenConstant { ForDevice: null } c when when is null:
                    constant |= c.Value << row.Bits.Low;
                    break;
                case WrittenConstant c:
                    string value = ConditionWriter.Hex(c.Value << row.Bits.Low);
                    if (c.ForDevice is { } device) value = $"((rights & global::Iopol.Runtime.PageTables.MapRights.Device) != 0 ? {ConditionWriter.Hex(device << row.Bits.Low)} : {value})";
                    parts.Add(when is null ? value : $"({when} ? {value} : 0)");
                    break;
                case WrittenNextLevel:
                    constant |= (ulong)level.Number << row.Bits.Low;
                    break;
                case WrittenCondition c:
                    Code code = conditions.Write(isTable ? Conditions.Assume(c.When, r => r is RightCondition { Word: not RightWord.Device } ? true : r is RightCondition ? false : null) : c.When);
                    string all = when is null ? code.Operand(Binding.Equality) : $"{when} && {code.Operand(Binding.And)}";
                    if (all == "true") constant |= 1UL << row.Bits.Low;
                    else if (all != "false") parts.Add($"({all} ? {ConditionWriter.Hex(1UL << row.Bits.Low)} : 0)");
                    break;
            }
        }

        if (constant != 0 || parts.Count == 0) parts.Insert(0, ConditionWriter.Hex(constant));
        return string.Join(" | ", parts);
    }
}
