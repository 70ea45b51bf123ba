using Iopol.Linux;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;
using Minimal;

// A host is read from a capture; "/sys" would be this machine.
HostReadResult read = HostReader.Read(args.Length > 0 ? args[0] : "samples/hosts/rp-mf.tar.gz");
if (read.Facts is not { } facts)
{
    Console.Error.WriteLine(string.Join(Environment.NewLine, read.Problems));
    return 4;
}

// The class Host was compiled from host.iopol while this project was built.
var host = new Host(new HostTopology(facts));
var tenant = new UserId(0);
DeviceId card = host.Device(BusAddress.Parse("0000:01:00.1"));
DeviceId other = host.Device(BusAddress.Parse("0000:01:00.0"));

if (!host.Unbind(card).IsOk || !host.Bind(card, host.Driver("vfio-pci")).IsOk)
{
    Console.Error.WriteLine("the card stays with the host");
    return 2;
}

// What is opened this way is closed at the end of the block, as the kernel does it when a process ends.
using Host.GroupFileHandle file = host.TryOpenGroup(host.GroupOf(card), tenant, out Decision opened);
using Host.ContainerHandle container = host.TryOpenContainer(tenant, out _);
if (!opened.IsOk)
{
    Console.Error.WriteLine(host.ExplainOpenGroup(opened, host.GroupOf(card), tenant));
    return 2;
}

// The other port is still on the host's driver: the claim is refused, and the refusal can say why.
Decision decision = host.SetContainer(file, container, tenant);
Console.WriteLine(host.ExplainSetContainer(decision, file, container, tenant));

if (!host.Unbind(other).IsOk) return 2;
decision = host.SetContainer(file, container, tenant);
Console.WriteLine(host.ExplainSetContainer(decision, file, container, tenant));
return decision.IsOk ? 0 : 2;
