using System.Globalization;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Enforcement;

// Text, made only when somebody asks.
public abstract partial class CompiledPolicy
{
    /// <summary>Puts a decision into words. What the reason names is read as it is now, not as it was when the decision fell.</summary>
    /// <param name="operation">Index in <see cref="Operations"/>.</param>
    /// <param name="decision">The decision to explain.</param>
    /// <param name="arguments">The arguments the operation was called with.</param>
    /// <param name="caller">The user who called.</param>
    /// <exception cref="ArgumentException">No such operation, or not its number of arguments.</exception>
    public Explanation Explain(int operation, Decision decision, ReadOnlySpan<long> arguments, int caller)
    {
        if ((uint)operation >= (uint)Operations.Count || Operations[operation].Parameters.Count != arguments.Length)
        {
            throw new ArgumentException("no such operation, or not its number of arguments", nameof(operation));
        }

        int rule = decision.Verdict is Verdict.Refused or Verdict.Panicked ? decision.Rule : 0;
        gate.Enter();
        try
        {
            int group = decision.Witness >= 0 ? Topology.GroupOf(decision.Witness) : Concerned(operation, arguments);
            return new Explanation(
                Operations[operation].Name,
                decision.Verdict,
                decision.Errno,
                rule == 0 ? null : Refusals[rule].Rule,
                rule == 0 ? null : Refusals[rule].At,
                rule == 0 ? "" : Because(rule, arguments, caller, decision.Witness),
                group < 0 ? null : Topology.GroupNumber(group),
                Parts(group, rule, decision.Witness, arguments, caller));
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>The author's reason with its holes filled.</summary>
    protected abstract string Because(int rule, ReadOnlySpan<long> arguments, int calledBy, int witness);

    /// <summary>The group an operation is about, or none.</summary>
    protected abstract int Concerned(int operation, ReadOnlySpan<long> arguments);

    /// <summary>The first device, from an id on, that makes a refusal's condition fail; or none.</summary>
    protected abstract int Witness(int rule, ReadOnlySpan<long> arguments, int calledBy, int from);

    /// <summary>A device in words.</summary>
    protected string DeviceText(int device) => device < 0 ? "none" : Topology.Device(device).Address.ToString();

    /// <summary>A group in words.</summary>
    protected string GroupText(int group) => group < 0 ? "none" : Numbered("group", Topology.GroupNumber(group));

    /// <summary>A driver in words.</summary>
    protected string DriverText(int driver) => driver < 0 ? "none" : Drivers.Name(driver);

    /// <summary>A user in words.</summary>
    protected static string UserText(int user) => Numbered("user", user);

    /// <summary>An object or a space in words.</summary>
    protected static string Numbered(string kind, int id) => id < 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{kind} {id}");

    /// <summary>A member of an enum in words.</summary>
    protected static string MemberText(int member, ReadOnlySpan<string> names) => member < 0 ? "none" : names[member];

    /// <summary>A context in words.</summary>
    protected static string ContextText(int context) => context switch
    {
        < 0 => "none",
        ContextDefault => "default",
        ContextBlocked => "blocked",
        ContextIdentity => "identity",
        _ => Numbered("space", context - ContextFirstSpace),
    };

    /// <summary>A truth value in words.</summary>
    protected static string BoolText(bool value) => value ? "true" : "false";

    /// <summary>A count in words.</summary>
    protected static string CountText(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>An address or size in words.</summary>
    protected static string AddressText(ulong address) => string.Create(CultureInfo.InvariantCulture, $"0x{address:x}");

    /// <summary>Access in words.</summary>
    protected static string AccessText(int access) => access switch { 1 => "r", 2 => "w", 3 => "rw", _ => "none" };

    /// <summary>A release in words.</summary>
    protected static string VersionText(int packed)
    {
        if (packed < 0) return "none";
        string text = string.Create(CultureInfo.InvariantCulture, $"{packed >> 16}.{(packed >> 8) & 0xff}");
        return (packed & 0xff) == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.{packed & 0xff}");
    }

    /// <summary>A port type in words.</summary>
    protected static string PortText(int port) => port < 0 ? "none" : (PciePort)port switch
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

    private DevicePart[] Parts(int group, int rule, int witness, ReadOnlySpan<long> arguments, int caller)
    {
        int first = GroupStart(group);
        var parts = new DevicePart[GroupEnd(group) - first];
        for (int i = 0; i < parts.Length; i++)
        {
            int device = first + i;
            int driver = Host.Driver(device);
            bool decides = witness >= 0 && (device == witness || Witness(rule, arguments, caller, from: device) == device);
            parts[i] = new DevicePart(
                Topology.Device(device).Address, driver switch { >= 0 => Drivers.Name(driver), State.HostState.Unknown => "unknown", _ => null }, decides);
        }

        return parts;
    }
}
