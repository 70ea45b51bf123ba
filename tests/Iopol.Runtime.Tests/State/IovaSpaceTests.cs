using CsCheck;
using Iopol.Runtime.State;

namespace Iopol.Runtime.Tests.State;

/// <summary>The mappings of a space against a list that is searched from end to end.</summary>
public sealed class IovaSpaceTests
{
    private static readonly Gen<(ulong First, ulong Last)[]> Mappings =
        Gen.Select(Gen.ULong[0, 60], Gen.ULong[0, 9], (first, more) => (first, first + more)).Array[0, 12];

    private static readonly Gen<(ulong Iova, ulong Size)> Range = Gen.Select(Gen.ULong[0, 70], Gen.ULong[0, 40]);

    [Fact]
    public void Unmap_within_takes_what_lies_inside_up_to_the_first_cut()
    {
        Gen.Select(Mappings, Range).Sample((mappings, range) =>
        {
            (IovaSpace space, List<(ulong First, ulong Last)> kept) = Make(mappings);
            ulong bytes = 0;
            if (range.Size > 0)
            {
                ulong end = range.Iova + range.Size - 1;
                foreach ((ulong first, ulong last) in kept.Where(m => m.Last >= range.Iova && m.First <= end).ToArray())
                {
                    if (first < range.Iova || last > end) break;
                    kept.Remove((first, last));
                    bytes += last - first + 1;
                }
            }

            Assert.Equal(bytes, space.UnmapWithin(range.Iova, range.Size));
            Assert.Equal(kept, Content(space));
        });
    }

    [Fact]
    public void Unmap_takes_a_mapping_that_is_cut_at_its_end_too()
    {
        Gen.Select(Mappings, Range).Sample((mappings, range) =>
        {
            (IovaSpace space, List<(ulong First, ulong Last)> kept) = Make(mappings);
            ulong end = range.Iova + range.Size - 1;
            (ulong First, ulong Last)[] met = range.Size == 0 ? [] : [.. kept.Where(m => m.Last >= range.Iova && m.First <= end)];
            if (met.Length > 0 && met[0].First < range.Iova) met = [];
            foreach ((ulong First, ulong Last) mapping in met) kept.Remove(mapping);
            Assert.Equal(met.Aggregate(0UL, (sum, m) => sum + m.Last - m.First + 1), space.Unmap(range.Iova, range.Size));
            Assert.Equal(kept, Content(space));
        });
    }

    [Fact]
    public void Map_all_of_adds_what_is_free()
    {
        Gen.Select(Mappings, Mappings).Sample((mine, theirs) =>
        {
            (IovaSpace space, List<(ulong First, ulong Last)> kept) = Make(mine);
            (IovaSpace other, List<(ulong First, ulong Last)> added) = Make(theirs);
            foreach ((ulong first, ulong last) in added)
            {
                if (!kept.Any(k => k.First <= last && first <= k.Last)) kept.Add((first, last));
            }

            space.MapAllOf(other);
            Assert.Equal(kept.Order(), Content(space));
            Assert.Equal(added, Content(other));
        });
    }

    [Theory]
    [InlineData(0x1000, 0x2000, 48, true)]
    [InlineData(0x1000, 0x800, 48, false)]
    [InlineData(0x1800, 0x1000, 48, false)]
    [InlineData(0xfffffffff000, 0x1000, 48, true)]
    [InlineData(0xfffffffff000, 0x1000, 39, false)]
    [InlineData(0xfffffffff000, 0x2000, 48, false)]
    [InlineData(0xfffffffff000, 0x2000, 64, true)]
    public void A_space_fits_when_its_mappings_are_whole_pages_in_reach(ulong iova, ulong size, int width, bool fits)
    {
        var space = new IovaSpace(4);
        Assert.True(space.Fits(width));
        Assert.True(space.TryMap(iova, size, 3));
        Assert.Equal(fits, space.Fits(width));
    }

    private static (IovaSpace Space, List<(ulong First, ulong Last)> Mappings) Make(IEnumerable<(ulong First, ulong Last)> mappings)
    {
        var space = new IovaSpace(32);
        var made = new List<(ulong First, ulong Last)>();
        foreach ((ulong first, ulong last) in mappings)
        {
            if (space.TryMap(first, last - first + 1, 3)) made.Add((first, last));
        }

        made.Sort();
        return (space, made);
    }

    private static IEnumerable<(ulong First, ulong Last)> Content(IovaSpace space) =>
        Enumerable.Range(0, space.Count).Select(i => (space[i].First, space[i].Last));
}
