using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Iopol.Runtime.Enforcement;

/// <summary>
/// A lock whose word is also a version: even while free, odd while held, one more after every change of hands.
/// Writers exclude each other. Readers take nothing: they read the version, then the data, then ask whether the
/// version is still the same; if so, everything they read was true at one instant. A waiter spins first and then
/// gives its processor away; the lock is neither fair nor reentrant.
/// </summary>
public struct SequenceLock
{
    private long version;

    /// <summary>Takes the lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        long free = Volatile.Read(ref version) & ~1L;
        if (Interlocked.CompareExchange(ref version, free + 1, free) != free) Wait();
    }

    /// <summary>Releases the lock; what was written before is visible to whoever sees the new version.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => Volatile.Write(ref version, version + 1);

    /// <summary>Begins a read, after the writer of this moment has left.</summary>
    /// <returns>The version to hand to <see cref="IsUnchanged"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long BeginRead()
    {
        long seen = Volatile.Read(in version);
        return (seen & 1) == 0 ? seen : WaitUntilFree();
    }

    /// <summary>No writer has been in since <see cref="BeginRead"/>: what was read in between was true at one instant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsUnchanged(long seen)
    {
        KeepReadsBefore();
        return Volatile.Read(in version) == seen;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KeepReadsBefore()
    {
#if NET10_0_OR_GREATER
        Volatile.ReadBarrier();
#else
        // x86 keeps loads in order; elsewhere only a full fence is to be had before .NET 10.
        if (!X86Base.IsSupported) Interlocked.MemoryBarrier();
#endif
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait()
    {
        var spin = default(SpinWait);
        while (true)
        {
            long seen = Volatile.Read(ref version);
            if ((seen & 1) == 0 && Interlocked.CompareExchange(ref version, seen + 1, seen) == seen) return;
            spin.SpinOnce();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly long WaitUntilFree()
    {
        var spin = default(SpinWait);
        long seen;
        while (((seen = Volatile.Read(in version)) & 1) != 0) spin.SpinOnce();
        return seen;
    }
}
