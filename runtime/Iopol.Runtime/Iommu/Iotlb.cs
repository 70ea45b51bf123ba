using System.Numerics;
using System.Runtime.CompilerServices;
using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Iommu;

/// <summary>
/// Translations an IOMMU remembers, by domain ID and page of 4 KiB: direct-mapped, of a fixed size. It forgets one when another
/// takes its place or when it is told to, and for no other reason: what was unmapped without an invalidation keeps being
/// hit. A larger leaf is remembered piece by piece; a smaller one, and a fault, never.
/// </summary>
/// <remarks>
/// Any thread may look up, insert and invalidate at any time. Nobody waits to look up. An entry is used only if it was whole. A
/// translation found by a walk that began before an invalidation of its domain is not inserted after it.
/// </remarks>
public sealed class Iotlb
{
    internal const int PageBits = 12;

    /// <summary>Set in the data of every entry that holds something; the bits of <see cref="Access"/> are below.</summary>
    internal const ulong Held = 1 << 11;

    private const ulong RightsBits = (ulong)(Access.Read | Access.Write);
    private const ulong AddressBits = ~((1UL << PageBits) - 1);
    private const int StampShift = 16;
    private const uint Spread = 0x9e3779b1;

    private readonly Entry[] entries;
    private readonly Tag[] tags;
    private readonly int mask;

    /// <summary>An empty one.</summary>
    /// <param name="capacity">Entries: a power of two.</param>
    /// <param name="domains">Domain IDs are below this; 65536 at most.</param>
    /// <exception cref="ArgumentException">The capacity is no power of two, or there are too many domain IDs.</exception>
    public Iotlb(int capacity, int domains)
    {
        if (capacity < 1 || !BitOperations.IsPow2(capacity)) throw new ArgumentException($"{capacity} entries are not a power of two", nameof(capacity));
        if (domains is < 1 or > 1 << StampShift) throw new ArgumentException($"{domains} domain IDs do not fit 16 bits", nameof(domains));
        entries = new Entry[capacity];
        tags = new Tag[domains];
        for (int id = 0; id < domains; id++) tags[id].Owner = (1UL << StampShift) | (uint)id;
        mask = capacity - 1;
    }

    /// <summary>Entries there is room for.</summary>
    public int Capacity => entries.Length;

    /// <summary>Looks up what is remembered.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="iova">Any IOVA of the page.</param>
    /// <param name="access">What must have been allowed. Only reading and writing are remembered.</param>
    /// <param name="address">Where the IOVA leads.</param>
    /// <returns>False where nothing is remembered that allows it.</returns>
    public bool TryFind(int domainId, ulong iova, Access access, out ulong address)
    {
        ulong data = Find(domainId, iova);
        ulong need = (ulong)access | Held;
        address = (data & AddressBits) | (iova & ~AddressBits);
        return (data & need) == need;
    }

    /// <summary>A walk of a domain's page table begins now; what it finds may be inserted until the next invalidation of the domain.</summary>
    public IotlbTicket Begin(int domainId)
    {
        ref Tag tag = ref tags[domainId];
        return new(domainId, Volatile.Read(ref tag.Owner), Volatile.Read(ref tag.Invalidations));
    }

    /// <summary>Remembers what a walk found, unless the domain was invalidated since it began or somebody else is at the entry.</summary>
    /// <param name="ticket">From <see cref="Begin"/>, taken before the walk read anything.</param>
    /// <param name="iova">What was walked.</param>
    /// <param name="leaf">What was found: no fault.</param>
    /// <param name="access">What was asked for, and so is allowed.</param>
    /// <returns>It is remembered now.</returns>
    public bool Insert(in IotlbTicket ticket, ulong iova, Translation leaf, Access access)
    {
        if (!leaf.IsOk || leaf.SizeBits < PageBits || (access & (Access.Read | Access.Write)) != access) return false;
        ulong page = iova >> PageBits;
        ulong data = (leaf.Address & AddressBits) | Held | (ulong)access;
        ref Entry entry = ref At(ticket.DomainId, page);
        if (!entry.TryEnter()) return false;
        ref Tag tag = ref tags[ticket.DomainId];
        // Whoever invalidates counts first and looks at the entries then: it finds this one, or is seen here.
        bool isValid = Volatile.Read(ref tag.Invalidations) == ticket.Invalidations && Volatile.Read(ref tag.Owner) == ticket.Owner;
        if (isValid)
        {
            bool isSame = entry.Page == page && entry.Owner == ticket.Owner && ((entry.Data ^ data) & ~RightsBits) == 0;
            entry.Set(page, ticket.Owner, isSame ? entry.Data | data : data);
        }

        entry.Leave();
        return isValid;
    }

