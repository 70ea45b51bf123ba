using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// What one thread's DMA is at, so that somebody can wait until everything that is under way has ended. The thread itself pays two
/// plain stores; the one who waits pays for the order between them and what the DMA reads.
/// </summary>
internal sealed class InFlight
{
    private static readonly object Gate = new();
    private static WeakReference<InFlight>[] all = [];

    [ThreadStatic]
    private static InFlight? mine;

    private Turn turn;

    /// <summary>The calling thread begins a transfer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static InFlight Enter()
    {
        InFlight own = mine ?? Register();
        Volatile.Write(ref own.turn.Number, own.turn.Number + 1);
        return own;
    }

    /// <summary>The transfer has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => Volatile.Write(ref turn.Number, turn.Number + 1);

    /// <summary>Waits until every transfer that began before has ended. One that begins later sees everything this thread wrote before.</summary>
    public static void Drain()
    {
        // Either a thread's first store is seen below, or the thread sees what was written before: its own loads come after this.
        Interlocked.MemoryBarrierProcessWide();
        InFlight? own = mine;
        foreach (WeakReference<InFlight> one in Volatile.Read(ref all))
        {
            if (one.TryGetTarget(out InFlight? other) && other != own) other.Wait();
        }
    }

    private void Wait()
    {
        long seen = Volatile.Read(ref turn.Number);
        if ((seen & 1) == 0) return;
        var spin = default(SpinWait);
        while (Volatile.Read(ref turn.Number) == seen) spin.SpinOnce(sleep1Threshold: -1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static InFlight Register()
    {
        var own = new InFlight();
        lock (Gate)
        {
            // A thread that has ended left nothing under way.
            Volatile.Write(ref all, [.. all.Where(one => one.TryGetTarget(out _)), new WeakReference<InFlight>(own)]);
        }

        return mine = own;
    }

    /// <summary>Odd while a transfer is under way; alone in its cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Turn
    {
        [FieldOffset(64)]
        public long Number;
    }
}
