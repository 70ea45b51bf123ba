using System.Numerics;
using System.Runtime.CompilerServices;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Verifying;

/// <summary>The built-in properties over the bytes of a state: what <see cref="Isolation"/> says of a machine, only whether there is a breach of each kind.</summary>
internal sealed class Observer
{
    private const byte Blocked = 2;
    private const byte Default = 1;
    private const byte FirstSpace = StateLayout.FirstSpace + 1;

    private readonly StateLayout layout;
    private readonly bool[] isHostDriver;
    private readonly int[][] entries;
    private readonly int[] effective;
    private readonly int[][] companions;
    private readonly int devices;

    public Observer(Machine machine, StateLayout layout)
    {
        HostTopology topology = machine.Topology;
        this.layout = layout;
        devices = topology.DeviceCount;
        isHostDriver = [false, .. layout.DriverIds.Select(machine.IsHostDriver)];
        entries = [.. Enumerable.Range(0, devices).Select(d => topology.RequestersOf(d).ToArray().Select(r => layout.Contexts + r).ToArray())];
        effective = [.. Enumerable.Range(0, devices).Select(d => layout.Contexts + topology.RequesterOf(d))];
        companions = [.. Enumerable.Range(0, devices).Select(d => topology.GroupOf(d) is >= 0 and var g
            ? Enumerable.Range(topology.GroupStart(g), topology.GroupEnd(g) - topology.GroupStart(g)).Where(e => e != d).ToArray() : [])];
    }

    /// <summary>Kinds of breach to look for, a bit each; those found are taken out.</summary>
    public int Wanted { get; set; }

    /// <summary>Kinds found, a bit each.</summary>
    public int Found { get; set; }

    /// <summary>Looks at a state.</summary>
    public void Look(byte[] s)
    {
        if (Wanted != 0) Found |= BreachesIn(s) & Wanted;
    }

    /// <summary>Isolation holds in a state.</summary>
    public bool IsIsolated(byte[] s) => BreachesIn(s) == 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int BreachesIn(byte[] s)
    {
        int found = 0;
        for (int d = 0; d < devices; d++)
        {
            int users = s[layout.Reach + d];
            if (users != 0) found |= Reached(s, d, users);
            if (!isHostDriver[s[layout.Drivers + d]]) continue;
            foreach (int entry in entries[d])
            {
                if (s[entry] >= FirstSpace && s[layout.Spaces + s[entry] - FirstSpace] >= 2) found |= 1 << (int)BreachKind.Stranger;
            }
        }

        return found;
    }

    /// <summary>Looks at the end of a move, beside the state it was made in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void LookBack(byte[] before, byte[] s)
    {
        if ((Wanted & (1 << (int)BreachKind.Disturbed)) == 0) return;
        for (int d = 0; d < devices; d++)
        {
            int driver = layout.Drivers + d;
            if (isHostDriver[s[driver]] && before[driver] == s[driver] && before[effective[d]] == Default && s[effective[d]] != Default) Found |= 1 << (int)BreachKind.Disturbed;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Reached(byte[] s, int device, int users)
    {
        int found = 0;
        for (; users != 0; users &= users - 1)
        {
            int user = BitOperations.TrailingZeroCount(users);
            if (!IsWithin(s, device, user)) found |= 1 << (int)BreachKind.Outside;
            bool alone = (s[layout.Reach + device] & ~(1 << user)) == 0;
            foreach (int other in companions[device])
            {
                alone &= (s[layout.Reach + other] & ~(1 << user)) == 0 && !isHostDriver[s[layout.Drivers + other]] && IsWithin(s, other, user);
            }

            if (!alone) found |= 1 << (int)BreachKind.Companion;
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsWithin(byte[] s, int device, int user)
    {
        foreach (int entry in entries[device])
        {
            byte context = s[entry];
            if (context != Blocked && (context < FirstSpace || s[layout.Spaces + context - FirstSpace] != user + 2)) return false;
        }

        return true;
    }
}
