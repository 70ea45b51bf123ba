using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Enforcement;

// The words emitted code is written in. A device, group, space or key may be none (-1) wherever a parameter says so;
// then a test is false, a value absent, and an effect nothing.
public abstract partial class CompiledPolicy
{
    /// <summary>No device, group, user, driver, space, object or context.</summary>
    protected const int None = -1;

    /// <summary>Context: the host's default domain.</summary>
    protected const int ContextDefault = 0;

    /// <summary>Context: no DMA.</summary>
    protected const int ContextBlocked = 1;

    /// <summary>Context: DMA untranslated.</summary>
    protected const int ContextIdentity = 2;

    /// <summary>Context of space 0; that of space s is s more.</summary>
    protected const int ContextFirstSpace = 16;

#pragma warning disable CS1591 // The names are their own documentation.
    protected const Errno EPERM = Errno.EPERM;
    protected const Errno ENOENT = Errno.ENOENT;
    protected const Errno EIO = Errno.EIO;
    protected const Errno ENXIO = Errno.ENXIO;
    protected const Errno E2BIG = Errno.E2BIG;
    protected const Errno EBADF = Errno.EBADF;
    protected const Errno EAGAIN = Errno.EAGAIN;
    protected const Errno ENOMEM = Errno.ENOMEM;
    protected const Errno EACCES = Errno.EACCES;
    protected const Errno EFAULT = Errno.EFAULT;
    protected const Errno EBUSY = Errno.EBUSY;
    protected const Errno EEXIST = Errno.EEXIST;
    protected const Errno EXDEV = Errno.EXDEV;
    protected const Errno ENODEV = Errno.ENODEV;
    protected const Errno EINVAL = Errno.EINVAL;
    protected const Errno EMFILE = Errno.EMFILE;
    protected const Errno ENOTTY = Errno.ENOTTY;
    protected const Errno ENOSPC = Errno.ENOSPC;
    protected const Errno ERANGE = Errno.ERANGE;
    protected const Errno EDEADLK = Errno.EDEADLK;
    protected const Errno EOVERFLOW = Errno.EOVERFLOW;
    protected const Errno EBADFD = Errno.EBADFD;
    protected const Errno EMSGSIZE = Errno.EMSGSIZE;
    protected const Errno EOPNOTSUPP = Errno.EOPNOTSUPP;
    protected const Errno EADDRINUSE = Errno.EADDRINUSE;
    protected const int PortConventional = (int)PciePort.Conventional;
    protected const int PortEndpoint = (int)PciePort.Endpoint;
    protected const int PortLegacyEndpoint = (int)PciePort.LegacyEndpoint;
    protected const int PortRootPort = (int)PciePort.RootPort;
    protected const int PortUpstreamPort = (int)PciePort.UpstreamPort;
    protected const int PortDownstreamPort = (int)PciePort.DownstreamPort;
    protected const int PortPcieToPciBridge = (int)PciePort.PcieToPciBridge;
    protected const int PortPciToPcieBridge = (int)PciePort.PciToPcieBridge;
    protected const int PortRootComplexIntegratedEndpoint = (int)PciePort.RootComplexIntegratedEndpoint;
    protected const int PortRootComplexEventCollector = (int)PciePort.RootComplexEventCollector;
#pragma warning restore CS1591

    /// <summary>Done, with what the operation gives back.</summary>
    protected static Decision Done(long first = 0, long second = 0) => new(Verdict.Ok, first: first, second: second);

    /// <summary>The answer to an id that is out of range or not alive.</summary>
    protected static Decision BadId => new(Verdict.Refused, Errno.EBADF);

    /// <summary>The answer of a host that panicked.</summary>
    protected static Decision HostIsDown => new(Verdict.Refused, Errno.EIO);

    /// <summary>A refusal.</summary>
    /// <param name="errno">Why.</param>
    /// <param name="rule">Index in <see cref="Refusals"/>.</param>
    /// <param name="witness">Device that decided, or none.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected static Decision Refused(Errno errno, int rule, int witness = None) => new(Verdict.Refused, errno, rule, witness);

    /// <summary>The operation waits; resuming goes on with this phase.</summary>
    protected static Decision Blocked(int phase) => new(Verdict.Blocked, rule: phase);

