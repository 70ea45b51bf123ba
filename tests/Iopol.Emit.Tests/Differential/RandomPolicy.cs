using System.Text;

namespace Iopol.Emit.Tests.Differential;

/// <summary>Writes a small model and a policy for it as text: the same text for the same seed.</summary>
internal sealed class RandomPolicy
{
    private static readonly string[] Errnos = ["EPERM", "EBUSY", "EINVAL", "ENODEV", "EACCES"];
    private static readonly string[] Colors = ["red", "green", "blue"];
    private static readonly string[] Drivers = ["vfio-pci", "pci-stub", "e1000e", "nvme", "pcieport"];

    // Every state a policy may have: name, type, initial value, key, inverse.
    private static readonly (string Name, string Type, string Initial, string Key, string Inverse)[] AllStates =
    [
        ("flag", "bool", "", "device", ""), ("lit", "bool", " = true", "device", ""), ("mark", "bool", "", "group", ""), ("on", "bool", "", "host", ""),
        ("uses", "count", "", "device", ""), ("size", "count", " = 2", "group", ""), ("total", "count", "", "host", ""),
        ("tone", "color", " = red", "device", ""), ("hue", "color?", "", "group", ""), ("at", "address", "", "box", ""),
        ("owner", "file?", "", "group", "owned"), ("holder", "user?", "", "device", "held"), ("home", "group?", "", "file", "files"),
        ("dev", "device?", "", "file", "handles"), ("inside", "box?", "", "file", "contents"), ("where", "space?", "", "box", ""),
        ("peer", "device?", "", "device", ""), ("last", "driver?", "", "group", ""), ("seen", "user?", "", "host", ""), ("one", "device?", "", "host", ""),
        ("few", "group?", "", "host", ""), ("doc", "file?", "", "host", ""), ("bag", "box?", "", "host", ""), ("pages", "space?", "", "host", ""),
        ("word", "driver?", "", "host", ""), ("room", "box?", "", "space", "rooms"),
    ];

    private readonly Random random;
    private readonly StringBuilder text = new();
    private readonly (string Name, string Type, string Initial, string Key, string Inverse)[] states;
    private readonly List<(string Name, string[] Parameters)> rules = [];
    private readonly List<(string Name, string[] Parameters)> actions = [];
    private int names;
    private int depthOfLoops;
    private bool inPolicy;
    private bool inAction;

    private RandomPolicy(int seed)
    {
        random = new Random(seed);
        states = [.. AllStates.Where(s => Chance(70) || s.Name is "flag" or "home" || (s.Key == "host" && s.Type.EndsWith('?')))];
    }

    /// <summary>The text for a seed; the policy is called <c>P</c> and the seed.</summary>
    public static string Write(int seed) => new RandomPolicy(seed).Write($"P{(uint)seed}");

    private string Write(string name)
    {
        Line("model M {");
        Line($"    setting kernel: version = 6.{random.Next(1, 20)};");
        Line($"    setting strict: bool = {(Chance(50) ? "true" : "false")};");
        Line($"    setting most: count = {random.Next(4)};");
        Line("    enum color { red, green = 5, blue }");
        Line($"    object file limit {random.Next(1, 5)};");
        Line($"    object box limit {random.Next(1, 3)};");
        Line("    clause guard(d: device);");
        Line("    rule of_group(g: group);");
        Line("    rule of_device(d: device);");
        Line("    rule of_driver(w: driver);");
        foreach (var s in states) Line($"    state {s.Name}: {s.Type}{s.Initial} per {s.Key}{(s.Inverse.Length > 0 ? " inverse " + s.Inverse : "")};");
        (string, string[])[] asked = [("of_driver", ["w: driver"]), ("of_device", ["d: device"]), ("of_group", ["g: group"])];
        rules.AddRange(asked);
        for (int i = random.Next(3); i > 0; i--) Predicate();
        for (int i = random.Next(3); i > 0; i--) Action();
        for (int i = 0, count = random.Next(3, 7); i < count; i++) Operation(i);
        Line("}");
        Line("");
        Line($"policy {name} for M {{");
        Line($"    drivers inert = {string.Join(", ", Some(Drivers))};");
        Line($"    drivers given = {string.Join(", ", Some(Drivers))};");
        for (int i = random.Next(4); i > 0; i--) Line($"    guard {Selector(2)} \"reason {i}\";");
        rules.Clear();
        inPolicy = true;
        foreach ((string rule, string[] parameters) in asked)
        {
            Line($"    {rule}({parameters[0].Split(':')[0]}) = {Bool(3, Scope(parameters))};");
            rules.Add((rule, parameters));
        }

        Line($"    aliases = {Pick("together", "untracked", "refuse EXDEV")};");
        Line("}");
        return text.ToString();
    }

