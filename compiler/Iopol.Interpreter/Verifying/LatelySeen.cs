using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iopol.Interpreter.Verifying;

/// <summary>Some of the states that were lately arrived at, as they were before they were given other names: most moves lead to one of them, and are then done with.</summary>
internal sealed class LatelySeen(int length)
{
    private const int Places = 1 << 13;

    private readonly byte[] states = new byte[Places * length];

    /// <summary>The state was seen; if not, it takes the place of another one. No state is all zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Contains(ReadOnlySpan<byte> state)
    {
        ulong hash = 0;
        foreach (ulong lane in MemoryMarshal.Cast<byte, ulong>(state))
        {
            hash = (hash ^ lane) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        Span<byte> place = states.AsSpan((int)(hash & (Places - 1)) * length, length);
        if (place.SequenceEqual(state)) return true;
        state.CopyTo(place);
        return false;
    }
}
