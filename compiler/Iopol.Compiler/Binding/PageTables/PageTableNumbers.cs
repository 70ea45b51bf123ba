using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Reads numbers and bit ranges of a page table.</summary>
internal static class PageTableNumbers
{
    /// <summary>A number between the ends, or null where it is missing or none and that was reported.</summary>
    /// <param name="token">The number.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="least">Smallest.</param>
    /// <param name="most">Largest.</param>
    /// <param name="sink">Takes the diagnostic.</param>
    public static int? Read(SyntaxToken token, string what, int least, int most, BindingSink sink)
    {
        if (token.IsMissing || !Literals.TryReadInteger(token.Text, out ulong value))
        {
            sink.Fail();
            return null;
        }

        if (value >= (ulong)least && value <= (ulong)most) return (int)value;
        sink.Report(PageTableDiagnostics.OutOfRange, token.Span, what, $"{least} to {most}", token.Text);
        return null;
    }

    /// <summary>A power of two between the ends, or null.</summary>
    public static ulong? ReadPower(SyntaxToken token, string what, ulong least, ulong most, BindingSink sink)
    {
        if (token.IsMissing || !Literals.TryReadInteger(token.Text, out ulong value))
        {
            sink.Fail();
            return null;
        }

        if (value >= least && value <= most && (value & (value - 1)) == 0) return value;
        sink.Report(PageTableDiagnostics.OutOfRange, token.Span, what, $"a power of two from {Sizes.Show(least)} to {Sizes.Show(most)}", token.Text);
        return null;
    }

    /// <summary>The bits, none above <paramref name="highest"/>, or null.</summary>
    public static BitRange? Read(BitRangeSyntax syntax, int highest, BindingSink sink)
    {
        int? high = Read(syntax.High, "a bit", 0, highest, sink);
        int? low = syntax.Low is null ? high : Read(syntax.Low, "a bit", 0, highest, sink);
        if (high is null || low is null) return null;
        if (high >= low) return new BitRange(high.Value, low.Value);
        string turned = $"{syntax.Low!.Text}:{syntax.High.Text}";
        sink.ReportFixable($"Write '{turned}'", new TextEdit(syntax.Span, turned), PageTableDiagnostics.BackwardBits, syntax.Span, syntax, turned);
        return null;
    }
}
