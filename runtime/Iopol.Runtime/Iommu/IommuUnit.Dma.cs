using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iopol.Runtime.Facts;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Iommu;

public sealed partial class IommuUnit
{
    private const ulong PageMask = (1UL << Iotlb.PageBits) - 1;
    private const int MebibyteBits = 20, LowBits = 32;

    private readonly PeerRouting peers;
    private readonly ulong[] specialLow;
    private readonly ulong specialHighFirst;
    private readonly ulong specialHighLast;

    /// <summary>Makes one request without data, as a device does before it moves any: up to where it ends. A refused one is recorded.</summary>
    /// <param name="requester">The requester ID it carries.</param>
    /// <param name="iova">Where it goes.</param>
    /// <param name="access">Reading, writing or both.</param>
    public DmaTarget Request(BusAddress requester, ulong iova, Access access)
    {
        int entry = EntryOf(requester);
        ulong hit = Hit(entry, iova, access);
        if (hit != PageTable.NoAddress) return DmaTarget.InMemoryByHit(hit);
        InFlight turn = InFlight.Enter();
        DmaTarget target = Resolve(turn, entry, requester, iova, access);
        turn.Leave();
        return target;
    }

    /// <summary>A device reads memory.</summary>
    /// <remarks>
    /// A transfer is a series of requests that end at multiples of 4 KiB, in ascending order; each is translated by itself, so a switch or
    /// an invalidation may come between two of them. The address of the last IOVA is followed by 0. Every aligned 8 bytes of memory move in
    /// one piece. The bytes that a peer or the interrupt window would answer with are not modelled: they stay as they are.
    /// </remarks>
    /// <param name="requester">The requester ID its requests carry.</param>
    /// <param name="iova">Where it begins.</param>
    /// <param name="destination">Where the bytes go; as many as there is room are read.</param>
    public DmaResult Read(BusAddress requester, ulong iova, Span<byte> destination) => Transfer(requester, iova, destination, Access.Read);

