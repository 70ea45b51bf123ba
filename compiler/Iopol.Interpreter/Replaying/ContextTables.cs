using System.Text.Json;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Replaying;

/// <summary>
/// The effective context of every requester ID, in the shape of the recordings: which have which table, and what each
/// table maps. One that is not listed is blocked. Tables are named in the order they are met.
/// </summary>
internal sealed class ContextTables(Machine machine)
{
    private readonly HostTopology topology = machine.Topology;
    private readonly int[] groups = Groups(machine.Topology);

    /// <summary>Writes <c>rids</c> and <c>tables</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        var names = new Dictionary<(int Context, int Group), string>();
        json.WriteStartObject("rids");
        foreach (int requester in Enumerable.Range(0, topology.RequesterCount).OrderBy(topology.Requester))
        {
            int context = machine.Host.ContextOfRequester(requester);
            if (context == Ir.ContextBlocked) continue;
            // The kernel's own domain is one of each group; a user's table is the same for all that have it.
            (int, int) table = (context, context == Ir.ContextDefault ? groups[requester] : Ir.ContextDefault);
            if (!names.TryGetValue(table, out string? name)) names.Add(table, name = Name(names.Count));
            json.WriteString(Text(topology.Requester(requester)), name);
        }

        json.WriteEndObject();
        json.WriteStartObject("tables");
        foreach (((int context, _), string name) in names)
        {
            json.WriteStartArray(name);
            if (context >= Ir.ContextFirstSpace) Mappings(json, machine.Host.Space(context - Ir.ContextFirstSpace));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Mappings(Utf8JsonWriter json, IovaSpace space)
    {
        for (int i = 0; i < space.Count; i++)
        {
            (ulong first, ulong last, int access) = space[i];
            json.WriteStartArray();
            json.WriteStringValue($"0x{first:x}");
            json.WriteStringValue($"0x{last - first + 1:x}");
            json.WriteStringValue(access switch { 1 => "r", 2 => "w", _ => "rw" });
            json.WriteEndArray();
        }
    }

    /// <summary>The group of every requester ID: that of the first device that carries it.</summary>
    private static int[] Groups(HostTopology topology)
    {
        int[] groups = new int[topology.RequesterCount];
        for (int device = topology.DeviceCount - 1; device >= 0; device--)
        {
            // A device without a group has a domain of its own.
            int group = topology.GroupOf(device) is >= 0 and var known ? known : topology.GroupCount + device;
            foreach (int requester in topology.RequestersOf(device)) groups[requester] = group;
        }

        return groups;
    }

    private static string Name(int number) => number < 26 ? ((char)('A' + number)).ToString() : Name((number / 26) - 1) + Name(number % 26);

    private static string Text(BusAddress address) => address.ToString() is var text && text.StartsWith("0000:", StringComparison.Ordinal) ? text[5..] : text;
}
