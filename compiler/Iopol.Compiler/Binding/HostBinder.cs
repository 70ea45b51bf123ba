using System.Globalization;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Reads hosts: literal topologies, and files with captures or facts.</summary>
internal sealed class HostBinder
{
    private static readonly Dictionary<string, string> OptionValues = new()
    {
        ["address_width"] = "a number of bits, 12 to 64",
        ["isolated_msi"] = "true or false",
        ["cache_coherent"] = "true or false",
        ["default"] = "dma or identity",
    };

    private readonly BindingSink sink;
    private readonly Dictionary<string, string> options = [];
    private readonly List<DeviceLiteralIR> devices = [];
    private readonly HashSet<ulong> addresses = [];
    private readonly HashSet<int> groups = [];

    public HostBinder(BindingSink sink) => this.sink = sink;

    /// <summary>The host; mistakes are reported and left out.</summary>
    public HostIR Bind(DeclarationSyntax syntax)
    {
        if (syntax is HostFileDeclarationSyntax file)
        {
            return new HostIR(file.Name.Text, Literals.ReadString(file.Path.Text), options, devices, sink.Place(file.Name.Span));
        }

        var literal = (HostDeclarationSyntax)syntax;
        foreach (HostMemberSyntax member in literal.Members)
        {
            switch (member)
            {
                case BootBlockSyntax boot:
                    foreach (HostOptionSyntax option in boot.Options) Boot(option);
                    break;
                case HostOptionSyntax option: Option(option); break;
                case GroupBlockSyntax group: Group(group); break;
                case HostDeviceSyntax device: Device(device, null); break;
            }
        }

        return new HostIR(literal.Name.Text, null, options, devices, sink.Place(literal.Name.Span));
    }

    private void Option(HostOptionSyntax syntax)
    {
        string name = syntax.Name.Text;
        if (!OptionValues.TryGetValue(name, out string? expected))
        {
            sink.Unknown("host option", syntax.Name, OptionValues.Keys, $"one of {string.Join(", ", OptionValues.Keys)}, or iommu in boot {{ }}");
            return;
        }

        if (syntax.Value.IsMissing)
        {
            sink.Fail();
            return;
        }

        string value = syntax.Value.ToString();
        bool fits = name switch
        {
            "address_width" => Literals.TryReadInteger(value, out ulong width) && width is >= 12 and <= 64,
            "default" => value is "dma" or "identity",
            _ => value is "true" or "false",
        };
        if (fits) Set(syntax, name, value);
        else sink.Report(TestDiagnostics.BadOption, syntax.Value.Span, value, name, expected);
    }

    private void Boot(HostOptionSyntax syntax)
    {
        if (syntax.Name.Text != "iommu")
        {
            sink.Unknown("boot option", syntax.Name, ["iommu"], "write iommu = pt;, or iommu = nopt;");
            return;
        }

        switch (syntax.Value.ToString())
        {
            case "pt": Set(syntax, "default", "identity"); break;
            case "nopt": Set(syntax, "default", "dma"); break;
            default: sink.Report(TestDiagnostics.BadOption, syntax.Value.Span, syntax.Value, "iommu", "pt or nopt"); break;
        }
    }

    private void Set(HostOptionSyntax syntax, string name, string value)
    {
        if (options.ContainsKey(name)) sink.Report(TestDiagnostics.Twice, syntax.Name.Span, "option", name);
        options[name] = value;
    }

    private void Group(GroupBlockSyntax syntax)
    {
        if (NumberBinder.Integer(syntax.Number, NumberBinder.MostCount, sink) is not { } number) return;
        if (!groups.Add((int)number)) sink.Report(TestDiagnostics.Twice, syntax.Number.Span, "group", syntax.Number.Text);
        foreach (HostDeviceSyntax device in syntax.Devices) Device(device, (int)number);
    }

    private void Device(HostDeviceSyntax syntax, int? group)
    {
        if (NumberBinder.Address(syntax.Address, sink) is not { } address) return;
        if (!addresses.Add(address)) sink.Report(TestDiagnostics.Twice, syntax.Address.Span, "device", syntax.Address.Text);
        var device = new DeviceLiteral();
        foreach (DeviceAttributeSyntax attribute in syntax.Attributes) Attribute(attribute, device);
        bool bridge = device.Secondary is not null;
        devices.Add(new DeviceLiteralIR(
            address, group, device.Vendor, device.DeviceId, device.SubsystemVendor, device.SubsystemDevice, device.Class,
            device.HeaderType ?? (bridge ? 1 : 0), device.Port ?? (int)Vocabulary.Ports[bridge ? "conventional" : "endpoint"], device.Driver,
            device.Multifunction, device.Secondary, device.Subordinate, device.AcsPresent, device.AcsBits, device.VirtualFunction, device.External, device.Resettable,
            device.DirectMap, device.Aliases, device.Reserved, sink.Place(syntax.Span)));
    }

