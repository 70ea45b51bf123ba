namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>
/// Goes through every case that makes a difference: whoever asks for a value gets the first one, and after each run the last choice that has
/// another one is changed. Only what is asked for is told apart, so that a condition decided early costs one case.
/// </summary>
internal sealed class Choices
{
    /// <summary>Cases looked at for one format; beyond them the check gives up.</summary>
    public const int Most = 400_000;

    private readonly List<(string Key, ulong[] Values, int At)> made = [];
    private readonly Dictionary<string, ulong> values = new(StringComparer.Ordinal);
    private int cases;

    /// <summary>Whether there were more cases than <see cref="Most"/>; the rest was left out.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>What was chosen so far, in order.</summary>
    public IEnumerable<(string Key, ulong Value)> Made => made.Select(m => (m.Key, m.Values[m.At]));

    /// <summary>Runs <paramref name="run"/> for every case; it returns false to stop.</summary>
    public void Each(Func<bool> run)
    {
        made.Clear();
        values.Clear();
        do
        {
            if (++cases > Most) GaveUp = true;
            if (GaveUp || !run()) return;
        }
        while (Next());
    }

    /// <summary>The value of this case: the one chosen already, or the next of the values there are.</summary>
    public ulong Choose(string key, Func<ulong[]> candidates)
    {
        if (values.TryGetValue(key, out ulong chosen)) return chosen;
        ulong[] all = candidates();
        made.Add((key, all, 0));
        values.Add(key, all[0]);
        return all[0];
    }

    /// <summary>A truth of this case.</summary>
    public bool Choose(string key) => Choose(key, static () => [0, 1]) != 0;

    /// <summary>What was chosen under a key, or null.</summary>
    public ulong? Chosen(string key) => values.TryGetValue(key, out ulong value) ? value : null;

    private bool Next()
    {
        while (made.Count > 0)
        {
            (string key, ulong[] all, int at) = made[made.Count - 1];
            if (at + 1 < all.Length)
            {
                made[made.Count - 1] = (key, all, at + 1);
                values[key] = all[at + 1];
                return true;
            }

            made.RemoveAt(made.Count - 1);
            values.Remove(key);
        }

        return false;
    }
}
