using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Writes the straight walk of a shape: one test for each level, one return for each size of leaf, everything else left to the steps.</summary>
/// <param name="format">The format.</param>
/// <param name="fast">What a walk passes at once.</param>
internal sealed class TranslateWriter(PageTableIR format, FastPath fast)
{
    private const string ToWalk = "return Walk(iova, access);";

    private readonly string bytes = Invariant.Text(format.EntryBytes);
    private readonly int entryBits = EntryAddress.Log2(format.EntryBytes);

    /// <summary>The body of <c>Translate</c> for a shape.</summary>
    public string Body(int levels)
    {
        var lines = new CodeLines();
        IReadOnlyList<LevelIR> shape = format.Shape(levels);
        // What the levels above do not lead to, no walk reaches at once.
        int reached = 1;
        while (reached < shape.Count && fast.HasTable(shape[reached - 1])) reached++;
        if (shape.Take(reached).All(l => !fast.HasLeaf(l))) return ToWalk;
        lines.Line($"if (IsOutside(iova)) {ToWalk}");
        lines.Line("ref global::Iopol.Runtime.PageTables.EntryMaskRow masks = ref Masks(access);");
        for (int i = 0; i < reached; i++) Level(lines, shape, i, isLast: i + 1 == reached);
        return lines.ToString();
    }

    private void Level(CodeLines lines, IReadOnlyList<LevelIR> shape, int i, bool isLast)
    {
        LevelIR level = shape[i];
        lines.Line("").Line($"// Level {Invariant.Text(level.Number)}: {Bytes(level.ItemBits)} an entry.");
        if (i == 0) lines.Line($"ulong entry = Top{bytes}({TopOffset(level, shape.Count)});");
        else lines.Line($"entry = Entry{bytes}({AddressFields.Expression(fast.Table(shape[i - 1])!).Text}, {Offset(level, Hex(Mask(level.Index.Count) << entryBits))});");
        string position = Invariant.Text(level.Position * 2), leafPosition = Invariant.Text((level.Position * 2) + 1);
        string leaves = Leaves(level);
        if (isLast)
        {
            if (leaves.Length > 0) lines.Lines(leaves);
            lines.Line(ToWalk);
        }
        else if (leaves.Length == 0)
        {
            lines.Line($"if (!Passes(entry, ref masks, {position})) {ToWalk}");
        }
        else
        {
            lines.Open($"if (!Passes(entry, ref masks, {position}))").Lines(leaves).Line(ToWalk).Close();
        }

        string Leaves(LevelIR at)
        {
            var inner = new CodeLines();
            if (fast.HasLeaf(at, isWide: false)) Leaf(inner, $"if (Passes(entry, ref masks, {leafPosition}))", fast.Leaf(at)!, at);
            if (fast.HasLeaf(at, isWide: true)) Leaf(inner, $"if (Passes(entry, ref wide[(int)access & 15], {Invariant.Text(at.Position)}))", fast.WideLeaf(at)!, at);
            return inner.ToString();
        }
    }

    private void Leaf(CodeLines lines, string test, KindIR kind, LevelIR level)
    {
        lines.Open(test);
        string position = Invariant.Text(level.Position);
        string size;
        if (kind.Covers == 0)
        {
            string lowest = Invariant.Text(EntryAddress.LowestBit(kind));
            lines.Line($"ulong coded = {AddressFields.Expression(kind).Text};");
            lines.Line($"int size = CodedSizeBits(coded, {lowest});");
            lines.Line($"if (size >= {Invariant.Text(level.ItemBits + level.Index.Count)}) {ToWalk}");
            lines.Line("ulong output = Output(coded, iova, size);");
            size = "size";
        }
        else
        {
            int bits = EntryAddress.SizeBits(kind, level);
            lines.Line($"ulong output = {AddressFields.Expression(kind, bits).Operand(Binding.And)} | (iova & {Hex(Mask(bits))});");
            size = Invariant.Text(bits);
        }

        if (fast.Outputs() is not null) lines.Line($"if (IsRefused(output)) {ToWalk}");
        lines.Line($"return global::Iopol.Runtime.PageTables.Translation.Leaf(output, {size}, {position});").Close();
    }

    // Where the width may be chosen, the top index is cut to the one the table was made with.
    private string TopOffset(LevelIR level, int levels) => format.InputWidths is null
        ? Offset(level, Hex(Mask(format.FullWidth(levels) - level.ItemBits) << entryBits))
        : Offset(level, "TopOffsets");

    private string Offset(LevelIR level, string mask)
    {
        int shift = level.ItemBits - entryBits;
        return $"{(shift >= 0 ? $"(iova >> {Invariant.Text(shift)})" : $"(iova << {Invariant.Text(-shift)})")} & {mask}";
    }

    private static ulong Mask(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;

    private static string Hex(ulong number) => ConditionWriter.Hex(number);

    private static string Bytes(int bits)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        return $"{Invariant.Text(1L << (bits % 10))} {units[bits / 10]}";
    }
}