    private void Attribute(DeviceAttributeSyntax syntax, DeviceLiteral device)
    {
        switch (syntax)
        {
            case FactAttributeSyntax fact: Fact(fact.Fact, device); break;
            case HeaderAttributeSyntax header:
                if (NumberBinder.Integer(header.Type, 2, sink) is { } type) device.HeaderType = (int)type;
                break;
            case MultifunctionAttributeSyntax: device.Multifunction = true; break;
            case BridgeAttributeSyntax bridge:
                device.Secondary = (int?)NumberBinder.Integer(bridge.Secondary, 255, sink);
                device.Subordinate = (int?)NumberBinder.Integer(bridge.Subordinate, 255, sink);
                if (device.Secondary > device.Subordinate) Backwards(bridge.Secondary, bridge.Subordinate);
                break;
            case AcsAttributeSyntax acs: Acs(acs, device); break;
            case AliasAttributeSyntax alias:
                if (NumberBinder.Address(alias.Address, sink) is { } address) device.Aliases.Add(address);
                break;
            case DirectMapAttributeSyntax: device.DirectMap = true; break;
            case ReservedAttributeSyntax reserved: Reserved(reserved, device); break;
        }
    }

    private void Fact(SelectorSyntax syntax, DeviceLiteral device)
    {
        switch (syntax)
        {
            case IdSelectorSyntax id:
                if (NumberBinder.Id(id.Id, sink) is { } ids) (device.Vendor, device.DeviceId) = ids;
                break;
            case SubsystemSelectorSyntax subsystem:
                if (NumberBinder.Id(subsystem.Id, sink) is { } subsystemIds) (device.SubsystemVendor, device.SubsystemDevice) = subsystemIds;
                break;
            case ClassSelectorSyntax of:
                if (SelectorBinder.Class(of.Class, sink) is { } found) device.Class = found.Value;
                break;
            case PortSelectorSyntax port:
                if (SelectorBinder.Port(port.Port, sink) is { } value) device.Port = (int)value;
                break;
            case DriverSelectorSyntax driver:
                if (driver.Driver.IsMissing) sink.Fail();
                else device.Driver = Closure.NameOf(driver.Driver);
                break;
            case CapabilitySelectorSyntax has: Capability(has, device); break;
            default:
                sink.Report(TestDiagnostics.NotAFact, syntax.Span, syntax, "say what the device is, not which devices are meant");
                break;
        }
    }

    private void Capability(CapabilitySelectorSyntax syntax, DeviceLiteral device)
    {
        switch (SelectorBinder.Capability(syntax.Capability, sink))
        {
            case null: break;
            case IR.Capability.Multifunction: device.Multifunction = true; break;
            case IR.Capability.VirtualFunction: device.VirtualFunction = true; break;
            case IR.Capability.External: device.External = true; break;
            case IR.Capability.Reset: device.Resettable = true; break;
            case IR.Capability.DirectMap: device.DirectMap = true; break;
            case IR.Capability.Acs: sink.Report(TestDiagnostics.NotAFact, syntax.Span, syntax, "write the bits that are enabled: acs { SV RR CR UF }"); break;
            case IR.Capability.Bridge: sink.Report(TestDiagnostics.NotAFact, syntax.Span, syntax, "write the buses behind it: bridge 1..3"); break;
            default: sink.Report(TestDiagnostics.NotAFact, syntax.Span, syntax, "state the virtual functions: has virtual_function"); break;
        }
    }

    private void Acs(AcsAttributeSyntax syntax, DeviceLiteral device)
    {
        device.AcsPresent = syntax.NoneKeyword is null;
        foreach (SyntaxToken control in syntax.Controls)
        {
            if (Vocabulary.AcsBits.TryGetValue(control.Text, out int bit)) device.AcsBits |= bit;
            else sink.Unknown("ACS control", control, Vocabulary.AcsBits.Keys, $"one of {string.Join(", ", Vocabulary.AcsBits.Keys)}");
        }
    }

    private void Reserved(ReservedAttributeSyntax syntax, DeviceLiteral device)
    {
        if (!Vocabulary.ReservedKinds.Contains(syntax.Region.Text))
        {
            sink.Unknown("kind of reserved region", syntax.Region, Vocabulary.ReservedKinds, $"one of {string.Join(", ", Vocabulary.ReservedKinds)}");
        }

        ulong? first = NumberBinder.Integer(syntax.First, ulong.MaxValue, sink);
        ulong? last = NumberBinder.Integer(syntax.Last, ulong.MaxValue, sink);
        if (first > last) Backwards(syntax.First, syntax.Last);
        else if (first is { } low && last is { } high) device.Reserved.Add(new ReservedLiteralIR(low, high, syntax.Region.Text));
    }

    private void Backwards(SyntaxToken first, SyntaxToken last) =>
        sink.Report(BindingDiagnostics.BackwardRange, Text.TextSpan.FromBounds(first.Span.Start, last.Span.End), first.Text, last.Text);

    /// <summary>What is said of a device so far.</summary>
    private sealed class DeviceLiteral
    {
        public int? Vendor { get; set; }

        public int? DeviceId { get; set; }

        public int? SubsystemVendor { get; set; }

        public int? SubsystemDevice { get; set; }

        public int? Class { get; set; }

        public int? HeaderType { get; set; }

        public int? Port { get; set; }

        public string? Driver { get; set; }

        public bool Multifunction { get; set; }

        public int? Secondary { get; set; }

        public int? Subordinate { get; set; }

        public bool AcsPresent { get; set; }

        public int AcsBits { get; set; }

        public bool VirtualFunction { get; set; }

        public bool External { get; set; }

        public bool Resettable { get; set; }

        public bool DirectMap { get; set; }

        public List<ulong> Aliases { get; } = [];

        public List<ReservedLiteralIR> Reserved { get; } = [];
    }
}
