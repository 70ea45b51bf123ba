namespace Iopol.Runtime.State;

/// <summary>
/// Drivers by dense id: the names a policy mentions come first, in its order, then what the host and callers name.
/// Reading is safe beside a caller that interns; the arrays are replaced, never changed under a reader.
/// </summary>
public sealed class DriverTable
{
    private readonly object gate = new();
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private volatile string[] names = [];
    private int count;

    /// <summary>Makes a table that begins with <paramref name="first"/>.</summary>
    public DriverTable(ReadOnlySpan<string> first)
    {
        foreach (string name in first) Intern(name);
    }

    /// <summary>Most drivers a table holds.</summary>
    public const int Limit = 1 << 20;

    /// <summary>Number of drivers known.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Name of a driver.</summary>
    public string Name(int driver) => names[driver];

    /// <summary>Id of a driver; allocates when the name is new.</summary>
    /// <exception cref="InvalidOperationException">The table holds <see cref="Limit"/> drivers.</exception>
    public int Intern(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            if (ids.TryGetValue(name, out int id)) return id;
            id = ids.Count;
            if (id == Limit) throw new InvalidOperationException("too many driver names");
            string[] current = names;
            if (id == current.Length)
            {
                Array.Resize(ref current, Math.Max(16, 2 * id));
            }

            current[id] = name;
            names = current;
            ids.Add(name, id);
            Volatile.Write(ref count, id + 1);
            return id;
        }
    }

    /// <summary>Id of a driver, or -1 where the name is unknown.</summary>
    public int Find(string name)
    {
        lock (gate) return ids.GetValueOrDefault(name, -1);
    }
}
