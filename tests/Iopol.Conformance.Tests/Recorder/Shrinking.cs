namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Makes a trace in which kernel and model differ shorter while they still do. One boot tries every cut of a size.</summary>
internal sealed class Shrinking(KernelAndModel both, IReadOnlyList<string> trace)
{
    private const int MostBoots = 12;

    /// <summary>The shortest trace found.</summary>
    public IReadOnlyList<string> Run()
    {
        IReadOnlyList<string> shortest = trace;
        int size = trace.Count / 2;
        for (int boots = 0; boots < MostBoots && size > 0; boots++)
        {
            List<IReadOnlyList<string>> cuts = Cuts(shortest, size);
            IReadOnlyList<IReadOnlyList<string>> differences = both.Differences(cuts);
            int found = Enumerable.Range(0, cuts.Count).FirstOrDefault(i => differences[i].Count > 0, -1);
            if (found >= 0) shortest = cuts[found];
            else if (size == 1) break;
            size = Math.Min(found >= 0 ? size : size / 2, shortest.Count - 1);
        }

        return shortest;
    }

    /// <summary>The trace without any so many steps running, its first step kept.</summary>
    private static List<IReadOnlyList<string>> Cuts(IReadOnlyList<string> steps, int size)
    {
        var cuts = new List<IReadOnlyList<string>>();
        for (int at = steps.Count - size; at >= 1; at -= Math.Max(1, size / 2)) cuts.Add([.. steps.Take(at), .. steps.Skip(at + size)]);
        return cuts;
    }
}
