using Iopol.Linux;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;
using NodeAgent;

// NodeAgent HOST [JOURNAL]: HOST is a capture, or /sys on the node itself; requests come from the journal or from standard input.
if (args.Length is < 1 or > 2)
{
    Console.Error.WriteLine("usage: NodeAgent HOST [JOURNAL]");
    return 4;
}

HostReadResult read = HostReader.Read(args[0]);
if (read.Facts is not { } facts)
{
    Console.Error.WriteLine(string.Join(Environment.NewLine, read.Problems));
    return 4;
}

if (args.Length == 2 && !File.Exists(args[1]))
{
    Console.Error.WriteLine($"there is no journal {args[1]}");
    return 4;
}

var policy = new Node(new HostTopology(facts));
var agent = new Agent(policy);
var tenants = new Dictionary<string, UserId>(StringComparer.Ordinal);
int refused = 0;
IEnumerable<string> lines = args.Length == 2 ? File.ReadLines(args[1]) : Lines(Console.In);
foreach (string line in lines)
{
    string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    if (words.Length == 0 || words[0].StartsWith('#')) continue;
    Console.WriteLine("> " + string.Join(' ', words));
    if (words.Length < 2 || !BusAddress.TryParse(words[1], out BusAddress address) || policy.Device(address) is not { Value: >= 0 } device)
    {
        Console.WriteLine("  not understood: no device of this node");
        refused++;
        continue;
    }

    switch (words)
    {
        case ["bind", _, string driver]:
            Tell(agent.Bind(device, driver));
            break;
        case ["unbind", _]:
            Tell(agent.Unbind(device));
            break;
        case ["lend", _, string tenant]:
            Tell(agent.Lend(device, Tenant(tenant)));
            break;
        case ["return", _, string tenant] when agent.Return(device, Tenant(tenant), out IReadOnlyList<Answer> wentOn):
            Console.WriteLine("  ok");
            foreach (Answer answer in wentOn) Tell(answer);
            break;
        default:
            Console.WriteLine("  not understood");
            refused++;
            break;
    }
}

return refused == 0 ? 0 : 2;

void Tell(Answer answer)
{
    if (answer.Decision.Verdict is Verdict.Refused or Verdict.Panicked) refused++;
    Console.WriteLine("  " + answer.Explanation.ToString().Replace("\n", "\n  ", StringComparison.Ordinal));
}

// Numbers for names, in the order in which they turn up.
UserId Tenant(string name)
{
    if (!tenants.TryGetValue(name, out UserId id)) tenants.Add(name, id = new UserId(tenants.Count));
    return id;
}

static IEnumerable<string> Lines(TextReader reader)
{
    while (reader.ReadLine() is { } line) yield return line;
}
