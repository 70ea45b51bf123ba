using System.Runtime.CompilerServices;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;
using Iopol.Runtime.Topology;

namespace Iopol.Benchmarks.Baselines;

/// <summary>What a careful developer writes by hand for SET_CONTAINER and UNSET_CONTAINER of Linux 6: the same checks, the same lock, the same contexts.</summary>
internal sealed class HandWritten
{
    private readonly HostTopology topology;
    private readonly int users;
    private readonly bool[] groupFileLive = new bool[256];
    private readonly bool[] containerLive = new bool[256];
    private readonly int[] group = new int[256];
    private readonly int[] backend = new int[256];
    private readonly int[] space = new int[256];
    private readonly int[] openFiles = new int[256];
    private readonly int[] firstGroup = Filled(256, -1);
    private readonly int[] lastGroup = Filled(256, -1);
    private readonly int[] nextGroup;
    private readonly int[] previousGroup;
    private readonly int[] owner;
    private readonly int[] opened;
    private readonly int[] container;
    private readonly int[] unusable;
    private readonly int[] protectedDevices;
    private readonly int[] directMap;
    private readonly int[] contexts;
    private readonly bool isolatedMsi;
    private SequenceLock gate;
    private bool panicked;

    public HandWritten(HostTopology topology, int users)
    {
        (this.topology, this.users) = (topology, users);
        owner = Filled(topology.GroupCount, -1);
        opened = Filled(topology.GroupCount, -1);
        container = Filled(topology.GroupCount, -1);
        nextGroup = Filled(topology.GroupCount, -1);
        previousGroup = Filled(topology.GroupCount, -1);
        unusable = new int[topology.GroupCount];
        protectedDevices = new int[topology.GroupCount];
        directMap = new int[topology.GroupCount];
        contexts = new int[topology.RequesterCount];
        isolatedMsi = topology.Facts.IsolatedMsi == true;
        Array.Fill(backend, -1);
        Array.Fill(space, -1);
    }

    public bool Viable(int g)
    {
        if ((uint)g >= (uint)unusable.Length) throw new ArgumentOutOfRangeException(nameof(g));
        long seen = gate.BeginRead();
        bool answer = unusable[g] == 0;
        if (gate.IsUnchanged(seen)) return answer;
        gate.Enter();
        try
        {
            return unusable[g] == 0;
        }
        finally
        {
            gate.Leave();
        }
    }

    public void Panic() => panicked = true;

    public void Open(int f, int g, int c)
    {
        groupFileLive[f] = true;
        containerLive[c] = true;
        group[f] = g;
        opened[g] = f;
    }

    public Decision SetContainer(int f, int c, int caller)
    {
        gate.Enter();
        try
        {
            if (panicked) return new Decision(Verdict.Refused, Errno.EIO);
            if ((uint)f >= 256 || !groupFileLive[f] || (uint)c >= 256 || !containerLive[c] || (uint)caller >= (uint)users) return new Decision(Verdict.Refused, Errno.EBADF);
            int g = group[f];
            if (opened[g] == f && container[g] >= 0) return Refused(Errno.EINVAL, 1);
            if (opened[g] != f) return Refused(Errno.ENODEV, 2);
            if (unusable[g] > 0) return Refused(Errno.EPERM, 3);
            if (protectedDevices[g] > 0) return Refused(Errno.EPERM, 4);
            if (directMap[g] > 0) return Refused(Errno.EINVAL, 5);
            if (backend[c] >= 0 && !isolatedMsi) return Refused(Errno.EPERM, 6);
            Program(g, 1);
            owner[g] = f;
            container[g] = c;
            Link(c, g);
            if (backend[c] >= 0) Program(g, 16 + space[c]);
            return Decision.Ok;
        }
        finally
        {
            gate.Leave();
        }
    }

    public Decision UnsetContainer(int f, int caller)
    {
        gate.Enter();
        try
        {
            if (panicked) return new Decision(Verdict.Refused, Errno.EIO);
            if ((uint)f >= 256 || !groupFileLive[f] || (uint)caller >= (uint)users) return new Decision(Verdict.Refused, Errno.EBADF);
            int g = group[f];
            if (opened[g] != f || container[g] < 0) return Refused(Errno.EINVAL, 7);
            if (openFiles[f] > 0) return Refused(Errno.EBUSY, 8);
            int c = container[g];
            Program(g, 0);
            owner[g] = -1;
            container[g] = -1;
            Unlink(c, g);
            if (firstGroup[c] < 0)
            {
                space[c] = -1;
                backend[c] = -1;
            }

            return Decision.Ok;
        }
        finally
        {
            gate.Leave();
        }
    }

    // SET_IOMMU goes through the groups of a container in the order they came.
    private void Link(int c, int g)
    {
        int before = lastGroup[c];
        previousGroup[g] = before;
        nextGroup[g] = -1;
        lastGroup[c] = g;
        if (before >= 0) nextGroup[before] = g;
        else firstGroup[c] = g;
    }

    private void Unlink(int c, int g)
    {
        int before = previousGroup[g];
        int after = nextGroup[g];
        if (before >= 0) nextGroup[before] = after;
        else firstGroup[c] = after;
        if (after >= 0) previousGroup[after] = before;
        else lastGroup[c] = before;
    }

    private void Program(int g, int context)
    {
        int[] entries = contexts;
        foreach (int requester in topology.RequestersOfGroup(g)) Volatile.Write(ref entries[requester], context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Decision Refused(Errno errno, int rule) => new(Verdict.Refused, errno, rule);

    private static int[] Filled(int length, int value)
    {
        int[] array = new int[length];
        Array.Fill(array, value);
        return array;
    }
}
