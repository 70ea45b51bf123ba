using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>Other names for users and devices, and with devices for their groups and requester IDs: one table look-up a field.</summary>
internal sealed class Renaming
{
    private readonly int[] places;
    private readonly byte[]?[] values;
    private readonly int[] calls;
    private readonly StateLayout layout;
    private readonly int waiting;

    /// <param name="layout">Where everything stands.</param>
    /// <param name="names">The new name of each user, device, group and requester ID.</param>
    /// <param name="moves">Finds the move with other arguments.</param>
    /// <param name="waiting">Calls that may wait at once.</param>
    public Renaming(StateLayout layout, NameChange names, Moves moves, int waiting)
    {
        (this.layout, this.waiting, Names) = (layout, waiting, names);
        places = new int[layout.Fields.Count];
        values = new byte[]?[layout.Fields.Count];
        foreach (StateField field in layout.Fields)
        {
            int key = field.Row == StateLayout.ContextRow ? names.Requesters[field.KeyId] : names.Of(field.Key?.Sort, field.KeyId);
            places[field.Offset] = field.Offset - field.KeyId + key;
            values[field.Offset] = Values(field, names);
        }

        calls = [.. Enumerable.Range(0, layout.Calls.Count + 1).Select(code => code == 0 ? 0 : Renamed(layout.Calls[code], names, moves))];
    }

    /// <summary>The new names.</summary>
    public NameChange Names { get; }

    /// <summary>Writes the state under the new names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(byte[] state, byte[] renamed)
    {
        for (int i = 0; i < places.Length; i++)
        {
            byte value = state[i];
            renamed[places[i]] = values[i] is { } map ? map[value] : value;
        }

        if (waiting == 0 || layout.Call(state, 0) == 0) return;
        for (int slot = 0; slot < waiting; slot++) layout.SetCall(renamed, slot, calls[layout.Call(state, slot)]);
        layout.SortCalls(renamed);
    }

    private static byte[]? Values(StateField field, NameChange names)
    {
        Func<int, int>? map = field.Value switch
        {
            FieldValue.Reference when field.ValueType!.Sort is Sort.Device or Sort.Group or Sort.User => v => v == 0 ? 0 : names.Of(field.ValueType.Sort, v - 1) + 1,
            FieldValue.Holder => v => v < 2 ? v : names.Users[v - 2] + 2,
            FieldValue.Users => v => Enumerable.Range(0, names.Users.Length).Where(u => (v >> u & 1) != 0).Sum(u => 1 << names.Users[u]),
            _ => null,
        };
        if (map is null) return null;
        int largest = field.Value switch
        {
            FieldValue.Reference => field.ValueType!.Sort switch { Sort.Device => names.Devices.Length, Sort.Group => names.Groups.Length, _ => names.Users.Length },
            FieldValue.Holder => names.Users.Length + 1,
            _ => (1 << names.Users.Length) - 1,
        };
        var table = new byte[256];
        for (int v = 0; v <= largest; v++) table[v] = (byte)map(v);
        return table.Select((v, i) => (v, i)).Take(largest + 1).All(e => e.v == e.i) ? null : table;
    }

    private int Renamed((Move Move, int Phase) call, NameChange names, Moves moves)
    {
        long[] arguments = [.. call.Move.Arguments.Select((a, i) => a < 0 ? a : names.Of(call.Move.Operation.Parameters[i].Type.Sort, (int)a))];
        return layout.Calls.Code(moves.Find(call.Move.Operation, arguments, call.Move.Caller < 0 ? -1 : names.Users[call.Move.Caller]), call.Phase);
    }
}

/// <summary>New names, by old ones.</summary>
internal sealed record NameChange(int[] Users, int[] Devices, int[] Groups, int[] Requesters)
{
    public int Of(Sort? sort, int id) => sort switch
    {
        Sort.User => Users[id],
        Sort.Device => Devices[id],
        Sort.Group => Groups[id],
        _ => id,
    };
}
