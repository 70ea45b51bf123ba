using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

/// <summary>What goes over many entries at once says of each what a single translation says.</summary>
public sealed class KernelTests
{
    public static TheoryData<string> Formats => MappedTable.Formats;

    public static TheoryData<string, int> FormatsAndSeeds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string format in MappedTable.Names)
            {
                for (int seed = 0; seed < 3; seed++) data.Add(format, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndSeeds))]
    public void Batches_and_ranges_agree_with_single_translations(string format, int seed)
    {
        using var mapped = new MappedTable(format);
        var random = new Random(seed);
        ulong[] starts = Scatter(mapped, random);
        var iovas = new ulong[1000];
        for (int i = 0; i < iovas.Length; i++)
        {
            iovas[i] = starts[random.Next(starts.Length)] + ((ulong)random.Next(64) * mapped.Smallest) + (ulong)random.Next(4096);
            if (random.Next(50) == 0) iovas[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        }

        foreach (Access access in new[] { Access.Read, Access.Write, Access.Read | Access.Write, Access.None, Access.Execute | Access.Privileged })
        {
            foreach (int count in new[] { 0, 1, 3, 4, 127, 128, 129, 1000 })
            {
                var addresses = new ulong[count + 1];
                addresses[count] = 77;
                int found = mapped.Table.TranslateMany(iovas.AsSpan(0, count), access, addresses);
                Assert.Equal(77UL, addresses[count]);
                Assert.Equal(iovas.Take(count).Select(iova => Address(mapped.Table, iova, access)), addresses.Take(count));
                Assert.Equal(addresses.Take(count).Count(address => address != PageTable.NoAddress), found);
            }

            foreach (ulong start in random.GetItems(starts, 6))
            {
                ulong first = start - ((ulong)random.Next(4) * mapped.Smallest) + (ulong)random.Next(4096), pages = (ulong)random.Next(1, 1200);
                var addresses = new ulong[pages];
                ulong done = mapped.Table.TranslateRange(first, pages, access, addresses);
                for (ulong page = 0; page < done; page++) Assert.Equal(Address(mapped.Table, first + (page * mapped.Smallest), access), addresses[page]);
                if (done < pages) Assert.Equal(PageTable.NoAddress, Address(mapped.Table, first + (done * mapped.Smallest), access));
            }
        }
    }

    [Fact]
    public void A_batch_has_room_of_its_own()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        var numbers = new ulong[9];
        Assert.Throws<ArgumentException>(() => mapped.Table.TranslateMany(numbers, Access.Read, new ulong[8]));
        Assert.Throws<ArgumentException>(() => mapped.Table.TranslateMany(numbers.AsSpan(0, 8), Access.Read, numbers.AsSpan(1, 8)));
        Assert.Throws<ArgumentException>(() => mapped.Table.TranslateRange(0, 10, Access.Read, numbers));
    }

    [Fact]
    public void Outputs_the_leaf_steps_refuse_are_refused_everywhere()
    {
        using var mapped = new MappedTable(MappedTable.SecondStage);
        mapped.Map(0, 0xfedf_0000, 0x20_0000);
        mapped.Map(1 << 30, 0xc000_0000, 1 << 30);
        ulong[] iovas = [.. Enumerable.Range(0, 512).Select(page => (ulong)page * 4096), .. Enumerable.Range(0, 4096).Select(page => (1UL << 30) + ((ulong)page * 0x4_0000))];
        var addresses = new ulong[iovas.Length];
        mapped.Table.TranslateMany(iovas, Access.Read, addresses);
        Assert.Equal(iovas.Select(iova => Address(mapped.Table, iova, Access.Read)), addresses);
        Assert.Equal(256 + 4, addresses.Count(address => address == PageTable.NoAddress));
        Assert.Equal(16UL, mapped.Table.TranslateRange(0, 512, Access.Read, addresses));
        Assert.Equal(0UL, mapped.Table.TranslateRange(16 * 4096, 400, Access.Read, addresses));
        Assert.Equal(200UL, mapped.Table.TranslateRange((16 + 256) * 4096, 200, Access.Read, addresses));
        Assert.Equal(0x3ee0_0000UL / 4096, mapped.Table.TranslateRange(1 << 30, 1 << 18, Access.Read, new ulong[1 << 18]));
        var audit = new TableAudit();
        mapped.Table.Audit(audit);
        Assert.Equal((256 + 1, 256), (audit.Leaves, audit.Refused));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Signed_IOVAs_are_found_in_both_halves(string format)
    {
        using var mapped = new MappedTable(format);
        ulong page = mapped.Smallest, high = 0UL - (16 * page);
        bool isSigned = mapped.Table.Layout.Input.Bias != 0;
        Assert.Equal(isSigned || mapped.Table.Layout.InputBits == 64 ? MapError.None : MapError.ERANGE, mapped.TryMap(high, 0, 16 * page));
        if (!isSigned) return;
        mapped.Map(0, page, page);
        Assert.Equal([0, high], mapped.Table.Leaves().ToArray().Select(leaf => leaf.Iova).Distinct().OrderBy(iova => iova).Take(2));
        Assert.Equal([high], mapped.Table.Leaves(high, page).ToArray().Select(leaf => leaf.Iova));
        var addresses = new ulong[17];
        Assert.Equal(16UL, mapped.Table.TranslateRange(high, 17, Access.Read, addresses));
        mapped.Unmap(high, 16 * page);
        mapped.Unmap(0, page);
    }

    [Theory]
    [MemberData(nameof(FormatsAndSeeds))]
    public void The_audit_counts_the_leaves_there_are(string format, int seed)
    {
        using var mapped = new MappedTable(format);
        var random = new Random(seed);
        Scatter(mapped, random);
        var audit = new TableAudit();
        for (int repeat = 0; repeat < 2; repeat++)
        {
            mapped.Table.Audit(audit);
            Leaf[] leaves = mapped.Table.Leaves().ToArray();
            Assert.Equal((leaves.Length, 0, 0, 0, true), (audit.Leaves, audit.Malformed, audit.Unreadable, audit.Refused, audit.IsComplete));
            for (int size = 0; size < 64; size++)
            {
                for (int allowed = 0; allowed < 8; allowed++)
                {
                    Assert.Equal(leaves.Count(leaf => leaf.SizeBits == size && leaf.Allowed == (Access)allowed), audit.Count(size, (Access)allowed));
                }
            }

            Assert.Equal(leaves.Aggregate((UInt128)0, (sum, leaf) => sum + ((UInt128)1 << leaf.SizeBits)), audit.MappedBytes);
            Assert.Equal((leaves.Min(leaf => leaf.Address), leaves.Max(leaf => leaf.Address + (1UL << leaf.SizeBits) - 1)), (audit.LowestAddress, audit.HighestAddress));
            Assert.True(audit.Tables > 1);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Leaves_of_a_range_are_those_it_touches(string format)
    {
        using var mapped = new MappedTable(format);
        var random = new Random(5);
        ulong[] starts = Scatter(mapped, random);
        Leaf[] all = mapped.Table.Leaves().ToArray();
        Assert.Equal(all.Select(leaf => leaf.Iova).Distinct().Count(), all.Length);
        for (int round = 0; round < 60; round++)
        {
            ulong first = starts[random.Next(starts.Length)] + ((ulong)random.Next(100) * 1000), length = Math.Min(1 + (ulong)random.NextInt64(1L << random.Next(1, 36)), (1UL << 32) - first);
            IEnumerable<Leaf> touched = all.Where(leaf => leaf.Iova <= first + length - 1 && first <= leaf.Iova + (1UL << leaf.SizeBits) - 1);
            Assert.Equal(touched, mapped.Table.Leaves(first, length).ToArray());
        }

        foreach (Leaf leaf in all)
        {
            Translation one = mapped.Table.Walk(leaf.Iova, Access.None), other = mapped.Table.Walk(leaf.Iova + (1UL << leaf.SizeBits) - 1, Access.None);
            Assert.Equal((leaf.Address, leaf.Allowed, leaf.Address + (1UL << leaf.SizeBits) - 1), (one.Address, one.Allowed, other.Address));
        }
    }

    internal static ulong Address(PageTable table, ulong iova, Access access)
    {
        Translation translation = table.Translate(iova, access);
        return translation.IsOk ? translation.Address : PageTable.NoAddress;
    }

    /// <summary>Maps ranges of all sizes and rights, and returns where they begin.</summary>
    private static ulong[] Scatter(MappedTable mapped, Random random)
    {
        var starts = new List<ulong>();
        ulong[] sizes = [.. mapped.Sizes.Where(size => size <= 1UL << 30)];
        for (int attempt = 0; attempt < 60; attempt++)
        {
            ulong size = sizes[random.Next(sizes.Length)], length = Math.Max(size, Math.Min(size * (ulong)random.Next(1, 40), 1 << 26));
            ulong iova = (ulong)random.Next(1 << 13) * (1 << 19) & ~(size - 1) & 0xffff_ffff, address = (ulong)random.Next(1 << 10) * (1 << 22) & ~(size - 1) & 0x3fff_ffff;
            iova += (ulong)random.Next(2) * mapped.Smallest;
            MapRights rights = random.Next(4) switch { 0 => MapRights.Read, 1 => MapRights.Write, _ => MapRights.Read | MapRights.Write };
            if (mapped.Table.TryMap(iova, address, length, rights, mapped.Gather) == MapError.None) starts.Add(iova);
        }

        return [.. starts];
    }
}
