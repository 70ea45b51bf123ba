using System.Globalization;
using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>What kinds of effect rows of alias-quirks.txt have; a row has one.</summary>
[Flags]
internal enum AliasEffects
{
    /// <summary>No effect.</summary>
    None = 0,

    /// <summary>DMA carries further requester IDs of the own bus.</summary>
    SameBus = 1,

    /// <summary>The same, but only registers tell which.</summary>
    InRegisters = 2,

    /// <summary>A bridge takes over as (secondary bus, 00.0), not with its own requester ID.</summary>
    AsPcieBridge = 4,

    /// <summary>No bridge from here on takes over.</summary>
    WalkEnds = 8,

    /// <summary>A PCI domain below carries this function's requester ID.</summary>
    ChildDomain = 16,
}

/// <summary>A row of alias-quirks.txt.</summary>
internal sealed class AliasQuirk
{
    private static readonly QuirkTable<AliasQuirk> Table = QuirkTable<AliasQuirk>.Read("alias-quirks.txt", Parse);

    private readonly QuirkIds ids;
    private readonly (ushort Vendor, ushort Device)? subsystem;
    private readonly int? sameSlot;
    private readonly byte[] fixedAliases;

    private AliasQuirk(QuirkIds ids, string subsystem, string effect, QuirkRow row)
    {
        this.ids = ids;
        Row = row;
        this.subsystem = subsystem.Length > 0 ? (DeviceIds.Hex(subsystem[..4]), DeviceIds.Hex(subsystem[5..])) : null;
        const string function = "function ";
        if (effect.StartsWith(function, StringComparison.Ordinal)) sameSlot = effect[function.Length] - '0';
        Effect = effect switch
        {
            "in registers" => AliasEffects.InRegisters,
            "as PCIe bridge" => AliasEffects.AsPcieBridge,
            "walk ends" => AliasEffects.WalkEnds,
            "child domain" => AliasEffects.ChildDomain,
            _ => AliasEffects.SameBus,
        };
        fixedAliases = effect switch
        {
            "all" => [.. Enumerable.Range(0, 256).Select(i => (byte)i)],
            "all DD.0-4" => [.. Enumerable.Range(0, 256).Where(i => (i & 7) <= 4).Select(i => (byte)i)],
            _ when Effect == AliasEffects.SameBus && sameSlot is null => [.. effect.Split(' ').Select(DeviceAndFunction)],
            _ => [],
        };
    }

    public AliasEffects Effect { get; }

    public QuirkRow Row { get; }

    /// <summary>Rows that may fit a function.</summary>
    public static ReadOnlySpan<AliasQuirk> For(DeviceFacts device) => Table.For(device);

    /// <summary>The row is about the function; null where the source cannot tell.</summary>
    public bool? Fits(DeviceFacts device)
    {
        bool? fit = ids.Fit(device);
        if (fit == false || (Effect != AliasEffects.SameBus && ids.IsOtherClass(device))) return false;
        if (subsystem is not { } wanted) return fit;
        if (device.SubsystemVendor is not { } vendor || device.SubsystemDevice is not { } id) return null;
        return (vendor, id) == wanted ? fit : false;
    }

    /// <summary>The requester IDs on its own bus that the function's DMA carries beside its own, as device and function.</summary>
    public ReadOnlySpan<byte> AliasesOf(BusAddress address)
    {
        if (sameSlot is not { } function) return fixedAliases;
        return address.Function == function ? [] : new[] { (byte)((address.Device << 3) | function) };
    }

    private static (ushort, AliasQuirk) Parse(string[] cells)
    {
        QuirkIds ids = QuirkIds.Parse(cells[1], cells[2], cells[4]);
        return (ids.Vendor, new AliasQuirk(ids, cells[3], cells[5], new QuirkRow(cells[0], cells[6], cells[7])));
    }

    private static byte DeviceAndFunction(string text) =>
        (byte)((int.Parse(text.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) << 3) | (text[3] - '0'));
}