    private void Predicate()
    {
        string[] parameters = Parameters(1, 3);
        string name = "p" + names++;
        Line($"    predicate {name}({string.Join(", ", parameters)}) = {Bool(3, Scope(parameters))};");
        rules.Add((name, parameters));
    }

    private void Action()
    {
        string[] parameters = Parameters(1, 2);
        string name = "act" + names++;
        Line($"    action {name}({string.Join(", ", parameters)}) {{");
        inAction = true;
        Statements(2, Scope(parameters), "        ");
        inAction = false;
        Line("    }");
        actions.Add((name, parameters));
    }

    private void Operation(int index)
    {
        string[] parameters = Parameters(0, 3);
        bool byUser = Chance(60);
        var scope = Scope(parameters);
        if (byUser) scope.Add(("caller", "user"));
        string gives = Pick("", "", " gives out: file?", " gives sum: count, yes: bool", " gives bytes: address, who: device?");
        Line($"    operation op{index}({string.Join(", ", parameters)}) by {(byUser ? "user" : "admin")}{gives} {{");
        Statements(4, scope, "        ");
        if (Chance(25))
        {
            // What was bound before is out of date once the operation has waited.
            var fresh = Scope(parameters);
            if (byUser) fresh.Add(("caller", "user"));
            Line($"        block until {Bool(2, fresh)};");
            Statements(3, fresh, "        ");
        }

        if (gives.Contains("out:", StringComparison.Ordinal)) Line($"        give out = {Pick("new file", Value("file?", 1, Scope(parameters)))};");
        if (gives.Contains("sum:", StringComparison.Ordinal)) Line($"        give sum = {Value("count", 2, Scope(parameters))};");
        if (gives.Contains("yes:", StringComparison.Ordinal)) Line($"        give yes = {Bool(2, Scope(parameters))};");
        if (gives.Contains("who:", StringComparison.Ordinal)) Line($"        give who = {Value("device?", 1, Scope(parameters))};");
        Line("    }");
    }

    private void Statements(int most, List<(string Name, string Type)> scope, string indent)
    {
        for (int i = random.Next(1, most + 1); i > 0; i--) Statement(scope, indent);
    }