    /// <summary>Forgets everything of a domain. In constant time: what is there stays and is never found again.</summary>
    public void Invalidate(int domainId)
    {
        // Entries hold the number of their time, 48 bits of it beside the domain ID.
        Interlocked.Add(ref tags[domainId].Owner, 1UL << StampShift);
    }

    /// <summary>Forgets what is remembered of a range of IOVAs of a domain.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="first">First IOVA.</param>
    /// <param name="last">Last IOVA; below <paramref name="first"/> for none.</param>
    public void Invalidate(int domainId, ulong first, ulong last)
    {
        if (first > last) return;
        Interlocked.Increment(ref tags[domainId].Invalidations);
        ulong firstPage = first >> PageBits, lastPage = last >> PageBits;
        if (lastPage - firstPage < (ulong)entries.Length)
        {
            for (ulong page = firstPage; page <= lastPage; page++) At(domainId, page).Forget(domainId, page, page);
            return;
        }

        for (int i = 0; i < entries.Length; i++) entries[i].Forget(domainId, firstPage, lastPage);
    }

    /// <summary>Forgets everything.</summary>
    public void InvalidateAll()
    {
        for (int id = 0; id < tags.Length; id++) Invalidate(id);
    }

    /// <summary>What is remembered of a page: address, rights and <see cref="Held"/> in one; 0 where there is nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Find(int domainId, ulong iova)
    {
        ulong page = iova >> PageBits;
        ulong owner = Volatile.Read(ref tags[domainId].Owner);
        ref Entry entry = ref At(domainId, page);
        // Each read comes before the next: what lies between two equal even versions was written together.
        long version = Volatile.Read(ref entry.Version);
        bool isMatch = Volatile.Read(ref entry.Page) == page & Volatile.Read(ref entry.Owner) == owner;
        ulong data = Volatile.Read(ref entry.Data);
        return isMatch & (version & 1) == 0 & Volatile.Read(ref entry.Version) == version ? data : 0;
    }

    /// <summary>Where the data of an entry leads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong AddressIn(ulong data, ulong iova) => (data & AddressBits) | (iova & ~AddressBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry At(int domainId, ulong page) => ref entries[(int)((uint)page ^ ((uint)domainId * Spread >> 16)) & mask];

    /// <summary>What is compared with the entries of a domain.</summary>
    private struct Tag
    {
        /// <summary>Domain ID, and above it the number of invalidations of the whole domain.</summary>
        public ulong Owner;

        /// <summary>Invalidations of ranges.</summary>
        public long Invalidations;
    }

    /// <summary>One translation. Its version is odd while it is written.</summary>
    private struct Entry
    {
        public long Version;
        public ulong Page;
        public ulong Owner;
        public ulong Data;

        public bool TryEnter()
        {
            long version = Volatile.Read(ref Version);
            return (version & 1) == 0 && Interlocked.CompareExchange(ref Version, version + 1, version) == version;
        }

        public void Leave() => Volatile.Write(ref Version, Version + 1);

        public void Set(ulong page, ulong owner, ulong data)
        {
            Volatile.Write(ref Page, page);
            Volatile.Write(ref Owner, owner);
            Volatile.Write(ref Data, data);
        }

        /// <summary>Empties the entry if it is of a domain and a range of pages.</summary>
        public void Forget(int domainId, ulong first, ulong last)
        {
            var spin = default(SpinWait);
            while (true)
            {
                long version = Volatile.Read(ref Version);
                ulong page = Volatile.Read(ref Page);
                bool isMine = page >= first && page <= last && (ushort)Volatile.Read(ref Owner) == (ushort)domainId;
                // Nobody was at it, and whoever comes now knows of the invalidation.
                if ((version & 1) == 0 && !isMine && Volatile.Read(ref Version) == version) return;
                if (TryEnter())
                {
                    if (Page >= first && Page <= last && (ushort)Owner == (ushort)domainId) Set(0, 0, 0);
                    Leave();
                    return;
                }

                spin.SpinOnce();
            }
        }
    }
}

/// <summary>Says when a walk began.</summary>
public readonly record struct IotlbTicket
{
    internal IotlbTicket(int domainId, ulong owner, long invalidations) => (DomainId, Owner, Invalidations) = (domainId, owner, invalidations);

    /// <summary>The domain that is walked.</summary>
    public int DomainId { get; }

    internal ulong Owner { get; }

    internal long Invalidations { get; }
}
