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

    /// <summary>Arms of <c>IsMisaligned</c>.</summary>
    public IEnumerable<string> MisalignedArms => format.Kinds.Where(k => k.IsLeaf).Select(k => $"EntryKind.{names.Kind(k)} => " + (k.Covers == 0
        ? "size <= Layout.Levels[position].ItemBits || size >= Layout.Levels[position].ItemBits + IndexCounts[position]"
        : $"({AddressFields.Expression(k).Operand(Binding.Equality)} & Below(size)) != 0"));

    /// <summary>Arms of <c>NextPosition</c> for tables that say the level they are of.</summary>
    public IEnumerable<string> NextArms => format.Kinds.Where(k => k.NextLevel is not null).Select(k =>
        $"EntryKind.{names.Kind(k)} => global::System.Array.IndexOf(LevelNumbers, (int){Bits(k.NextLevel!.Bits)})");

    /// <summary>Kinds of table as a pattern.</summary>
    public string Tables => string.Join(" or ", format.Kinds.Where(k => !k.IsLeaf).Select(k => "EntryKind." + names.Kind(k)));

    /// <summary>Arms of <c>TableEntry</c>: the entry that points to the table below, by position.</summary>
    public IEnumerable<string> TableArms()
    {
        foreach (LevelIR level in format.Levels.Where(l => l.Position > 0))
        {
            KindIR? table = format.Kinds.FirstOrDefault(k => !k.IsLeaf && k.Levels.Contains(level.Number));
            if (table is null) continue;
            LevelIR below = format.Levels.First(l => l.Position == level.Position - 1);
            yield return $"{Invariant.Text(level.Position)} => {Fields(table, below, isRun: false)} | Encoded({addresses.Of(table)}, address)";
        }
    }

    /// <summary>Arms of <c>LeafEntry</c>: the entry of a leaf, by position, entries and whether they are replicated.</summary>
    public IEnumerable<string> LeafArms()
    {
        foreach (LevelIR level in format.Levels)
        {
            string position = Invariant.Text(level.Position);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (KindIR leaf in LeafKinds(level).OrderBy(k => k.Covers == 0))
            {
                string entries = Invariant.Text(EntryAddress.Log2(leaf.Covers));
                string pattern = leaf.Covers switch { 0 => $"({position}, _, true)", 1 => $"({position}, 0, false)", _ => $"({position}, {entries}, true)" };
                if (!seen.Add(pattern)) continue;
                string coded = leaf.Covers == 0 ? "CodedAddress(address, size.SizeBits)" : "address";
                yield return $"{pattern} => {Fields(leaf, level, isRun: false)} | Encoded({addresses.Of(leaf)}, {coded})";
                if (leaf.Covers == 1 && RunLength(leaf, level) is { } length)
                {
                    yield return $"({position}, {Invariant.Text(length)}, false) => {Fields(leaf, level, isRun: true)} | Encoded({addresses.Of(leaf)}, address)";
                }
            }
        }
    }

    /// <summary>Every size of leaf that may be written, for all levels: as arguments of <c>LeafSize</c>.</summary>
    public IEnumerable<string> LeafSizes()
    {
        foreach (LevelIR level in format.Levels)
        {
            foreach (KindIR leaf in LeafKinds(level))
            {
                foreach ((int bits, bool isReplicated) in Entries(leaf, level))
                {
                    int size = level.ItemBits + bits;
                    if (size < 64 && format.UnwrittenSizes.Contains(1UL << size)) continue;
                    yield return $"new({Invariant.Text(level.Position)}, {Invariant.Text(size)}, {Invariant.Text(bits)}, {(isReplicated ? "true" : "false")})";
                }
            }
        }
    }

    /// <summary>log2 of the entries of a hinted run of a leaf at a level; null where it has no hint.</summary>
    public int? RunLength(KindIR leaf, LevelIR level) =>
        format.Run is { } run && run.Lengths.TryGetValue(level.Number, out int length) && leaf.Rows.Any(r => r.Field?.Name == run.Field.Name)
            ? EntryAddress.Log2(length) : null;

    private IEnumerable<(int Bits, bool IsReplicated)> Entries(KindIR leaf, LevelIR level)
    {
        if (leaf.Covers == 0)
        {
            int top = EntryAddress.Rows(leaf).Where(r => r.IsCoded).Max(r => r.Address.High);
            for (int bits = 1; bits < level.Index.Count && level.ItemBits + bits <= top; bits++) yield return (bits, true);
            yield break;
        }

        int covers = EntryAddress.Log2(leaf.Covers);
        yield return (covers, covers > 0);
        if (covers == 0 && RunLength(leaf, level) is { } length) yield return (length, false);
    }

    private IEnumerable<KindIR> LeafKinds(LevelIR level) => format.Kinds.Where(k => k.IsLeaf && k.Levels.Contains(level.Number));

    /// <summary>Refusals as a condition over rights and options, and the reason as a literal.</summary>
    public IEnumerable<View> Refusals => format.Refusals.Select(r => new View()
        .With("when", conditions.Write(r.When).Text)
        .With("text", CSharpText.Literal(r.Text))
        .With("place", CSharpText.Comment(ClassWriter.PlaceText(r.Place))));

    private static string Address(KindIR kind)
    {
        Code address = AddressFields.Expression(kind);
        string size = kind switch
        {
            { IsLeaf: false } => "",
            { Covers: 1 } => "Below(Layout.Levels[position].ItemBits)",
            _ => $"Below({Size(kind)})",
        };
        return size.Length == 0 ? address.Text : $"{address.Operand(Binding.Equality)} & ~{size}";
    }

    private static string Size(KindIR kind) => kind.Covers switch
    {
        1 => "Layout.Levels[position].ItemBits",
        0 => $"CodedSizeBits({AddressFields.Expression(kind).Text}, {Invariant.Text(EntryAddress.LowestBit(kind))})",
        _ => $"Layout.Levels[position].ItemBits + {Invariant.Text(EntryAddress.Log2(kind.Covers))}",
    };

    private static string Bits(BitRange bits) => $"((entry >> {Invariant.Text(bits.Low)}) & {ConditionWriter.Hex(bits.Mask >> bits.Low)})";

    // What an entry has besides its address. A table is written for whatever comes below it, so no rights are asked for it.
    private string Fields(KindIR kind, LevelIR level, bool isRun)
    {
        ulong constant = isRun ? format.Run!.Field.Bits.Mask : 0;
        var parts = new List<string>();
        foreach (RowIR row in kind.Rows.Where(r => r.Role is RowRole.Field or RowRole.Ignored && r.Value is not null))
        {
            Code? unless = row.ReservedWhen is null ? null : conditions.Write(row.ReservedWhen).Not();
            switch (row.Value)
            {
                case WrittenConstant { ForDevice: { } device } c when kind.IsLeaf:
                    Add(Code.Bool("(rights & global::Iopol.Runtime.PageTables.MapRights.Device) != 0", Binding.Equality), Put(device, row), Put(c.Value, row), unless);
                    break;
                case WrittenConstant c:
                    Add(Code.Bool("true"), Put(c.Value, row), 0, unless);
                    break;
                case WrittenNextLevel:
                    Add(Code.Bool("true"), Put((ulong)level.Number, row), 0, unless);
                    break;
                case WrittenCondition c:
                    Condition when = kind.IsLeaf ? c.When : Conditions.Assume(c.When, r => r is RightCondition ? false : null);
                    Add(conditions.Write(when), Put(1, row), 0, unless);
                    break;
            }
        }

        if (constant != 0 || parts.Count == 0) parts.Insert(0, ConditionWriter.Hex(constant));
        return string.Join(" | ", parts);

        void Add(Code when, ulong then, ulong otherwise, Code? unless)
        {
            string value = when.Text switch
            {
                "true" => ConditionWriter.Hex(then),
                "false" => ConditionWriter.Hex(otherwise),
                _ => $"({when.Operand(Binding.Equality)} ? {ConditionWriter.Hex(then)} : {ConditionWriter.Hex(otherwise)})",
            };
            if (unless is { } known) parts.Add($"({known.Operand(Binding.Equality)} ? {value} : 0UL)");
            else if (when.Text is "true" or "false") constant |= when.Text == "true" ? then : otherwise;
            else parts.Add(value);
        }
    }

    private static ulong Put(ulong value, RowIR row) => (value << row.Bits.Low) & row.Bits.Mask;
}
