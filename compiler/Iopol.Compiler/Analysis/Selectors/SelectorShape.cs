using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Selectors;

/// <summary>One way to match a selector: a bound per fact. Where more is asked than bounds can say, <see cref="IsExact"/> is false.</summary>
internal sealed class SelectorShape
{
    private const int MostShapes = 16;

    /// <summary>The facts a shape bounds, with the lowest and highest value of each.</summary>
    private readonly Dictionary<Bound, (ulong First, ulong Last)> bounds = [];

    /// <summary>Facts with bounds.</summary>
    internal enum Bound
    {
        /// <summary>Packed address.</summary>
        Address,

        /// <summary>Vendor id.</summary>
        Vendor,

        /// <summary>Device id.</summary>
        Device,

        /// <summary>Subsystem vendor and device.</summary>
        Subsystem,

        /// <summary>Class code.</summary>
        Class,

        /// <summary>Port type.</summary>
        Port,

        /// <summary>Driver.</summary>
        Driver,
    }

    /// <summary>The bounds say all.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>The bounds of a fact, or null.</summary>
    public (ulong First, ulong Last)? this[Bound bound] => bounds.TryGetValue(bound, out (ulong, ulong) found) ? found : null;

    /// <summary>The ways to match a selector; null where they are too many.</summary>
    public static IReadOnlyList<SelectorShape>? Of(Selector selector)
    {
        List<SelectorShape>? shapes = selector switch
        {
            OrSelector or => All(or.Parts),
            AndSelector and => Combine(and.Parts),
            _ => [Single(selector)],
        };
        return shapes is null || shapes.Count > MostShapes ? null : shapes;
    }

    /// <summary>No device matches both, as far as the bounds tell.</summary>
    public bool IsDisjoint(SelectorShape other) =>
        bounds.Any(b => other[b.Key] is (ulong first, ulong last) && (last < b.Value.First || first > b.Value.Last));

    /// <summary>Both say something about the same fact.</summary>
    public bool SharesFact(SelectorShape other) => bounds.Keys.Any(b => other[b] is not null);

    /// <summary>Every device that matches the other matches this one.</summary>
    public bool Contains(SelectorShape other) =>
        IsExact && bounds.All(b => other[b.Key] is (ulong first, ulong last) && first >= b.Value.First && last <= b.Value.Last);

    private static List<SelectorShape>? All(IReadOnlyList<Selector> parts)
    {
        var all = new List<SelectorShape>();
        foreach (Selector part in parts)
        {
            if (Of(part) is not { } shapes || all.Count + shapes.Count > MostShapes) return null;
            all.AddRange(shapes);
        }

        return all;
    }

    private static List<SelectorShape>? Combine(IReadOnlyList<Selector> parts)
    {
        List<SelectorShape> all = [new SelectorShape()];
        foreach (Selector part in parts)
        {
            if (Of(part) is not { } shapes || all.Count * shapes.Count > MostShapes) return null;
            all = [.. all.SelectMany(a => shapes.Select(a.And))];
        }

        return all;
    }

    private SelectorShape And(SelectorShape other)
    {
        var both = new SelectorShape { IsExact = IsExact && other.IsExact };
        foreach (KeyValuePair<Bound, (ulong First, ulong Last)> bound in bounds) both.bounds[bound.Key] = bound.Value;
        foreach (KeyValuePair<Bound, (ulong First, ulong Last)> bound in other.bounds)
        {
            both.bounds[bound.Key] = both[bound.Key] is (ulong first, ulong last)
                ? (Math.Max(first, bound.Value.First), Math.Min(last, bound.Value.Last)) : bound.Value;
        }

        return both;
    }

    private static SelectorShape Single(Selector selector)
    {
        var shape = new SelectorShape();
        switch (selector)
        {
            case AddressSelector at: shape.bounds[Bound.Address] = (at.First, at.Last); break;
            case IdSelector id:
                shape.Set(Bound.Vendor, id.Vendor);
                if (id.Device is { } device) shape.Set(Bound.Device, device);
                break;
            case SubsystemSelector subsystem: shape.Set(Bound.Subsystem, (subsystem.Vendor << 16) | subsystem.Device); break;
            case ClassSelector of: shape.bounds[Bound.Class] = ((ulong)of.Value, (ulong)(of.Value | (0xffffff & ~of.Mask))); break;
            case PortSelector port: shape.Set(Bound.Port, port.Port); break;
            case DriverSelector driver: shape.Set(Bound.Driver, driver.Driver); break;
            default: shape.IsExact = false; break;
        }

        return shape;
    }

    private void Set(Bound bound, int value) => bounds[bound] = ((uint)value, (uint)value);
}
