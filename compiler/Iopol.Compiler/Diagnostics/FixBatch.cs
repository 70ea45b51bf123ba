using System.Text;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Diagnostics;

/// <summary>Several fixes of one file, made at once.</summary>
public sealed class FixBatch
{
    private FixBatch(IReadOnlyList<DiagnosticFix> made, IReadOnlyList<TextEdit> edits)
    {
        Made = made;
        Edits = edits;
    }

    /// <summary>The fixes that are made, in the order given; equal ones once.</summary>
    public IReadOnlyList<DiagnosticFix> Made { get; }

    /// <summary>Their edits in the order of the text; none overlaps another, and insertions at one place are in the order of their fixes.</summary>
    public IReadOnlyList<TextEdit> Edits { get; }

    /// <summary>Takes fixes together; one that overlaps an earlier one is left for the next time.</summary>
    public static FixBatch Of(IEnumerable<DiagnosticFix> fixes)
    {
        List<DiagnosticFix> made = [];
        List<TextEdit> edits = [];
        foreach (DiagnosticFix fix in fixes.Distinct())
        {
            if (fix.Edits.Any(e => Overlaps(edits, e.Span))) continue;
            made.Add(fix);
            foreach (TextEdit edit in fix.Edits) edits.Insert(First(edits, other => other.Span > edit.Span), edit);
        }

        return new FixBatch(made, edits);
    }

    /// <summary>The text with the edits.</summary>
    public string Apply(SourceText text)
    {
        var result = new StringBuilder();
        int at = 0;
        foreach (TextEdit edit in Edits)
        {
            result.Append(text.ToString(TextSpan.FromBounds(at, edit.Span.Start))).Append(edit.NewText);
            at = edit.Span.End;
        }

        return result.Append(text.ToString(TextSpan.FromBounds(at, text.Length))).ToString();
    }

    // What only touches does not overlap, nor does what is put in at the edge of what is taken out.
    private static bool Overlaps(List<TextEdit> edits, TextSpan span)
    {
        int next = First(edits, e => e.Span.End > span.Start);
        return next < edits.Count && edits[next].Span.Start < span.End;
    }

    // Starts and ends both grow along the list.
    private static int First(List<TextEdit> edits, Func<TextEdit, bool> isBehind)
    {
        int low = 0;
        int high = edits.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (isBehind(edits[middle])) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
