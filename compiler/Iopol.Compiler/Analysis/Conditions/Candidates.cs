namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>The values of terms that make a difference to a formula.</summary>
internal static class Candidates
{
    /// <summary>Values of one term that are worth telling apart.</summary>
    private const int Most = 256;

    /// <summary>For every term the keys to try; null where they are too many.</summary>
    public static ulong[]?[] Of(Formula formula, IReadOnlyList<Term> terms)
    {
        var places = new Dictionary<Term, int>(TermIdentity.Instance);
        for (int i = 0; i < terms.Count; i++) places.Add(terms[i], i);
        int[] leader = [.. Enumerable.Range(0, terms.Count)];
        var sets = new List<(int Term, ValueSet Set)>();
        Collect(formula, places, leader, sets);

        // Where a new cell begins: cuts[leader].
        var cuts = new Dictionary<int, SortedSet<ulong>>();
        var members = new Dictionary<int, int>();
        for (int i = 0; i < terms.Count; i++)
        {
            int group = Find(leader, i);
            members[group] = members.TryGetValue(group, out int count) ? count + 1 : 1;
            if (!cuts.TryGetValue(group, out SortedSet<ulong>? at)) cuts.Add(group, at = []);
            AddCuts(at, terms[i].Values);
        }

        foreach ((int term, ValueSet set) in sets) AddCuts(cuts[Find(leader, term)], set);
        return [.. terms.Select((t, i) => Representatives(t.Values, cuts[Find(leader, i)], members[Find(leader, i)]))];
    }

    private static void Collect(Formula formula, Dictionary<Term, int> places, int[] leader, List<(int Term, ValueSet Set)> sets)
    {
        switch (formula)
        {
            case Negation not:
                Collect(not.Part, places, leader, sets);
                break;
            case Junction junction:
                foreach (Formula part in junction.Parts) Collect(part, places, leader, sets);
                break;
            case Membership member:
                sets.Add((places[member.Term], member.Set));
                break;
            case Relation relation:
                leader[Find(leader, places[relation.Left])] = Find(leader, places[relation.Right]);
                break;
        }
    }

    private static int Find(int[] leader, int at)
    {
        while (leader[at] != at) at = leader[at];
        return at;
    }

    private static void AddCuts(SortedSet<ulong> cuts, ValueSet set)
    {
        foreach ((ulong first, ulong last) in set.Ranges)
        {
            cuts.Add(first);
            if (last != ulong.MaxValue) cuts.Add(last + 1);
        }
    }

    /// <summary>The first values of every cell inside the term's own values, as many as terms are compared with each other.</summary>
    private static ulong[]? Representatives(ValueSet values, SortedSet<ulong> cuts, int perCell)
    {
        var chosen = new List<ulong>();
        ulong[] starts = [.. cuts];
        for (int i = 0; i < starts.Length; i++)
        {
            // A cell lies wholly inside or wholly outside: the term's own ends are cuts too.
            if (!values.Contains(starts[i])) continue;
            ulong last = i + 1 < starts.Length ? starts[i + 1] - 1 : ulong.MaxValue;
            for (int n = 0; n < perCell && (ulong)n <= last - starts[i]; n++) chosen.Add(starts[i] + (ulong)n);
            if (chosen.Count > Most) return null;
        }

        return [.. chosen];
    }
}