    /// <summary>The host stops.</summary>
    /// <param name="rule">Index in <see cref="Refusals"/>.</param>
    /// <param name="witness">Device that decided, or none.</param>
    protected Decision Panicked(int rule, int witness = None)
    {
        Host.Panicked = true;
        return new Decision(Verdict.Panicked, rule: rule, witness: witness);
    }

    /// <summary>An id below a number of ids, and not none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool IsBelow(int id, int count) => (uint)id < (uint)count;

    /// <summary>The space is in use.</summary>
    protected bool IsSpace(int space) => IsBelow(space, Limits.Spaces) && Host.IsLive(space);

    /// <summary>A value from outside as an id; one that fits no id becomes one that is never valid.</summary>
    protected static int Id(long value) => value == (int)value ? (int)value : int.MinValue;

    /// <summary>The value at a key, or the initial one where the key is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static T At<T>(T[] values, int key, T initial)
        where T : struct => (uint)key < (uint)values.Length ? values[key] : initial;

    /// <summary>Sets the value at a key; a key that is none does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void SetAt<T>(T[] values, int key, T value)
        where T : struct
    {
        if ((uint)key < (uint)values.Length) values[key] = value;
    }

    /// <summary>A count kept within 0 to 2^31-1.</summary>
    protected static int Bounded(long count) => (int)Math.Clamp(count, 0, int.MaxValue);

    /// <summary>Group of a device that may be none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected int GroupOf(int device) => device < 0 ? None : Topology.GroupOf(device);

    /// <summary>First device of a group that may be none.</summary>
    protected int GroupStart(int group) => group < 0 ? 0 : Topology.GroupStart(group);

    /// <summary>One past the last device of a group that may be none.</summary>
    protected int GroupEnd(int group) => group < 0 ? 0 : Topology.GroupEnd(group);

    /// <summary>Devices that share a requester ID with a device that may be none.</summary>
    protected ReadOnlySpan<int> SharersOf(int device) => device < 0 ? default : Topology.SharersOf(device);

    /// <summary>Functions in the slot of a device that may be none.</summary>
    protected ReadOnlySpan<int> SlotOf(int device) => device < 0 ? default : Topology.SlotOf(device);

    /// <summary>The device, which may be none, is one of these.</summary>
    protected static bool IsOneOf(int device, ReadOnlySpan<int> devices) => devices.Contains(device);

    /// <summary>The device, which may be none, is in the group, which may be none.</summary>
    protected bool InGroup(int device, int group) => group >= 0 && GroupOf(device) == group;

    /// <summary>The value is one of these.</summary>
    protected static bool Among(int value, ReadOnlySpan<int> members) => members.Contains(value);

    /// <inheritdoc cref="Among(int, ReadOnlySpan{int})"/>
    protected static bool Among(ulong value, ReadOnlySpan<ulong> members) => members.Contains(value);

    /// <summary>Refuses an id that is out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Always.</exception>
    [DoesNotReturn]
    protected static void ThrowBadId(string parameter) => throw new ArgumentOutOfRangeException(parameter, "the id is out of range or not alive");

    /// <summary>Checks what <see cref="Call"/> was given.</summary>
    /// <exception cref="ArgumentException">No such operation, or not its number of arguments.</exception>
    protected static void CheckCall(int operation, OperationSignature[] operations, int arguments)
    {
        ArgumentNullException.ThrowIfNull(operations);
        if ((uint)operation >= (uint)operations.Length) throw new ArgumentException("no such operation", nameof(operation));
        CheckCount(operations[operation].Name, operations[operation].Parameters.Count, arguments);
    }

