using Iopol.Cli.Output;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Reports;

/// <summary>Draws a host at one moment: devices in their groups on the left, on the right where their DMA ends, and a line from one to the other.</summary>
internal sealed class HostDrawing
{
    private const int BoxWidth = 250;
    private const int BoxHeight = 46;
    private const int Gap = 12;
    private const int Indent = 26;
    private const int GroupPad = 14;
    private const int GroupHead = 20;
    private const int PlaceLeft = 520;
    private const int PlaceWidth = 220;

    private readonly Counterexample way;
    private readonly Dictionary<BusAddress, (int X, int Y)> boxes = [];
    private readonly List<(string Name, int Y, int Height)> groups = [];
    private readonly List<string> places;
    private readonly int width;
    private readonly int height;

    /// <summary>Lays out the host of a story once, so that nothing jumps between its steps.</summary>
    public HostDrawing(Counterexample way)
    {
        this.way = way;
        int y = 10;
        int deepest = 0;
        foreach (IGrouping<int?, DeviceSnapshot> group in way.Start.Devices.GroupBy(d => d.Group).OrderBy(g => g.Min(d => d.Address)))
        {
            int top = y;
            y += GroupHead + GroupPad / 2;
            foreach (DeviceSnapshot device in group)
            {
                int depth = Depth(device);
                deepest = Math.Max(deepest, depth);
                boxes.Add(device.Address, (10 + GroupPad + (depth * Indent), y));
                y += BoxHeight + Gap;
            }

            y += GroupPad - Gap;
            groups.Add((group.Key is { } number ? $"group {number.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "no group", top, y - top));
            y += Gap;
        }

        places = [.. Moments().SelectMany(m => m.Devices).SelectMany(d => d.Others.Select(o => o.Context).Prepend(d.Context)).Select(Place).Distinct().Order()];
        width = PlaceLeft + PlaceWidth + 20 + (deepest * Indent);
        height = Math.Max(y, 20 + (places.Count * (BoxHeight + Gap)));
    }

    public void Write(MarkupWriter page, Snapshot moment, bool isBroken)
    {
        page.Open("svg", ("viewBox", $"0 0 {width} {height}"), ("role", "img"), ("aria-label", "the host at this moment"));
        foreach ((string name, int y, int tall) in groups)
        {
            page.Empty("rect", ("class", "group"), ("x", "10"), ("y", N(y)), ("width", N(BoxWidth + (2 * GroupPad) + Deepest())), ("height", N(tall)), ("rx", "8"));
            page.Element("text", name, ("class", "label end"), ("x", N(10 + BoxWidth + (2 * GroupPad) + Deepest() - 12)), ("y", N(y + 17)));
        }

        for (int i = 0; i < places.Count; i++)
        {
            bool isUsed = moment.Devices.Any(d => Place(d.Context) == places[i] || d.Others.Any(o => Place(o.Context) == places[i]));
            page.Empty("rect", ("class", $"place {Look(places[i])}{(isUsed ? "" : " unused")}"), ("x", N(PlaceLeft + Deepest())), ("y", N(PlaceTop(i))), ("width", N(PlaceWidth)), ("height", N(BoxHeight)), ("rx", "6"));
            page.Element("text", places[i], ("class", "label middle"), ("x", N(PlaceLeft + Deepest() + (PlaceWidth / 2))), ("y", N(PlaceTop(i) + (BoxHeight / 2) + 5)));
        }

        foreach (DeviceSnapshot device in moment.Devices) Device(page, device, isBroken && way.Devices.Contains(device.Address));
        if (moment.Panicked) page.Element("text", "the host has stopped", ("class", "panic"), ("x", N(width / 2)), ("y", N(height / 2)));
        page.Close();
    }

    private static string N(double value) => MarkupWriter.Number(value);

    private int Deepest() => width - PlaceLeft - PlaceWidth - 20;

    private static int PlaceTop(int index) => 14 + (index * (BoxHeight + Gap));

    private IEnumerable<Snapshot> Moments() => way.Steps.SelectMany(s => s.OnTheWay is { } moment ? [moment, s.After] : new[] { s.After }).Prepend(way.Start);

    private void Device(MarkupWriter page, DeviceSnapshot device, bool isBroken)
    {
        (int x, int y) = boxes[device.Address];
        if (device.Above is { } above && boxes.TryGetValue(above, out (int X, int Y) bridge))
        {
            int from = bridge.X + (Indent / 2);
            page.Empty("path", ("class", "bus"), ("d", $"M {N(from)} {N(bridge.Y + BoxHeight)} V {N(y + (BoxHeight / 2))} H {N(x)}"));
        }

        foreach ((BusAddress _, ContextSnapshot context) in device.Others) Wire(page, x, y + 8, context, "wire other");
        Wire(page, x, y, device.Context, "wire");
        string look = device.Users.Count > 0 ? "users" : device.IsHosts ? "hosts" : "idle";
        page.Empty("rect", ("class", $"device {look}{(isBroken ? " culprit" : "")}"), ("x", N(x)), ("y", N(y)), ("width", N(BoxWidth)), ("height", N(BoxHeight)), ("rx", "5"));
        page.Element("text", device.Address.ToString(), ("class", "address"), ("x", N(x + 10)), ("y", N(y + 19)));
        page.Element("text", device.Driver is null ? "no driver" : device.IsHosts ? $"{device.Driver} (the host's)" : device.Driver, ("class", "driver"), ("x", N(x + 10)), ("y", N(y + 37)));
        if (device.Users.Count > 0) page.Element("text", string.Join(", ", device.Users), ("class", "who"), ("x", N(x + BoxWidth - 10)), ("y", N(y + 19)));
    }

    private void Wire(MarkupWriter page, int x, int y, ContextSnapshot context, string look)
    {
        int place = places.IndexOf(Place(context));
        int from = x + BoxWidth;
        int to = PlaceLeft + Deepest();
        double startY = y + (BoxHeight / 2.0);
        double endY = PlaceTop(place) + (BoxHeight / 2.0);
        double middle = (from + to) / 2.0;
        page.Empty("path", ("class", $"{look} {Look(places[place])}"), ("d", $"M {N(from)} {N(startY)} C {N(middle)} {N(startY)}, {N(middle)} {N(endY)}, {N(to)} {N(endY)}"));
    }

    private static string Place(ContextSnapshot context) => context.Kind switch
    {
        ContextKind.Default => "host memory, translated",
        ContextKind.Identity => "all of memory (identity)",
        ContextKind.Blocked => "nowhere: blocked",
        _ => context.Text,
    };

    private string Look(string place) => place switch
    {
        "host memory, translated" => "default",
        "all of memory (identity)" => "identity",
        "nowhere: blocked" => "blocked",
        _ => $"space{places.Where(p => p.StartsWith("space", StringComparison.Ordinal)).ToList().IndexOf(place) % 4}",
    };

    private int Depth(DeviceSnapshot device)
    {
        int depth = 0;
        BusAddress? above = device.Above;
        while (above is { } bridge && depth < 8 && way.Start.Devices.FirstOrDefault(d => d.Address == bridge) is { } found)
        {
            depth++;
            above = found.Above;
        }

        return depth;
    }
}
