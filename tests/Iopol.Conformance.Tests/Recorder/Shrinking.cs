namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Makes a trace in which kernel and model differ shorter while they still do. One boot tries every cut of every size.</summary>
internal sealed class Shrinking(KernelAndModel both, IReadOnlyList<string> trace)
{
    private const int MostBoots = 8;

    /// <summary>The shortest trace found.</summary>
    public IReadOnlyList<string> Run()
    {
        IReadOnlyList<string> shortest = trace;
        for (int boots = 0; boots < MostBoots; boots++)
        {
            List<(int[] Kept, IReadOnlyList<string> Steps)> cuts = Cuts(shortest);
            if (cuts.Count == 0) break;
            IReadOnlyList<IReadOnlyList<string>> differences = both.Differences([.. cuts.Select(c => c.Steps)]);
            (int[] Kept, IReadOnlyList<string> Steps)[] differing = [.. cuts.Where((c, i) => differences[i].Count > 0).OrderBy(c => c.Steps.Count)];
            if (differing.Length == 0) break;
            // What can go on its own can often go together.
            HashSet<int> kept = [.. Enumerable.Range(0, shortest.Count)];
            foreach ((int[] others, _) in differing) kept.IntersectWith(others);
            IReadOnlyList<string> together = [.. shortest.Where((_, i) => kept.Contains(i))];
            shortest = differing.Length > 1 && both.Differences([together])[0].Count > 0 ? together : differing[0].Steps;
        }

        return shortest;
    }

    /// <summary>The trace without any so many steps running, its first step kept; with each the numbers of the steps left.</summary>
    private static List<(int[] Kept, IReadOnlyList<string> Steps)> Cuts(IReadOnlyList<string> steps)
    {
        var cuts = new List<(int[], IReadOnlyList<string>)>();
        for (int size = steps.Count / 2; size >= 1; size /= 2)
        {
            for (int at = steps.Count - size; at >= 1; at -= Math.Max(1, size / 2))
            {
                int[] kept = [.. Enumerable.Range(0, steps.Count).Where(i => i < at || i >= at + size)];
                cuts.Add((kept, [.. kept.Select(i => steps[i])]));
            }
        }

        return cuts;
    }
}
