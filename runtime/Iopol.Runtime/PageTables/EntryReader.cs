using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>Reads entries at addresses that were shown to lie in the memory. Each read is in one piece and is not repeated.</summary>
internal readonly struct EntryReader
{
#if IOPOL_SAFE_MEMORY
    private readonly ulong[] words;
    private readonly ulong start;

    internal EntryReader(PhysicalMemory memory) => (words, start) = (memory.Arena.Words, memory.Base);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Read8(ulong address) => Volatile.Read(ref words[unchecked(address - start) >> 3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Read4(ulong address) => (uint)(Read8(address) >> (int)((address & 4) << 3));
#else
    private readonly nint origin;

    internal unsafe EntryReader(PhysicalMemory memory) => origin = unchecked((nint)((ulong)memory.Arena.Start - memory.Base));

    /// <summary>Host address of physical address 0.</summary>
    internal nint Origin => origin;

    // Plain reads: .NET never makes two reads of one, and each address comes from the entry read before. A volatile one would only
    // keep the compiler from holding on to everything else it has loaded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ulong Read8(ulong address) => *(ulong*)unchecked(origin + (nint)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe ulong Read4(ulong address) => *(uint*)unchecked(origin + (nint)address);
#endif
}