    /// <summary>Checks what <see cref="Ask"/> was given.</summary>
    /// <exception cref="ArgumentException">No such rule, or not its number of arguments.</exception>
    protected static void CheckCall(int rule, RuleSignature[] rules, int arguments)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if ((uint)rule >= (uint)rules.Length) throw new ArgumentException("no such rule", nameof(rule));
        CheckCount(rules[rule].Name, rules[rule].Parameters.Count, arguments);
    }

    private static void CheckCount(string name, int parameters, int arguments)
    {
        if (parameters != arguments) throw new ArgumentException($"{name} takes {parameters} arguments, not {arguments}", nameof(arguments));
    }

    /// <summary>Driver of a device that may be none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected int DriverOf(int device) => device < 0 ? None : Host.Driver(device);

    /// <summary>driver_override of a device that may be none.</summary>
    protected int OverrideOf(int device) => device < 0 ? None : Host.Override(device);

    /// <summary>Context in effect for a device that may be none.</summary>
    protected int ContextOf(int device) => device < 0 ? None : Host.Context(device);

    /// <summary>Context that is the page table of a space that may be none.</summary>
    protected static int ContextOfSpace(int space) => space < 0 ? None : ContextFirstSpace + space;

    /// <summary>A user reaches a device; either may be none.</summary>
    protected bool CanReach(int user, int device) => user >= 0 && device >= 0 && Host.CanReach(user, device);

    /// <summary>A release as one number that orders as releases do.</summary>
    protected static int Release(int major, int minor, int patch = 0) => (major << 16) | (minor << 8) | patch;

    /// <inheritdoc cref="Release(int, int, int)"/>
    protected static int Release(Version version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return Release(version.Major, version.Minor, Math.Max(version.Build, 0));
    }

    /// <summary>Gives a user access; either may be none.</summary>
    protected void GrantAccess(int device, int user)
    {
        if (device >= 0 && user >= 0) Host.Grant(device, user);
    }

    /// <summary>Takes access away; either may be none.</summary>
    protected void RevokeAccess(int device, int user)
    {
        if (device >= 0 && user >= 0) Host.Revoke(device, user);
    }

    /// <summary>A multiple of the smallest page, 4096 bytes.</summary>
    protected static bool PageAligned(ulong address) => (address & 0xfff) == 0;

    /// <summary>The range does not wrap and the IOMMU can address it; of an empty range the first byte counts.</summary>
    protected bool Addressable(ulong iova, ulong size)
    {
        ulong last = size == 0 ? iova : iova + (size - 1);
        return last >= iova && (Topology.AddressWidth >= 64 || last >> Topology.AddressWidth == 0);
    }

    /// <summary>The range meets a region of the group that a user may not map.</summary>
    protected bool IsReserved(int group, ulong iova, ulong size) => group >= 0 && size != 0 && Topology.IsReserved(group, iova, size);

    /// <summary>The range meets a mapping of a space that may be none or free.</summary>
    protected bool Overlaps(int space, ulong iova, ulong size) => IsSpace(space) && Host.Space(space).Overlaps(iova, size);

    /// <summary>A mapping lies partly inside and partly outside the range.</summary>
    protected bool Cuts(int space, ulong iova, ulong size) => IsSpace(space) && Host.Space(space).Cuts(iova, size);

    /// <summary>No further mapping fits into the space.</summary>
    protected bool IsFull(int space) => IsSpace(space) && Host.Space(space).IsFull;

    /// <summary>The range ends beyond the last address.</summary>
    protected static bool Wraps(ulong iova, ulong size) => size != 0 && iova + (size - 1) < iova;

    /// <summary>A mapping of the space meets a region of the group that a user may not map; either may be none.</summary>
    protected bool MapsReserved(int group, int space) => group >= 0 && IsSpace(space) && Topology.MeetsReserved(group, Host.Space(space));

    /// <summary>Every mapping is one the IOMMU's pages and address width can hold; so it is of a space that is none or free.</summary>
    protected bool Fits(int space) => !IsSpace(space) || Host.Space(space).Fits(Topology.AddressWidth);

    /// <summary>Maps into a space what another maps; either may be none or free.</summary>
    protected void CopyMappings(int from, int to)
    {
        if (IsSpace(from) && IsSpace(to)) Host.Space(to).MapAllOf(Host.Space(from));
    }

    /// <summary>Maps a range.</summary>
    protected void MapRange(int space, ulong iova, ulong size, int access)
    {
        if (IsSpace(space)) Host.Space(space).TryMap(iova, size, access);
    }

    /// <summary>Unmaps whole mappings.</summary>
    /// <returns>Bytes unmapped.</returns>
    protected ulong UnmapRange(int space, ulong iova, ulong size) => IsSpace(space) ? Host.Space(space).Unmap(iova, size) : 0;

    /// <summary>Unmaps the mappings that lie in a range, up to the first that it cuts.</summary>
    /// <returns>Bytes unmapped.</returns>
    protected ulong UnmapWithin(int space, ulong iova, ulong size) => IsSpace(space) ? Host.Space(space).UnmapWithin(iova, size) : 0;
}
