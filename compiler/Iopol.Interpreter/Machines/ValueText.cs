using System.Globalization;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Machines;

/// <summary>Values in the words of the language.</summary>
internal sealed class ValueText(Machine machine)
{
    public string Show(Value value, IrType type)
    {
        if (!value.IsKnown) return "unknown";
        long number = value.Number;
        if (type.Sort is Sort.Bool) return number != 0 ? "true" : "false";
        if (type.Sort is Sort.Count) return number.ToString(CultureInfo.InvariantCulture);
        if (type.Sort is Sort.Address) return $"0x{number:x}";
        if (type.Sort is Sort.Access) return number switch { 1 => "r", 2 => "w", 3 => "rw", _ => "none" };
        if (number == Ir.None) return "none";
        return type.Sort switch
        {
            Sort.Version => Version(number),
            Sort.Enum => type.Enum!.Members[(int)number].Name,
            Sort.Device => machine.Topology.Device((int)number).Address.ToString(),
            Sort.Group => $"group {machine.Topology.GroupNumber((int)number)}",
            Sort.Driver => machine.Host.Drivers.Name((int)number),
            Sort.User => machine.UserName((int)number),
            Sort.Context => Context(number),
            Sort.Space => $"space {number}",
            Sort.Object => $"{type.Object!.Name} {number}",
            Sort.Port => Port((PciePort)number),
            _ => "host",
        };
    }

    private static string Version(long packed)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{packed >> 16}.{(packed >> 8) & 0xff}");
        return (packed & 0xff) == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.{packed & 0xff}");
    }

    private static string Context(long context) => context switch
    {
        Ir.ContextDefault => "default",
        Ir.ContextBlocked => "blocked",
        Ir.ContextIdentity => "identity",
        _ => $"space {context - Ir.ContextFirstSpace}",
    };

    private static string Port(PciePort port) => port switch
    {
        PciePort.Endpoint => "endpoint",
        PciePort.LegacyEndpoint => "legacy_endpoint",
        PciePort.RootPort => "root_port",
        PciePort.UpstreamPort => "upstream_port",
        PciePort.DownstreamPort => "downstream_port",
        PciePort.PcieToPciBridge => "pcie_to_pci_bridge",
        PciePort.PciToPcieBridge => "pci_to_pcie_bridge",
        PciePort.RootComplexIntegratedEndpoint => "root_complex_integrated_endpoint",
        PciePort.RootComplexEventCollector => "root_complex_event_collector",
        _ => "conventional",
    };
}
