using System.Globalization;
using System.Text.Json.Nodes;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Replaying;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>
/// Makes a trace of random steps that mean something: mostly of one or two groups, mostly a step that is next for a user or an administrator,
/// now and then one out of order. The model is asked along, so that a step names handles that are open; what it answers weighs nothing else.
/// The same seed, host and model make the same trace.
/// </summary>
internal sealed class RandomTrace
{
    private static readonly string[] Addresses =
        ["0x0", "0x1000", "0x2000", "0x3000", "0x100000", "0x101000", "0x200000", "0xfedff000", "0xfee00000", "0x7fffffffe000", "0xfffffffff000", "0x1000000000000", "0xfffffffffffff000", "0x800"];

    private static readonly string[] Sizes = ["0x1000", "0x1000", "0x2000", "0x3000", "0x200000", "0x0", "0x800"];

    private static readonly string[] Accesses = ["r", "w", "rw", "rw", "-"];

    // Drivers of a device's kind come from the host itself; these take any.
    private static readonly string[] AnyDriver = ["pci-stub", "uio_pci_generic"];

    private readonly Random random;
    private readonly Replay replay;
    private readonly HostFacts host;
    private readonly RandomTraceHandles handles = new();
    private readonly Dictionary<string, string> drivers = [];
    private readonly Dictionary<string, string> overrides = [];
    private readonly HashSet<string> leaving = [];
    private readonly HashSet<string> waiting = [];
    private readonly List<string> steps = [];
    private readonly DeviceFacts[] played;

    private RandomTrace(PolicyIR policy, HostTopology topology, IReadOnlyDictionary<string, long> settings, int seed)
    {
        random = new Random(seed);
        replay = new Replay(policy, topology, settings);
        host = topology.Facts;
        foreach (DeviceFacts device in host.Devices) drivers[Text(device)] = device.Driver.Name ?? "";
        played = Choose();
    }

    /// <summary>Makes a trace.</summary>
    /// <param name="policy">The model asked along.</param>
    /// <param name="topology">The host.</param>
    /// <param name="settings">Settings that differ from the policy's.</param>
    /// <param name="name">Name of the host.</param>
    /// <param name="seed">What chance starts from.</param>
    /// <returns>The steps, beginning with <c>trace NAME.SEED</c>.</returns>
    public static IReadOnlyList<string> Make(PolicyIR policy, HostTopology topology, IReadOnlyDictionary<string, long> settings, string name, int seed)
    {
        var trace = new RandomTrace(policy, topology, settings, seed);
        trace.Run(FormattableString.Invariant($"{name}.{seed}"));
        return trace.steps;
    }

    private void Run(string name)
    {
        Do($"trace {name}");
        int count = 20 + random.Next(60);
        bool isRaced = false;
        while (steps.Count < count && !isRaced)
        {
            string step = Next();
            isRaced = IsRace(step.Split(' '));
            Do(step);
        }

        if (isRaced) Do("close-all");
        else Do("state");
        Do("wait");
    }

    /// <summary>
    /// Whether chance decides among the kernel's threads what becomes of a step: a bind that waits for a remove, as it does on 6.1 before it has
    /// begun, or a second writer of driver_override behind one. It is not looked at any further.
    /// </summary>
    private bool IsRace(string[] words) => words[0] switch
    {
        "bind" => leaving.Contains(words[1]),
        "override" => leaving.Contains(words[1]) && !waiting.Add(words[1]),
        _ => false,
    };

    private void Do(string step)
    {
        steps.Add(step);
        foreach (string line in replay.Step(step)) Note(JsonNode.Parse(line)!.AsObject());
    }

    /// <summary>Keeps up with what the answer says of handles and drivers.</summary>
    private void Note(JsonObject answer)
    {
        string[] words = ((string)answer["step"]!).Split(' ');
        bool isDone = answer["ret"] is { } ret && (int)ret == 0;
        if (words[0] == "bind" || (words[0] == "override" && isDone)) overrides[words[1]] = words[2];
        switch (words[0])
        {
            case "bind" when isDone:
                drivers[words[1]] = words[2];
                break;
            case "probe" when isDone && drivers[words[1]].Length == 0 && !leaving.Contains(words[1]) && Takes(overrides.GetValueOrDefault(words[1], "-"), words[1]):
                drivers[words[1]] = overrides[words[1]];
                break;
            case "unbind" when isDone || answer.ContainsKey("blocked"):
                drivers[words[1]] = "";
                if (answer.ContainsKey("blocked")) leaving.Add(words[1]);
                else if (leaving.Remove(words[1])) waiting.Remove(words[1]);
                break;
            default:
                if (isDone) handles.Note(words);
                break;
        }
    }