    /// <summary>A device writes memory.</summary>
    /// <param name="requester">The requester ID its requests carry.</param>
    /// <param name="iova">Where it begins.</param>
    /// <param name="source">The bytes.</param>
    /// <inheritdoc cref="Read" path="/remarks"/>
    public DmaResult Write(BusAddress requester, ulong iova, ReadOnlySpan<byte> source) =>
        // A transfer that writes memory only reads the span.
        Transfer(requester, iova, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(source), source.Length), Access.Write);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DmaResult Transfer(BusAddress requester, ulong iova, Span<byte> data, Access access)
    {
        int entry = EntryOf(requester);
        InFlight turn = InFlight.Enter();
        // Most transfers are one request that hits.
        if ((uint)(data.Length - 1) <= PageMask - (iova & PageMask) && Hit(entry, iova, access) is not PageTable.NoAddress and ulong hit && TryMove(hit, data, access))
        {
            OwnerSet owners = OwnerSet.Of(Owners.Of(hit));
            turn.Leave();
            return new(data.Length, DmaTarget.InMemoryByHit(hit), owners, false);
        }

        return TransferMany(turn, entry, requester, iova, data, access);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private DmaResult TransferMany(InFlight turn, int entry, BusAddress requester, ulong iova, Span<byte> data, Access access)
    {
        int moved = 0;
        OwnerSet owners = default;
        bool reachedPeer = false;
        while (true)
        {
            Span<byte> piece = data[moved..];
            if (piece.Length > (int)(PageMask + 1 - (iova & PageMask))) piece = piece[..(int)(PageMask + 1 - (iova & PageMask))];
            ulong hit = Hit(entry, iova, access);
            DmaTarget target = hit != PageTable.NoAddress ? DmaTarget.InMemoryByHit(hit) : Resolve(turn, entry, requester, iova, access);
            if (target.Kind == DmaTargetKind.Memory)
            {
                if (!TryMove(target.Address, piece, access)) target = DmaTarget.Nobody(target.Address, target.IsTranslated);
                else if (piece.Length > 0) owners = owners.With(Owners.Of(target.Address));
            }

            reachedPeer |= target.Kind == DmaTargetKind.Peer;
            if (target.Kind < DmaTargetKind.Nobody) moved += piece.Length;
            if (target.Kind >= DmaTargetKind.Nobody || moved == data.Length)
            {
                turn.Leave();
                return new(moved, target, owners, reachedPeer);
            }

            iova = unchecked(iova + (ulong)piece.Length);
        }
    }

    /// <summary>Moves bytes between memory and a device that reads or writes it. False where that memory is not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMove(ulong address, Span<byte> data, Access access)
    {
        if (data.Length != 8) return access == Access.Read ? memory.TryFetch(address, data) : memory.TryStore(address, data);
        if (access != Access.Read) return memory.TryWrite(address, MemoryMarshal.Read<ulong>(data));
        bool isThere = memory.TryRead(address, out ulong value);
        if (isThere) MemoryMarshal.Write(data, in value);
        return isThere;
    }

    /// <summary>The address of a translation that is remembered and leads to memory, or all ones. What is remembered is neither a peer's nor an interrupt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Hit(int entry, ulong iova, Access access)
    {
        ulong[] table = contexts;
        ulong context = (uint)entry < (uint)table.Length ? Volatile.Read(ref table[entry]) : 0;
        if (DeviceContext.KindOf(context) != ContextKind.Translated) return PageTable.NoAddress;
        ulong data = Iotlb.Find(DeviceContext.DomainOf(context), iova), address = Iotlb.AddressIn(data, iova), need = (ulong)access | Iotlb.Held;
        return (data & need) == need && unchecked(address - memoryBase) < memorySize ? address : PageTable.NoAddress;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private DmaTarget Resolve(InFlight turn, int entry, BusAddress requester, ulong iova, Access access)
    {
        bool isSpecial = IsSpecial(iova);
        if (isSpecial && TryMeet(requester, iova, access, out DmaTarget met))
        {
            if (met.Kind == DmaTargetKind.Fault) Record(requester, iova, access, met.Fault);
            return met;
        }

        ulong context = entry < 0 ? 0 : Volatile.Read(ref contexts[entry]);
        switch (DeviceContext.KindOf(context))
        {
            case ContextKind.Identity:
                return At(iova, isTranslated: false);
            case ContextKind.Translated:
                int id = DeviceContext.DomainOf(context);
                IommuDomain domain = Volatile.Read(ref domains[id])!;
                IotlbTicket ticket = Iotlb.Begin(id);
                Translation found = Walk(turn, domain.Table, iova, access);
                if (!found.IsOk)
                {
                    Faults.Add(new DmaFault(requester, iova, access, FaultKind.Translation, domain.Table.Faults[found.Fault - 1]));
                    return DmaTarget.Faulted(FaultKind.Translation, found.Fault);
                }

                if (!isSpecial) Iotlb.Insert(ticket, iova, found, access);
                return At(found.Address, isTranslated: true);
            default:
                return Refuse(requester, iova, access, DeviceContext.KindOf(context) == ContextKind.None ? FaultKind.NoContext : FaultKind.Blocked);
        }
    }

    /// <summary>A table that throws ends the transfer, and whoever waits for it need not wait for ever.</summary>
    private static Translation Walk(InFlight turn, PageTable table, ulong iova, Access access)
    {
        try
        {
            return table.Translate(iova, access);
        }
        catch
        {
            turn.Leave();
            throw;
        }
    }

    private DmaTarget Refuse(BusAddress requester, ulong iova, Access access, FaultKind kind)
    {
        Record(requester, iova, access, kind);
        return DmaTarget.Faulted(kind);
    }

    private void Record(BusAddress requester, ulong iova, Access access, FaultKind kind) => Faults.Add(new DmaFault(requester, iova, access, kind, default));

    /// <summary>What answers at a physical address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DmaTarget At(ulong address, bool isTranslated) =>
        unchecked(address - memoryBase) < memorySize ? DmaTarget.InMemory(address, isTranslated)
        : peers.Owner(address) is >= 0 and int peer ? DmaTarget.AtPeer(peer, address, isTranslated, isCertain: true)
        : DmaTarget.Nobody(address, isTranslated);

    /// <summary>What a request meets before the IOMMU looks at its context: a peer's BAR on its way up, or the interrupt window.</summary>
    private bool TryMeet(BusAddress requester, ulong iova, Access access, out DmaTarget target)
    {
        target = default;
        if (Options.InterruptWindow is { } window && iova >= window.First && iova <= window.Last)
        {
            target = access == Access.Write ? DmaTarget.Interrupt(iova) : DmaTarget.Faulted(FaultKind.InterruptRead);
            return true;
        }

        int peer = peers.Owner(iova), source = peer < 0 ? -1 : SourceOf(requester);
        if (source < 0 || peers.IsDirect(source, peer) is not { } direct)
        {
            target = DmaTarget.AtPeer(peer, iova, isTranslated: false, isCertain: false);
            return peer >= 0;
        }

        target = DmaTarget.AtPeer(peer, iova, isTranslated: false, isCertain: true);
        return direct;
    }

    /// <summary>The device whose DMA carries a requester ID: the one at that address, or the first that uses it; -1 where there is none.</summary>
    private int SourceOf(BusAddress requester)
    {
        int device = Topology.Find(requester);
        int id = device >= 0 ? -1 : Topology.FindRequester(requester);
        if (id < 0) return device;
        for (device = 0; device < Topology.DeviceCount; device++)
        {
            if (Topology.RequestersOf(device).Contains(id)) return device;
        }

        return -1;
    }

    /// <summary>A BAR or the interrupt window may be near: at the same MiB below 4 GiB, or in the range above that holds all others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsSpecial(ulong iova) => iova >> LowBits == 0
        ? (specialLow[iova >> (MebibyteBits + 6)] >> (int)(iova >> MebibyteBits & 63) & 1) != 0
        : iova >= specialHighFirst && iova <= specialHighLast;

    private static (ulong[] Low, ulong First, ulong Last) Specials(IommuOptions options, PeerRouting peers)
    {
        ulong[] low = new ulong[1 << (LowBits - MebibyteBits - 6)];
        ulong highFirst = ulong.MaxValue, highLast = 0;
        if (options.InterruptWindow is { } window) Add(window.First, window.Last);
        foreach (BarWindow bar in peers.Windows) Add(bar.First, bar.Last);
        return (low, highFirst, highLast);

        void Add(ulong first, ulong last)
        {
            for (ulong part = first >> MebibyteBits; part <= Math.Min(last, uint.MaxValue) >> MebibyteBits; part++) low[part >> 6] |= 1UL << (int)(part & 63);
            if (last >> LowBits == 0) return;
            highFirst = Math.Min(highFirst, Math.Max(first, 1UL << LowBits));
            highLast = Math.Max(highLast, last);
        }
    }
}
