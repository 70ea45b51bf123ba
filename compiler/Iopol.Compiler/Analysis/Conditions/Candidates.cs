namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>The values of terms that make a difference to a formula.</summary>
internal static class Candidates
{
    /// <summary>Values of one term that are worth telling apart.</summary>
    private const int Most = 256;

    /// <summary>For every term the keys to try; null where they are too many.</summary>
    public static ulong[]?[] Of(Formula formula, Term[] terms)
    {
        // Terms that are compared with each other have one leader, and their cells begin at the same keys.
        int[] leader = new int[terms.Length];
        for (int i = 0; i < leader.Length; i++) leader[i] = i;
        Join(formula, terms, leader);
        var starts = new List<ulong>?[terms.Length];
        int[] members = new int[terms.Length];
        for (int i = 0; i < terms.Length; i++)
        {
            int group = Find(leader, i);
            members[group]++;
            AddStarts(starts[group] ??= [], terms[i].Values);
        }

        Cut(formula, terms, leader, starts);
        foreach (List<ulong>? group in starts) group?.Sort();
        var candidates = new ulong[]?[terms.Length];
        for (int i = 0; i < terms.Length; i++) candidates[i] = Representatives(terms[i].Values, starts[Find(leader, i)]!, members[Find(leader, i)]);
        return candidates;
    }

    private static void Join(Formula formula, Term[] terms, int[] leader)
    {
        switch (formula)
        {
            case Negation not:
                Join(not.Part, terms, leader);
                break;
            case Junction junction:
                foreach (Formula part in junction.Parts) Join(part, terms, leader);
                break;
            case Relation relation:
                leader[Find(leader, Array.IndexOf(terms, relation.Left))] = Find(leader, Array.IndexOf(terms, relation.Right));
                break;
        }
    }

    private static void Cut(Formula formula, Term[] terms, int[] leader, List<ulong>?[] starts)
    {
        switch (formula)
        {
            case Negation not:
                Cut(not.Part, terms, leader, starts);
                break;
            case Junction junction:
                foreach (Formula part in junction.Parts) Cut(part, terms, leader, starts);
                break;
            case Membership member:
                AddStarts(starts[Find(leader, Array.IndexOf(terms, member.Term))]!, member.Set);
                break;
        }
    }

    private static int Find(int[] leader, int at)
    {
        while (leader[at] != at) at = leader[at];
        return at;
    }

    private static void AddStarts(List<ulong> starts, ValueSet set)
    {
        foreach ((ulong first, ulong last) in set.Ranges)
        {
            starts.Add(first);
            if (last != ulong.MaxValue) starts.Add(last + 1);
        }
    }

    /// <summary>The first values of every cell inside the term's own values, as many as terms are compared with each other.</summary>
    private static ulong[]? Representatives(ValueSet values, List<ulong> starts, int perCell)
    {
        var chosen = new List<ulong>();
        for (int i = 0; i < starts.Count; i++)
        {
            // A cell lies wholly inside or wholly outside: the term's own ends are starts too.
            ulong start = starts[i];
            if ((i > 0 && starts[i - 1] == start) || !values.Contains(start)) continue;
            int next = i + 1;
            while (next < starts.Count && starts[next] == start) next++;
            ulong last = next < starts.Count ? starts[next] - 1 : ulong.MaxValue;
            for (int n = 0; n < perCell && (ulong)n <= last - start; n++) chosen.Add(start + (ulong)n);
            if (chosen.Count > Most) return null;
        }

        return [.. chosen];
    }
}
