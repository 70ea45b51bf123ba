using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>A row of the text, its bits read.</summary>
internal sealed record LayerRow(BitRowSyntax Syntax, BitRange Bits, Speaker Speaker);

/// <summary>Rows laid over one another: a row takes the place of those below whose bits it covers.</summary>
internal sealed class RowLayers
{
    private readonly int highest;

    private RowLayers(int highest, IReadOnlyList<LayerRow> rows, Given<OthersRowSyntax>? others) => (this.highest, Rows, Others) = (highest, rows, others);

    /// <summary>The rows in effect, in no order.</summary>
    public IReadOnlyList<LayerRow> Rows { get; }

    /// <summary>What the bits are that no row names.</summary>
    public Given<OthersRowSyntax>? Others { get; }

    /// <summary>No rows, of entries of so many bytes.</summary>
    public static RowLayers Empty(int entryBytes) => new((entryBytes * 8) - 1, [], null);

    /// <summary>These rows with others on top.</summary>
    public RowLayers With(IReadOnlyList<EntryRowSyntax> syntax, Speaker speaker)
    {
        var upper = new List<LayerRow>();
        Given<OthersRowSyntax>? others = null;
        foreach (EntryRowSyntax row in syntax)
        {
            if (row is OthersRowSyntax closing)
            {
                if (others is not null) speaker.Sink.Report(PageTableDiagnostics.GivenTwice, closing.OthersKeyword.Span, "others", speaker.Place(others.Syntax).Line);
                else others = new(closing, speaker);
            }
            else if (row is BitRowSyntax bits && PageTableNumbers.Read(bits.Bits, highest, speaker.Sink) is { } range)
            {
                if (upper.Find(u => (u.Bits.Mask & range.Mask) != 0) is { } earlier)
                {
                    speaker.Sink.Report(PageTableDiagnostics.RowsOverlap, bits.Bits.Span, bits.Bits, earlier.Syntax.Name.Text, speaker.Place(earlier.Syntax).Line);
                }
                else
                {
                    upper.Add(new LayerRow(bits, range, speaker));
                }
            }
        }

        return new RowLayers(highest, [.. upper, .. Rows.Where(r => !IsCovered(r, upper))], others ?? Others);
    }

    /// <summary>The runs of bits that no row names, highest first.</summary>
    public IEnumerable<BitRange> Gaps()
    {
        ulong named = Rows.Aggregate(0UL, (mask, row) => mask | row.Bits.Mask);
        for (int bit = highest; bit >= 0; bit--)
        {
            if ((named >> bit & 1) != 0) continue;
            int high = bit;
            while (bit > 0 && (named >> (bit - 1) & 1) == 0) bit--;
            yield return new BitRange(high, bit);
        }
    }

    private static bool IsCovered(LayerRow row, List<LayerRow> upper)
    {
        ulong left = row.Bits.Mask;
        LayerRow? cover = null;
        foreach (LayerRow above in upper.Where(u => (u.Bits.Mask & row.Bits.Mask) != 0))
        {
            left &= ~above.Bits.Mask;
            cover = above;
        }

        if (cover is not null && left != 0)
        {
            cover.Speaker.Sink.Report(PageTableDiagnostics.PartlyCovered, cover.Syntax.Bits.Span, cover.Syntax.Bits, row.Syntax.Name.Text, row.Bits, row.Speaker.Place(row.Syntax).Line);
        }

        return cover is not null;
    }
}
