using System.Text;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Linux.Tests.Images;

/// <summary>Lists of mappings, good and bad.</summary>
public sealed class MappingListTests
{
    [Fact]
    public void A_list_has_a_mapping_on_each_line()
    {
        MappingListResult result = Read("""
            # what the device may reach
            0x100000 0x7f000000 2M rw
              4096	8192  4K   r-x # a tail

            0xffffffff80000000 0X1000 0x1000 rwxudc
            0 0 1 -
            """);

        Assert.Empty(result.Problems);
        Assert.Equal(
            [
                new Mapping(0x100000, 0x7f000000, 0x200000, MapRights.Read | MapRights.Write, new(2, 1, 10, 21, 24)),
                new Mapping(0x1000, 0x2000, 0x1000, MapRights.Read | MapRights.Execute, new(3, 3, 8, 14, 19)),
                new Mapping(0xffffffff80000000, 0x1000, 0x1000, (MapRights)63, new(5, 1, 20, 27, 34)),
                new Mapping(0, 0, 1, MapRights.None, new(6, 1, 3, 5, 7)),
            ],
            result.Mappings);
    }

    [Theory]
    [InlineData("0x1000", "IOPOL6240", 7, "there is 1 word")]
    [InlineData("0x1000 0x2000 4K", "IOPOL6240", 17, "there are 3 words")]
    [InlineData("0x1000 0x2000 4K rw more", "IOPOL6240", 21, "'more' follows")]
    [InlineData("0x1000 0x2000 4K rw more and more", "IOPOL6240", 21, "'more' follows")]
    [InlineData("g 0x2000 4K rw", "IOPOL6241", 1, "IOVA 'g'")]
    [InlineData("0x1000 -1 4K rw", "IOPOL6241", 8, "address '-1'")]
    [InlineData("0x1000 0x2000 4Q rw", "IOPOL6241", 15, "length '4Q'")]
    [InlineData("0x1000 0x2000 4K z", "IOPOL6242", 18, "unknown letter 'z'")]
    [InlineData("0x1000 0x2000 4K rwr", "IOPOL6242", 18, "'r' twice")]
    [InlineData("\0 \u001b[2J 4K rw", "IOPOL6241", 1, "IOVA '?'")]
    public void A_mistake_is_named_with_its_place(string line, string id, int column, string part)
    {
        MappingListResult result = Read("# first\n" + line + "\n0x1000 0x2000 4K rw\n");

        Assert.Null(result.Mappings);
        HostProblem problem = result.Problems[0];
        Assert.Equal((id, 2, column), (problem.Id, problem.Line, problem.Column));
        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("list(2,", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_is_looked_at()
    {
        Assert.Equal([1, 2, 2, 3], Read("x 0 4K r\nx y 4K r\n0 0 4K q").Problems.Select(p => p.Line!.Value));
    }

    [Fact]
    public void Lists_from_other_systems_are_read()
    {
        const string text = "0x1000 0x2000 4K rw\r\n0x3000 0x2000 4K r\r\n";
        Assert.Equal(2, Read(text).Mappings!.Count);
        using var wide = new MemoryStream([0xff, 0xfe, .. Encoding.Unicode.GetBytes(text)]);
        Assert.Equal(2, MappingListReader.Read(wide, "list").Mappings!.Count);
        Assert.Empty(Read("").Mappings!);
    }

    [Theory]
    [InlineData("0", 0ul)]
    [InlineData("0x0", 0ul)]
    [InlineData("0xffffffffffffffff", ulong.MaxValue)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("4K", 4096ul)]
    [InlineData("2m", 2ul << 20)]
    [InlineData("1G", 1ul << 30)]
    [InlineData("1T", 1ul << 40)]
    [InlineData("16383P", 16383ul << 50)]
    public void A_number_has_64_bits(string text, ulong value)
    {
        Assert.True(AddressText.TryParse(text, out ulong read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("0x")]
    [InlineData("0x10000000000000000")]
    [InlineData("18446744073709551616")]
    [InlineData("16384P")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 K")]
    [InlineData("0x1K")]
    [InlineData("1_000")]
    public void Anything_else_is_no_number(string text) => Assert.False(AddressText.TryParse(text, out _));

    private static MappingListResult Read(string text) => MappingListReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "list");
}