    private string Next()
    {
        var choices = new List<(int Weight, Func<string> Step)>
        {
            (12, Unbind), (14, Bind), (3, Override), (5, Probe), (2, () => $"driver {Device()}"), (1, () => "state"), (12, OpenGroup), (4, () => $"open-container as {handles.New('c')}"), (1, () => "wait"),
            (1, () => "set-iommu"), (1, () => "close"),
        };
        if (random.Next(60) == 0) choices.Add((20, () => "close-all"));
        if (handles.Any('g'))
        {
            choices.Add((6, () => $"group-status {Handle('g')}"));
            choices.Add((5, () => $"unset-container {Handle('g')}"));
            choices.Add((handles.HasFreeGroup ? 24 : 5, () => $"set-container {Group(free: true)} {(handles.Any('c') ? Handle('c') : "")}".Trim()));
            choices.Add((handles.HasBackedGroup ? 24 : 4, () => $"get-device-fd {Group(free: false)} {Device()} as {handles.New('d')}"));
            choices.Add((3, () => $"close {Handle('g')}"));
        }

        if (handles.Any('c'))
        {
            choices.Add((handles.HasBareContainer ? 24 : 4, () => $"set-iommu {Handle('c')} {Pick("type1v2", "type1v2", "type1v2", "type1", "type1", "7")}"));
            choices.Add((handles.HasBackedGroup ? 14 : 3, Map));
            choices.Add((handles.HasBackedGroup ? 8 : 2, Unmap));
            choices.Add((2, () => $"close {Handle('c')}"));
            choices.Add((2, () => $"unmap-all {Handle('c')}"));
            // What only asks leaves no trace in the answers that follow.
            choices.Add((1, () => Pick($"iommu-info {Handle('c')}", $"check-ext {Handle('c')} 1")));
        }

        if (handles.Any('d'))
        {
            choices.Add((9, () => $"close {Handle('d')}"));
            choices.Add((12, () => $"unbind {handles.Device(random)}"));
            choices.Add((1, () => $"{Pick("device-info", "device-reset", "hot-reset-info")} {Handle('d')}"));
        }

        int at = random.Next(choices.Sum(c => c.Weight));
        foreach ((int weight, Func<string> step) in choices)
        {
            at -= weight;
            if (at < 0) return step();
        }

        throw new InvalidOperationException("the weights do not add up");
    }

    /// <summary>Mostly one that keeps a group from being viable.</summary>
    private string Unbind()
    {
        string[] native = [.. played.Select(Text).Where(d => drivers[d] is not ("" or "vfio-pci"))];
        return $"unbind {(native.Length > 0 && random.Next(4) > 0 ? native[random.Next(native.Length)] : Device())}";
    }

    private string Bind()
    {
        string[] free = [.. played.Select(Text).Where(d => drivers[d].Length == 0)];
        string device = free.Length > 0 && random.Next(4) > 0 ? free[random.Next(free.Length)] : Device();
        return $"bind {device} {Driver(device)}";
    }

    private string Override()
    {
        string device = Device();
        return $"override {device} {(random.Next(6) == 0 ? "-" : Driver(device))}";
    }

    /// <summary>Without a driver_override the kernel would pick a driver by tables no host has a fact of.</summary>
    private string Probe()
    {
        string[] known = [.. drivers.Keys.Where(d => drivers[d].Length > 0 || overrides.GetValueOrDefault(d, "-") != "-").Order(StringComparer.Ordinal)];
        string[] mine = [.. played.Select(Text).Intersect(known)];
        string[] free = [.. mine.Where(d => drivers[d].Length == 0)];
        string[] from = free.Length > 0 && random.Next(4) > 0 ? free : mine.Length > 0 ? mine : known;
        return $"probe {from[random.Next(from.Length)]}";
    }

    /// <summary>Whether a driver, of those a step names for a device, takes it; none does not.</summary>
    private bool Takes(string driver, string device)
    {
        DeviceFacts facts = host.Devices.First(d => Text(d) == device);
        return driver switch { "-" => false, "vfio-pci" => facts.HeaderType == 0, "pcieport" => facts.Driver.Name == driver, _ => true };
    }

    private string Driver(string device) => random.Next(10) switch
    {
        < 6 => "vfio-pci",
        6 => host.Devices.First(d => Text(d) == device).Driver.Name ?? Pick(AnyDriver),
        7 when random.Next(3) == 0 => "pcieport",
        _ => Pick(AnyDriver),
    };

    private string OpenGroup()
    {
        DeviceFacts device = played[random.Next(played.Length)];
        string group = random.Next(4) == 0 ? device.Group!.Value.ToString(CultureInfo.InvariantCulture) : Text(device);
        return $"open-group {group} as {handles.New('g')}";
    }

    private string Map() => $"map {Handle('c')} {Pick(Addresses)} {Pick(Sizes)} {Pick(Accesses)}";

    private string Unmap() => random.Next(6) == 0
        ? $"unmap {Handle('c')} 0x0 {Pick("0x1000000000000", "0x7ffffffff000", "0xfffffffffffff000", "0x400000")}"
        : $"unmap {Handle('c')} {Pick(Addresses)} {Pick(Sizes)}";

    private string Handle(char kind) => handles.Pick(kind, random);

    /// <summary>A group's handle, mostly one that is in no container yet, or one whose container has a backend.</summary>
    private string Group(bool free) => handles.Group(free, random);

    private string Device() => Text(random.Next(12) == 0 ? host.Devices[random.Next(host.Devices.Count)] : played[random.Next(played.Length)]);

    private string Pick(params string[] from) => from[random.Next(from.Length)];

    /// <summary>The devices of one to three groups; mostly not the chipset's.</summary>
    private DeviceFacts[] Choose()
    {
        DeviceFacts[][] groups = [.. host.Devices.Where(d => d.Group is not null).GroupBy(d => d.Group).Select(g => g.ToArray())];
        DeviceFacts[][] cards = [.. groups.Where(g => g.Any(d => d.HeaderType == 0) && g.All(d => !IsChipset(d)))];
        var chosen = new HashSet<DeviceFacts>();
        for (int i = random.Next(3); i >= 0; i--)
        {
            DeviceFacts[][] from = random.Next(10) == 0 ? groups : cards;
            chosen.UnionWith(from[random.Next(from.Length)]);
        }

        return [.. chosen];
    }

    private static bool IsChipset(DeviceFacts device) => Text(device) is "0000:00:00.0" || Text(device).StartsWith("0000:00:1f.", StringComparison.Ordinal);

    private static string Text(DeviceFacts device) => device.Address.ToString();
}
