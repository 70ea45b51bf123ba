namespace Iopol.Compiler.Binding;

/// <summary>Puts things that call each other in an order in which callees come first, without recursion of its own.</summary>
internal static class CallOrder
{
    /// <summary>Calls nested deeper than this are refused: whoever evaluates them recurs.</summary>
    public const int Deepest = 64;

    /// <summary>Sorts <paramref name="roots"/> and what they call.</summary>
    /// <param name="roots">Where to start, in the order wanted.</param>
    /// <param name="callees">What one calls.</param>
    /// <param name="cycle">Told every chain of calls that comes back to its first member.</param>
    /// <param name="tooDeep">Told everything whose calls are nested too deeply.</param>
    public static IReadOnlyList<T> Sort<T>(IEnumerable<T> roots, Func<T, IEnumerable<T>> callees, Action<IReadOnlyList<T>> cycle, Action<T> tooDeep)
        where T : class
    {
        var order = new List<T>();
        var depths = new Dictionary<T, int>();
        var open = new Dictionary<T, int>();
        var path = new List<(T Item, IEnumerator<T> Callees, int Depth)>();
        foreach (T root in roots)
        {
            if (!depths.ContainsKey(root)) Open(root);
            while (path.Count > 0)
            {
                (T item, IEnumerator<T> rest, int depth) = path[path.Count - 1];
                if (!rest.MoveNext())
                {
                    path.RemoveAt(path.Count - 1);
                    open.Remove(item);
                    depths.Add(item, depth);
                    order.Add(item);
                    if (depth == Deepest + 1) tooDeep(item);
                    if (path.Count > 0) Deepen(depth + 1);
                }
                else if (open.TryGetValue(rest.Current, out int start))
                {
                    cycle([.. path.Skip(start).Select(p => p.Item)]);
                }
                else if (depths.TryGetValue(rest.Current, out int known))
                {
                    Deepen(known + 1);
                }
                else
                {
                    Open(rest.Current);
                }
            }
        }

        return order;

        void Open(T item)
        {
            open.Add(item, path.Count);
            path.Add((item, callees(item).GetEnumerator(), 0));
        }

        void Deepen(int depth)
        {
            (T item, IEnumerator<T> rest, int before) = path[path.Count - 1];
            path[path.Count - 1] = (item, rest, Math.Max(before, depth));
        }
    }
}
