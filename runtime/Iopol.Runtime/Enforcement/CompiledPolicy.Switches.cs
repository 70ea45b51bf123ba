using System.Runtime.CompilerServices;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;

namespace Iopol.Runtime.Enforcement;

// Switches of contexts, and what becomes of them where the hardware refuses a device.
public abstract partial class CompiledPolicy
{
    /// <summary>The contexts before a switch that may have to be taken back, by requester ID; made when the hardware first refuses something.</summary>
    private int[] before = [];

    /// <summary>The errno of the device that the last failed switch stopped at.</summary>
    protected Errno AttachErrno { get; private set; }

    /// <summary>From now on the hardware refuses to attach a device. What the device is attached to already stays.</summary>
    /// <param name="device">The device.</param>
    /// <param name="errno">What it answers.</param>
    /// <param name="context">The one context it refuses, as <see cref="ContextOf(DeviceId)"/> numbers them; -1 for every context.</param>
    /// <exception cref="ArgumentException">No such device or context, or no error.</exception>
    public void FailAttach(DeviceId device, Errno errno, int context = HostState.AnyContext)
    {
        gate.Enter();
        try
        {
            Host.FailAttach(device.Value, context, errno);
            if (before.Length == 0) before = new int[Topology.RequesterCount];
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>From now on the hardware refuses nothing of a device.</summary>
    /// <exception cref="ArgumentException">No such device.</exception>
    public void MendAttach(DeviceId device)
    {
        gate.Enter();
        try
        {
            Host.MendAttach(device.Value);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Programs every device of a group; group or context may be none. A device the hardware refuses is parked in blocked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void SwitchGroup(int group, int context)
    {
        if (group < 0 || context < 0) return;
        if (Host.TakesEverything) Host.ProgramGroup(group, context);
        else SwitchGroup(group, None, context);
    }

    /// <summary>Programs the devices of a group one after the other, each by way of another context, which may be none.</summary>
    protected void SwitchGroup(int group, int through, int context)
    {
        if (context < 0) return;
        for (int d = GroupStart(group); d < GroupEnd(group); d++) SwitchAlone(d, through, context);
    }

    /// <summary>Programs one device by way of another context; any of them may be none. Where the hardware refuses, it is parked in blocked.</summary>
    protected void SwitchAlone(int device, int through, int context)
    {
        if (device < 0 || context < 0) return;
        if (through >= 0) AttachOrPark(device, through);
        AttachOrPark(device, context);
    }

    /// <summary>Programs a device and all that share a requester ID with it.</summary>
    protected void SwitchTogether(int device, int through, int context)
    {
        foreach (int sharer in SharersOf(device)) SwitchAlone(sharer, through, context);
    }

    /// <summary>Programs the devices of a group up to the first that the hardware refuses.</summary>
    /// <param name="group">The group, or none.</param>
    /// <param name="through">Context each device passes first, or none.</param>
    /// <param name="context">Context to go to, or none.</param>
    /// <param name="putBack">Devices already moved go back to where they were; otherwise they stay.</param>
    /// <returns>The device that was refused, for the reason <see cref="AttachErrno"/>; none where there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected int TrySwitchGroup(int group, int through, int context, bool putBack)
    {
        if (group < 0 || context < 0) return None;
        if (!Host.TakesEverything) return TrySwitch(Topology.GroupStart(group), Topology.GroupEnd(group) - Topology.GroupStart(group), default, through, context, putBack);
        if (through < 0) Host.ProgramGroup(group, context);
        else SwitchGroup(group, through, context);
        return None;
    }

    /// <inheritdoc cref="TrySwitchGroup"/>
    /// <summary>Programs one device, unless the hardware refuses.</summary>
    protected int TrySwitchAlone(int device, int through, int context, bool putBack)
    {
        if (device < 0 || context < 0) return None;
        if (!Host.TakesEverything) return TrySwitch(device, 1, default, through, context, putBack);
        SwitchAlone(device, through, context);
        return None;
    }

    /// <inheritdoc cref="TrySwitchGroup"/>
    /// <summary>Programs a device and all that share a requester ID with it, up to the first that the hardware refuses.</summary>
    protected int TrySwitchTogether(int device, int through, int context, bool putBack)
    {
        if (device < 0 || context < 0) return None;
        ReadOnlySpan<int> sharers = Topology.SharersOf(device);
        if (!Host.TakesEverything) return TrySwitch(0, sharers.Length, sharers, through, context, putBack);
        SwitchTogether(device, through, context);
        return None;
    }

    /// <summary>The first other sharer of a requester ID that is not in the context, by address, or none.</summary>
    protected int SharerElsewhere(int device, int context)
    {
        if (context < 0) return None;
        foreach (int sharer in SharersOf(device))
        {
            if (sharer != device && Host.Context(sharer) != context) return sharer;
        }

        return None;
    }

    private void AttachOrPark(int device, int context) =>
        Host.Program(device, Host.AttachError(device, context) == Errno.None ? context : ContextBlocked);

    /// <summary>Devices are those listed, or a number of them from the first on.</summary>
    private int TrySwitch(int first, int count, ReadOnlySpan<int> listed, int through, int context, bool putBack)
    {
        for (int r = 0; r < before.Length; r++) before[r] = Host.ContextOfRequester(r);
        for (int i = 0; i < count; i++)
        {
            int device = listed.IsEmpty ? first + i : listed[i];
            bool passed = through >= 0 && Attach(device, through);
            if ((through < 0 || passed) && Attach(device, context)) continue;
            // One that stopped at the intermediate context has moved too.
            for (int j = 0; putBack && j < (passed ? i + 1 : i); j++) PutBack(listed.IsEmpty ? first + j : listed[j]);
            return device;
        }

        return None;
    }

    private bool Attach(int device, int context)
    {
        Errno errno = Host.AttachError(device, context);
        if (errno == Errno.None) Host.Program(device, context);
        else AttachErrno = errno;
        return errno == Errno.None;
    }

    /// <summary>Every entry of a device as it was; one that the hardware does not take back is parked in blocked.</summary>
    private void PutBack(int device)
    {
        bool taken = Host.AttachError(device, before[Topology.RequesterOf(device)]) == Errno.None;
        foreach (int requester in Topology.RequestersOf(device)) Host.ProgramRequester(requester, taken ? before[requester] : ContextBlocked);
    }
}
