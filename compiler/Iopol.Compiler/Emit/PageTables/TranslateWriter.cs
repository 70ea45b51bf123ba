using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Writes the straight walk of a shape: one test for each level, one return for each size of leaf, everything else left to the steps.</summary>
/// <param name="format">The format.</param>
/// <param name="fast">What a walk passes at once.</param>
internal sealed class TranslateWriter(PageTableIR format, FastPath fast)
{
    private const string ToSteps = "goto steps;";

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
        while (reached > 0 && !fast.HasLeaf(shape[reached - 1])) reached--;
        if (reached == 0) return "return Walk(iova, access);";
        lines.Line("ulong output, leaf;");
        if (shape.Take(reached).Any(l => fast.HasLeaf(l, isWide: true) && fast.WideLeaf(l)!.Covers == 0)) lines.Line("int size;");
        lines.Line($"if (IsOutside(iova)) {ToSteps}");
        lines.Line("ref global::Iopol.Runtime.PageTables.EntryMaskRow masks = ref Masks(access);");
        for (int i = 0; i < reached; i++) Level(lines, shape, i, isLast: i + 1 == reached);
        lines.Line("");
        // One way out for every size, so that the two words of the answer stay in registers.
        if (lines.ToString().Contains("goto found;")) lines.Label("found");
        if (fast.Outputs() is not null) lines.Line($"if (IsRefused(output)) {ToSteps}");
        lines.Line("return global::Iopol.Runtime.PageTables.Translation.Leaf(output, leaf);");
        lines.Line("").Label("steps");
        return lines.Line("return Walk(iova, access);").ToString();
    }

    private void Level(CodeLines lines, IReadOnlyList<LevelIR> shape, int i, bool isLast)
    {
        LevelIR level = shape[i];
        lines.Line("").Line($"// Level {Invariant.Text(level.Number)}: {Bytes(level.ItemBits)} an entry.");
        if (i == 0) lines.Line($"ulong entry = Top{bytes}({TopOffset(level, shape.Count)});");
        else lines.Line($"entry = Entry{bytes}({AddressFields.Expression(fast.Table(shape[i - 1])!).Text}, {Offset(level, Hex(Mask(level.Index.Count) << entryBits))});");
        if (!isLast) lines.Open($"if (!{IsTable(level)})");
        var leaves = new List<(string Test, KindIR Kind)>();
        if (fast.HasLeaf(level, isWide: false)) leaves.Add(($"Passes(entry, ref masks, {Invariant.Text((level.Position * 2) + 1)})", fast.Leaf(level)!));
        if (fast.HasLeaf(level, isWide: true)) leaves.Add(($"Passes(entry, ref wide[(int)access & 15], {Invariant.Text(level.Position)})", fast.WideLeaf(level)!));
        if (leaves.Count == 0) lines.Line(ToSteps);
        for (int k = 0; k < leaves.Count; k++)
        {
            bool isOnly = k + 1 == leaves.Count;
            if (isOnly) lines.Line($"if (!{leaves[k].Test}) {ToSteps}");
            else lines.Open($"if ({leaves[k].Test})");
            Leaf(lines, leaves[k].Kind, level);
            if (!isLast || !isOnly) lines.Line("goto found;");
            if (!isOnly) lines.Close().Line("");
        }

        if (!isLast) lines.Close();
    }

    private static string IsTable(LevelIR level) => $"Passes(entry, ref masks, {Invariant.Text(level.Position * 2)})";

    private static void Leaf(CodeLines lines, KindIR kind, LevelIR level)
    {
        string position = Invariant.Text(level.Position);
        if (kind.Covers != 0)
        {
            int bits = EntryAddress.SizeBits(kind, level);
            lines.Line($"output = {AddressFields.Expression(kind, bits).Operand(Binding.And)} | (iova & {Hex(Mask(bits))});");
            lines.Line($"leaf = global::Iopol.Runtime.PageTables.Translation.LeafFacts({Invariant.Text(bits)}, {position});");
            return;
        }

        lines.Line($"output = {AddressFields.Expression(kind).Text};");
        lines.Line($"size = CodedSizeBits(output, {Invariant.Text(EntryAddress.LowestBit(kind))});");
        lines.Line($"if (size >= {Invariant.Text(level.ItemBits + level.Index.Count)}) {ToSteps}");
        lines.Line("output = Output(output, iova, size);");
        lines.Line($"leaf = global::Iopol.Runtime.PageTables.Translation.LeafFacts(size, {position});");
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