    private void Statement(List<(string Name, string Type)> scope, string indent)
    {
        switch (random.Next(inAction ? 4 : 0, 17))
        {
            case 0 or 1 or 2 or 3:
                string hole = scope.Count > 0 ? $" {{{Pick([.. scope.Select(v => v.Name)])}}}" : "";
                Line($"{indent}require {(Chance(50) ? $"l{names++}: " : "")}{Bool(3, scope)} else {Pick(Errnos)} \"no{hole}\";");
                break;
            case 4 or 5 or 6 or 7:
                Assign(scope, indent);
                break;
            case 8:
                Line($"{indent}{Value("device", 1, scope)}.{Pick("driver", "override")} = {Value("driver?", 1, scope)};");
                break;
            case 9:
                string order = Pick("", "", " stepwise", " rollback");
                bool undoes = order.Length > 0 && Chance(50);
                Line($"{indent}switch {Value(Pick("group", "device"), 1, scope)} to {Context(scope)}{(Chance(25) ? " through " + Context(scope) : "")}{order}{(undoes ? " else {" : ";")}");
                if (!undoes) break;
                Statements(2, [.. scope], indent + "    ");
                Line(indent + "}");
                break;
            case 10:
                Line(Chance(60) ? $"{indent}grant {Value("device", 1, scope)} to {Value("user", 1, scope)};" : $"{indent}revoke {Value("device", 1, scope)} from {Value("user", 1, scope)};");
                break;
            case 11:
                Line($"{indent}if {Bool(2, scope)} {{");
                Statements(2, [.. scope], indent + "    ");
                Line(indent + "}");
                if (Chance(30))
                {
                    Line($"{indent}else {{");
                    Statements(1, [.. scope], indent + "    ");
                    Line(indent + "}");
                }

                break;
            case 12 when depthOfLoops == 0:
                depthOfLoops++;
                (string domain, string element) = Domain(scope, inverse: false);
                string item = "x" + names++;
                Line($"{indent}each {item} in {domain} {{");
                Statements(2, [.. scope, (item, element)], indent + "    ");
                Line(indent + "}");
                depthOfLoops--;
                break;
            case 13:
                string type = Pick("device", "group", "file", "count", "bool");
                string bound = "v" + names++;
                Line(!inAction && Chance(30) && type == "file" ? $"{indent}let {bound} = new file;" : $"{indent}let {bound} = {Value(type, 2, scope)};");
                scope.Add((bound, type));
                break;
            case 14:
                if (Chance(50)) Line($"{indent}free {Value(Pick("file", "box", "space"), 1, scope)};");
                else if (Has("where") && Chance(30)) Line($"{indent}copy({Value("space", 1, scope)}, {Value("space", 1, scope)});");
                else if (Has("where") && Chance(30)) Line($"{indent}{Pick("unmap", "unmap_within")}({Value("space", 1, scope)}, {Value("address", 1, scope)}, {Value("address", 1, scope)});");
                else if (Has("where")) Line($"{indent}map({Value("space", 1, scope)}, {Value("address", 1, scope)}, {Value("address", 1, scope)}, {Pick("read", "write", "readwrite")});");
                break;
            case 15 when actions.Count > 0:
                (string action, string[] parameters) = actions[random.Next(actions.Count)];
                Line($"{indent}{action}({Arguments(parameters, scope)});");
                break;
            case 16 when Chance(12):
                if (!inAction) Line($"{indent}if {Bool(2, scope)} {{ {(Chance(40) ? "panic \"stop\"" : $"refuse {Pick(Errnos)} \"never\"")}; }}");
                break;
            default:
                Assign(scope, indent);
                break;
        }
    }

    private void Assign(List<(string Name, string Type)> scope, string indent)
    {
        var s = states[random.Next(states.Length)];
        string target = s.Key == "host" ? s.Name : $"{s.Name}[{Value(s.Key, 1, scope)}]";
        if (s.Type == "count" && Chance(60)) Line($"{indent}{target} {Pick("+=", "-=")} {Value("count", 1, scope)};");
        else if (!inAction && s.Type == "space?" && Chance(60)) Line($"{indent}{target} = new space;");
        else if (!inAction && s.Type is "file?" or "box?" && Chance(30)) Line($"{indent}{target} = new {s.Type.TrimEnd('?')};");
        else Line($"{indent}{target} = {(s.Type == "bool" ? Bool(2, scope) : Value(s.Type, 2, scope))};");
    }

    private string Bool(int depth, List<(string Name, string Type)> scope)
    {
        if (depth > 0 && Chance(55))
        {
            switch (random.Next(8))
            {
                case 0:
                    return $"not ({Bool(depth - 1, scope)})";
                case 1 or 2:
                    return $"(({Bool(depth - 1, scope)}) {Pick("and", "or")} ({Bool(depth - 1, scope)}))";
                case 3:
                    return $"(({Bool(depth - 1, scope)}) implies ({Bool(depth - 1, scope)}))";
                case 4 when rules.Count > 0:
                    (string rule, string[] parameters) = rules[random.Next(rules.Count)];
                    return $"{rule}({Arguments(parameters, scope)})";
                default:
                    (string domain, string element) = Domain(scope, inverse: true);
                    string item = "q" + names++;
                    string body = Chance(90) ? $": ({Bool(depth - 1, [.. scope, (item, element)])})" : "";
                    return Chance(20) ? $"((count {item} in {domain}{body}) {Pick(">", "<=", "is")} {random.Next(3)})" : $"({Pick("all", "any", "no")} {item} in {domain}{body})";
            }
        }

        string d = Value("device", 1, scope);
        return random.Next(16) switch
        {
            0 => $"{d}.{Pick("multifunction", "requires_direct_map", "has_acs", "virtual_function", "external", "resettable")}",
            1 => $"{d}.{Pick("header_type is 0", "vendor < 0x8087", "class >= 0x020000", "driver is none", "group is none", "override is none")}",
            2 => $"{d}.port in {{ {Pick("root_port", "endpoint")}, {Pick("conventional", "upstream_port")} }}",
            3 when Has("flag") => $"flag[{d}]",
            // Driver sets are the policy's; a model's predicates and operations do not know them.
            4 => inPolicy ? $"{Value("driver", 1, scope)} {Pick("in", "not in")} {Pick("inert", "given")}" : $"{Value("driver", 1, scope)} is {Pick(Drivers)}",
            5 => $"{d} in {Value("group", 1, scope)}",
            6 => $"guard({d})",
            7 => $"{d} matches ({Selector(1)})",
            8 => Pick("strict", "host.isolated_msi", "host.default_is_identity", "kernel < 6.10", "most > 1"),
            9 => $"context[{d}] {Pick("is", "is not")} {Context(scope)}",
            10 => $"can_reach({Value("user", 1, scope)}, {d})",
            11 => $"page_aligned({Value("address", 1, scope)})",
            12 => Pick(
                $"reserved({Value("group", 1, scope)}, {Value("address", 1, scope)}, {Value("address", 1, scope)})",
                $"overlaps({Value("space", 1, scope)}, {Value("address", 1, scope)}, {Value("address", 1, scope)})",
                $"maps_reserved({Value("group", 1, scope)}, {Value("space", 1, scope)})", $"fits({Value("space", 1, scope)})",
                $"cuts({Value("space", 1, scope)}, {Value("address", 1, scope)}, {Value("address", 1, scope)})", $"wraps({Value("address", 1, scope)}, {Value("address", 1, scope)})",
                $"addressable({Value("address", 1, scope)}, {Value("address", 1, scope)})", $"full({Value("space", 1, scope)})"),
            13 => $"{Value("count", 1, scope)} {Pick("<", "<=", "is", ">")} {Value("count", 1, scope)}",
            14 when Has("tone") => $"tone[{d}] {Pick("is red", "is not blue", "in { red, green }")}",
            _ => Compare(Pick("device", "group", "file", "user", "driver"), scope),
        };
    }

    private string Compare(string sort, List<(string Name, string Type)> scope) => Chance(30)
        ? $"{Value(sort, 1, scope)} {Pick("is", "is not")} none"
        : Chance(20) ? $"{Value(sort, 1, scope)} in {{ none, {Value(sort, 1, scope)} }}"
        : sort == "driver" ? $"{Value(sort, 1, scope)} {Pick("is", "is not")} {Pick(Drivers)}"
        : $"{Value(sort, 1, scope)} {Pick("is", "is not")} {Value(sort, 1, scope)}";

    /// <summary>A value of a type; <c>none</c> may come out where the type is optional, and at run time anywhere.</summary>
    private string Value(string type, int depth, List<(string Name, string Type)> scope)
    {
        string sort = type.TrimEnd('?');
        var options = new List<Func<string>>();
        foreach ((string name, string of) in scope.Where(v => v.Type.TrimEnd('?') == sort)) options.AddRange([() => name, () => name, () => name]);
        if (depth > 0)
        {
            // Through a state; the depth keeps it finite.
            foreach (var s in states.Where(s => s.Type.TrimEnd('?') == sort && (s.Key == "host" || scope.Any(v => v.Type == s.Key))))
            {
                options.Add(() => s.Key == "host" ? s.Name : $"{s.Name}[{Value(s.Key, depth - 1, scope)}]");
            }

            // The first of a domain that has members of the sort, or none.
            if (sort is "device" or "file" && depth > 1)
            {
                (string domain, string element) = Domain(scope, inverse: true);
                string item = "f" + names++;
                if (element == sort) options.Add(() => $"(first {item} in {domain}: ({Bool(depth - 2, [.. scope, (item, element)])}))");
            }

            if (sort == "group" && scope.Any(v => v.Type == "device")) options.Add(() => $"{Value("device", depth - 1, scope)}.group");
            if (sort == "driver" && scope.Any(v => v.Type == "device")) options.Add(() => $"{Value("device", depth - 1, scope)}.{Pick("driver", "override")}");
            if (sort == "count" && scope.Any(v => v.Type == "device")) options.Add(() => $"{Value("device", depth - 1, scope)}.vendor");
        }

        switch (sort)
        {
            case "count":
                options.Add(() => Pick("0", "1", "3", "most"));
                break;
            case "address":
                options.Add(() => Pick("0x1000", "0x2000", "0", "0xfee00000", "0x3000", "0x123", "0xfffffffffffff000"));
                break;
            case "bool":
                return Bool(depth, scope);
            case "color":
                options.Add(() => Pick(Colors));
                break;
        }

        if (type.EndsWith('?') && (options.Count == 0 || Chance(15))) return "none";
        // Where nothing of the sort is in scope, the host remembers one, or none.
        return options.Count > 0 ? options[random.Next(options.Count)]() : states.First(s => s.Type.TrimEnd('?') == sort && s.Key == "host").Name;
    }

    private string Context(List<(string Name, string Type)> scope) =>
        Has("where") && scope.Any(v => v.Type == "box") && Chance(50) ? $"where[{Value("box", 0, scope)}]" : Pick("default", "blocked", "identity");

    private (string Domain, string Element) Domain(List<(string Name, string Type)> scope, bool inverse)
    {
        var options = new List<(string, string)>();
        if (scope.Any(v => v.Type == "group")) options.AddRange([(Value("group", 0, scope), "device"), (Value("group", 1, scope), "device")]);
        if (scope.Any(v => v.Type == "device"))
        {
            string d = Value("device", 0, scope);
            options.AddRange([($"{d}.group", "device"), ($"sharers({d})", "device"), ($"slot({d})", "device")]);
        }

        foreach (var s in states.Where(s => s.Inverse.Length > 0 && scope.Any(v => v.Type == s.Type.TrimEnd('?'))))
        {
            if (inverse) options.Add(($"{s.Inverse}[{Value(s.Type.TrimEnd('?'), 0, scope)}]", s.Key));
        }

        return options.Count > 0 ? options[random.Next(options.Count)] : (Pick("few", "one.group", "sharers(one)", "slot(one)"), "device");
    }

    private string Selector(int depth) => random.Next(depth > 0 ? 13 : 10) switch
    {
        0 => "at 0000:01:00.*",
        1 => "at 0000:00:00.0 .. 0000:01:00.1",
        2 => "vendor 0x8086",
        3 => "id 8086:10d3",
        4 => $"class {Pick("network", "storage", "bridge")}",
        5 => $"port {Pick("root_port", "endpoint", "conventional")}",
        6 => $"driver {Pick(Drivers)}",
        7 => $"has {Pick("acs", "multifunction", "bridge", "external", "direct_map", "virtual_function", "sriov", "reset")}",
        8 => "subsystem 1af4:1100",
        9 => $"at 0000:0{random.Next(3)}:00.0",
        10 => $"not ({Selector(depth - 1)})",
        11 => $"(({Selector(depth - 1)}) or ({Selector(depth - 1)}))",
        _ => $"(({Selector(depth - 1)}) and ({Selector(depth - 1)}))",
    };

    private string[] Parameters(int least, int most)
    {
        string[] types = ["device", "group", "file", "box", "driver", "count", "address", "device", "group", "file", "user", "space?", "color", "access", "bool"];
        return [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(i => $"a{i}: {types[random.Next(types.Length)]}")];
    }

    private string Arguments(string[] parameters, List<(string Name, string Type)> scope) =>
        string.Join(", ", parameters.Select(p => p.Split(": ")[1] is "access" ? Pick("read", "readwrite") : Value(p.Split(": ")[1], 1, scope)));

    private static List<(string Name, string Type)> Scope(string[] parameters) =>
        [.. parameters.Select(p => (p.Split(": ")[0], p.Split(": ")[1].TrimEnd('?')))];

    private bool Has(string state) => states.Any(s => s.Name == state);

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Pick(params string[] options) => options[random.Next(options.Length)];

    private string[] Some(string[] from) => [.. from.Where(_ => Chance(50)).DefaultIfEmpty(from[random.Next(from.Length)])];

    private void Line(string line) => text.Append(line).Append('\n');
}
