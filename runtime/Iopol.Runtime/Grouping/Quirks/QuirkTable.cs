using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>Rows of one table by vendor, in the order of the table.</summary>
/// <typeparam name="TRow">A row.</typeparam>
internal sealed class QuirkTable<TRow>
{
    private readonly Dictionary<ushort, TRow[]> byVendor;
    private readonly TRow[] all;

    private QuirkTable(IReadOnlyList<(ushort Vendor, TRow Row)> rows)
    {
        byVendor = rows.GroupBy(r => r.Vendor).ToDictionary(g => g.Key, g => g.Select(r => r.Row).ToArray());
        all = [.. rows.Select(r => r.Row)];
    }

    /// <summary>Reads an embedded table: cells between bars, comments after '#'.</summary>
    public static QuirkTable<TRow> Read(string name, Func<string[], (ushort Vendor, TRow Row)> parse)
    {
        using Stream stream = typeof(QuirkRow).Assembly.GetManifestResourceStream($"Iopol.Runtime.Grouping/{name}")
            ?? throw new InvalidOperationException($"the table {name} is not embedded");
        using var reader = new StreamReader(stream);
        var rows = new List<(ushort, TRow)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') rows.Add(parse(line.Split('|', StringSplitOptions.TrimEntries)));
        }

        return new QuirkTable<TRow>(rows);
    }

    /// <summary>Rows that may fit a function: those of its vendor, or all where its vendor is unknown.</summary>
    public ReadOnlySpan<TRow> For(DeviceFacts device) =>
        device.Vendor is { } vendor ? (byVendor.TryGetValue(vendor, out TRow[]? rows) ? rows : []) : all;
}
