using Iopol.Linux;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Topology;
using Minimal;

// The administrator gives every driver-less function to vfio-pci; then a user asks for one group after the other.
// A refusal says which rule, which device, and why.
string capture = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "../../../../hosts/sriov-3vf.tar.gz");
HostReadResult read = HostReader.Read(capture);
if (read.Facts is not { } facts)
{
    foreach (HostProblem problem in read.Problems) Console.Error.WriteLine(problem);
    return 4;
}

Datacenter policy;
try
{
    policy = new Datacenter(new HostTopology(facts));
}
catch (IncompleteHostException incomplete)
{
    Console.Error.WriteLine(incomplete.Message);
    return 4;
}

DriverId vfio = policy.Driver("vfio-pci");
for (int d = 0; d < policy.Topology.DeviceCount; d++) policy.Bind(new DeviceId(d), vfio);

var user = new UserId(0);
for (int g = 0; g < policy.Topology.GroupCount; g++)
{
    var group = new GroupId(g);
    Decision opened = policy.OpenGroup(group, user, out Datacenter.GroupFile file);
    policy.OpenContainer(user, out Datacenter.Container container);
    Explanation answer = opened.IsOk
        ? policy.ExplainSetContainer(policy.SetContainer(file, container, user), file, container, user)
        : policy.ExplainOpenGroup(opened, group, user);
    Console.WriteLine($"group {policy.Topology.GroupNumber(g)}: {(policy.Viable(group) ? "viable" : "not viable")}; {answer}");
}

return 0;
