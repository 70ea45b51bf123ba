using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Every topology of so many functions that differs in what isolation depends on: how the functions are divided into groups, and within
/// a group whether each has a requester ID of its own, whether they share one behind a bridge, or whether one uses another's.
/// All functions start on the host's driver.
/// </summary>
public static class Topologies
{
    /// <summary>Most functions.</summary>
    public const int Most = 4;

    private const string Driver = DriverChoice.SomeHostDriver;

    private enum Shape
    {
        /// <summary>A requester ID each.</summary>
        Separate,

        /// <summary>One requester ID for all, imposed by a bridge that is in the group too.</summary>
        Bridged,

        /// <summary>Every function uses the requester ID of the first beside its own.</summary>
        Aliased,
    }

    /// <summary>The topologies of 1 to <paramref name="functions"/> functions, smaller ones first; bridges come on top.</summary>
    /// <param name="functions">1 to <see cref="Most"/>.</param>
    /// <param name="identity">The default domain is identity (<c>iommu=pt</c>).</param>
    public static IEnumerable<HostFacts> UpTo(int functions, bool identity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(functions is >= 1 and <= Most, true, nameof(functions));
        return Enumerable.Range(1, functions).SelectMany(n => Divisions(n, n, Shape.Aliased)).Select(groups => Build(groups, identity));
    }

    /// <summary>Groups in falling order of size and shape, so that each division comes once.</summary>
    private static IEnumerable<(int Size, Shape Shape)[]> Divisions(int functions, int largest, Shape last)
    {
        if (functions == 0) return [[]];
        return
            from size in Enumerable.Range(1, Math.Min(functions, largest)).Reverse()
            from shape in Enum.GetValues<Shape>()
            where (size > 1 || shape != Shape.Aliased) && (size < largest || shape <= last)
            from rest in Divisions(functions - size, size, shape)
            select ((int, Shape)[])[(size, shape), .. rest];
    }

    private static HostFacts Build((int Size, Shape Shape)[] groups, bool identity)
    {
        var devices = new List<DeviceFacts>();
        int bus = 1;
        for (int g = 0; g < groups.Length; g++)
        {
            (int size, Shape shape) = groups[g];
            if (shape == Shape.Bridged)
            {
                devices.Add(Function(new BusAddress(0, bus, 0, 0), g + 1) with
                {
                    Class = 0x060400,
                    HeaderType = 1,
                    Port = PciePort.PcieToPciBridge,
                    Bridge = new BridgeFacts(bus, bus + 1, bus + 1),
                    Driver = DriverFact.None,
                });
                bus++;
            }

            for (int f = 0; f < size; f++)
            {
                var address = new BusAddress(0, bus, shape == Shape.Bridged ? 1 : 0, f);
                devices.Add(Function(address, g + 1) with
                {
                    Multifunction = size > 1,
                    Port = shape == Shape.Bridged ? PciePort.Conventional : PciePort.Endpoint,
                    Aliases = shape == Shape.Aliased && f > 0 ? [new BusAddress(0, bus, 0, 0)] : [],
                });
            }

            bus++;
        }

        return new HostFacts
        {
            Machine = string.Join(" + ", groups.Select(Words)),
            SourceKind = "literal",
            Devices = devices,
            Groups = [.. Enumerable.Range(1, groups.Length).Select(g => new GroupFacts(g, identity ? "identity" : "DMA", []))],
            IsolatedMsi = true,
            CacheCoherent = true,
            DefaultIsIdentity = identity,
        };
    }

    private static string Words((int Size, Shape Shape) group) => group.Shape switch
    {
        Shape.Bridged => group.Size == 1 ? "1 function behind a bridge" : $"{group.Size} functions behind a bridge",
        Shape.Aliased => $"{group.Size} functions with an alias",
        _ => group.Size == 1 ? "1 function" : $"{group.Size} functions",
    };

    private static DeviceFacts Function(BusAddress address, int group) => new()
    {
        Address = address,
        Vendor = 0x8086,
        Device = 0x10d3,
        Class = 0x020000,
        HeaderType = 0,
        Multifunction = false,
        Port = PciePort.Endpoint,
        Acs = new AcsFacts(false, AcsBits.None, AcsBits.None),
        Driver = DriverFact.Bound(Driver),
        Group = group,
        RequiresDirectMap = false,
        External = false,
        Resettable = true,
    };
}
