using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>A row of the tables of functions that Linux knows by their ids (see acs-quirks.txt and alias-quirks.txt).</summary>
/// <param name="Family">What the row is about, in words.</param>
/// <param name="Seen">The older of Linux 5.12 and 6.19 that has the row.</param>
/// <param name="Lines">Lines of drivers/pci/quirks.c in Linux 6.19, or of the file named.</param>
public sealed record QuirkRow(string Family, string Seen, string Lines)
{
    /// <summary>The row for people: <c>Intel integrated endpoints, quirks.c 4973, 5104</c>.</summary>
    public override string ToString() => $"{Family}, {(Lines.Contains(".c ", StringComparison.Ordinal) ? Lines : $"quirks.c {Lines}")}";
}

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

/// <summary>Tells whether ids fit a row; null where the source does not show the ids and nothing else rules it out.</summary>
/// <param name="vendor">Vendor id.</param>
/// <param name="devices">Device ids.</param>
/// <param name="subclass">Base class and subclass, or null.</param>
internal sealed class QuirkIds(ushort vendor, DeviceIds devices, int? subclass)
{
    public ushort Vendor => vendor;

    public static QuirkIds Parse(string vendor, string devices, string subclass) =>
        new(DeviceIds.Hex(vendor), DeviceIds.Parse(devices), subclass.Length > 0 ? DeviceIds.Hex(subclass) : null);

    public bool? Fit(DeviceFacts device)
    {
        if (device.Vendor is { } known && known != vendor) return false;
        if (device.Device is { } id)
        {
            if (!devices.Contains(id)) return false;
        }
        else if (!devices.IsAny)
        {
            return IsOtherClass(device) ? false : null;
        }

        return device.Vendor is not null ? true : IsOtherClass(device) ? false : null;
    }

    /// <summary>The function is known to be of another class.</summary>
    public bool IsOtherClass(DeviceFacts device) => subclass is { } wanted && device.Class is { } code && code >> 8 != wanted;
}
