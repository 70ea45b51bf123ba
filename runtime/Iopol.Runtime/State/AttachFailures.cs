using Iopol.Runtime.Decisions;

namespace Iopol.Runtime.State;

/// <summary>What the hardware refuses: the errno a driver of the IOMMU answers when a device is to be attached to a context.</summary>
internal sealed class AttachFailures
{
    private readonly Dictionary<(int Device, int Context), Errno> errnos = [];

    /// <summary>Nothing is refused.</summary>
    public bool IsEmpty => errnos.Count == 0;

    /// <summary>What is refused, in a fixed order.</summary>
    public IEnumerable<(int Device, int Context, Errno Errno)> InOrder =>
        errnos.Select(e => (e.Key.Device, e.Key.Context, e.Value)).OrderBy(e => e.Device).ThenBy(e => e.Context);

    /// <summary>What is answered; what is said of one context goes before what is said of all.</summary>
    public Errno Of(int device, int context) =>
        errnos.TryGetValue((device, context), out Errno errno) || errnos.TryGetValue((device, HostState.AnyContext), out errno) ? errno : Errno.None;

    /// <summary>Refuses from now on.</summary>
    public void Set(int device, int context, Errno errno) => errnos[(device, context)] = errno;

    /// <summary>Refuses nothing of a device any more.</summary>
    public void Clear(int device)
    {
        foreach ((int Device, int Context) key in errnos.Keys.Where(k => k.Device == device).ToArray()) errnos.Remove(key);
    }

    /// <summary>The same, to be changed by itself.</summary>
    public AttachFailures Copy()
    {
        var copy = new AttachFailures();
        foreach (((int Device, int Context) key, Errno errno) in errnos) copy.errnos.Add(key, errno);
        return copy;
    }
}
