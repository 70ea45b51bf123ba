using System.Formats.Tar;
using System.Text;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Archives of every make, and what hostile and broken ones can do.</summary>
public sealed class ArchiveTests
{
    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.V7)]
    public void Reads_every_tar_format_packed_or_not(TarEntryFormat format)
    {
        TarBytes tar = new TarBytes(format).Device("0000:00:01.0", driver: "e1000e");

        FactsEquality.AssertEqual(Sources.Facts(Sources.Read(tar.ToArray())), Sources.Facts(Sources.Read(tar.ToGzip())));
        Assert.Equal(DriverFact.Bound("e1000e"), Only(tar).Driver);
    }

    [Theory]
    [InlineData("sys")]
    [InlineData("./sys")]
    [InlineData("/sys")]
    [InlineData("node-17/sys")]
    [InlineData("captures/./node-17//sys")]
    public void Finds_the_tree_wherever_it_lies(string root) => Assert.Equal(1, Only(new TarBytes().Device("0000:00:01.0", root: root)).Group);

    [Fact]
    public void Reads_a_tree_packed_from_within_sys()
    {
        byte[] tar = new TarBytes().Link("bus/pci/devices/0000:00:01.0", "../../../devices/pci0000:00/0000:00:01.0")
            .File("devices/pci0000:00/0000:00:01.0/vendor", "0x8086").ToArray();

        Assert.Equal((ushort)0x8086, Assert.Single(Sources.Facts(Sources.Read(tar)).Devices).Vendor);
    }

    [Fact]
    public void Reads_names_longer_than_a_header()
    {
        string deep = "sys/devices/pci0000:00/" + string.Join('/', Enumerable.Range(1, 12).Select(i => $"0000:{i:x2}:00.0"));
        byte[] tar = new TarBytes(TarEntryFormat.Gnu).File(deep + "/vendor", "0x1234").Link("sys/bus/pci/devices/0000:0c:00.0", "../../../" + deep[4..]).ToArray();

        Assert.Equal((ushort)0x1234, Assert.Single(Sources.Facts(Sources.Read(tar)).Devices).Vendor);
    }

    [Theory]
    [InlineData("../sys/devices/pci0000:00/0000:00:02.0/vendor")]
    [InlineData("sys/../../etc/passwd")]
    [InlineData("..")]
    public void Leaves_out_entries_that_lead_out_of_the_tree(string name)
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0").File(name, "0x1234").ToArray());

        HostProblem problem = Assert.Single(result.Problems);
        Assert.Equal(("IOPOL5105", name), (problem.Id, problem.Member));
        Assert.Single(Sources.Facts(result).Devices);
    }

    [Theory]
    [InlineData("/etc/passwd", "leads out of the tree")]
    [InlineData("../../../../../../../../etc/passwd", "leads out of the tree")]
    [InlineData("vendor", "goes through more than 40 links")]
    public void Follows_links_inside_the_archive_only(string target, string why)
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:02.0").Folder("sys/devices/pci0000:00/0000:00:01.0")
            .Link("sys/devices/pci0000:00/0000:00:01.0/vendor", target).Link("sys/bus/pci/devices/0000:00:01.0", "../../../devices/pci0000:00/0000:00:01.0").ToArray());

        Assert.Contains(result.Problems, p => p.Id == "IOPOL5113" && p.Message.EndsWith(why, StringComparison.Ordinal));
        Assert.Null(Sources.Facts(result).Devices[0].Vendor);
    }

    [Fact]
    public void Follows_links_to_links_and_through_linked_folders()
    {
        byte[] tar = new TarBytes().File("sys/devices/a/id", "0x1111").Link("sys/devices/b", "a").Link("sys/devices/c/d", "../b/./id")
            .Link("sys/devices/pci0000:00/0000:00:01.0/vendor", "../../c/d")
            .Link("sys/bus/pci/devices/0000:00:01.0", "../../../devices/pci0000:00/0000:00:01.0").ToArray();

        Assert.Equal((ushort)0x1111, Assert.Single(Sources.Facts(Sources.Read(tar)).Devices).Vendor);
    }

    [Fact]
    public void Follows_hard_links_to_files_before_them_and_leaves_out_others()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0")
            .HardLink("sys/devices/pci0000:00/0000:00:01.0/subsystem_vendor", "sys/devices/pci0000:00/0000:00:01.0/vendor")
            .HardLink("sys/devices/pci0000:00/0000:00:01.0/subsystem_device", "/etc/passwd").ToArray());

        Assert.Equal("IOPOL5105", Assert.Single(result.Problems).Id);
        Assert.Equal((ushort)0x8086, Sources.Facts(result).Devices[0].SubsystemVendor);
    }

    [Fact]
    public void The_later_of_two_entries_counts()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0").File("sys/devices/pci0000:00/0000:00:01.0/vendor", "0x1af4").ToArray());

        Assert.Equal("IOPOL5106", Assert.Single(result.Problems).Id);
        Assert.Equal((ushort)0x1af4, Sources.Facts(result).Devices[0].Vendor);
    }

    [Fact]
    public void Leaves_out_what_cannot_be_in_a_tree()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0").Pipe("sys/pipe")
            .File("sys/devices/pci0000:00/0000:00:01.0/vendor/below", "").File("sys/bus/pci", "").ToArray());

        Assert.Equal(["sys/pipe", "sys/devices/pci0000:00/0000:00:01.0/vendor/below", "sys/bus/pci"], result.Problems.Select(p => p.Member));
        Assert.All(result.Problems, p => Assert.Equal("IOPOL5105", p.Id));
    }

    [Fact]
    public void An_archive_cut_off_anywhere_is_refused()
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0").ToArray();
        byte[] packed = new TarBytes().Device("0000:00:01.0").ToGzip();

        // The closing zeros may be short by a block: tar itself writes two and pads to twenty.
        for (int length = 512; length <= tar.Length - 1024; length += 256) Refused(tar[..length]);
        for (int length = 2; length < packed.Length; length++) Refused(packed[..length]);

        static void Refused(byte[] content)
        {
            HostReadResult result = Sources.Read(content);
            Assert.Null(result.Facts);
            Assert.Contains(result.Problems, p => p.Id == "IOPOL5104");
        }
    }

    [Theory]
    [InlineData(124, "77777777777\0")]
    [InlineData(124, "0000000009x\0")]
    [InlineData(148, "000000\0 ")]
    public void A_damaged_header_is_refused(int field, string value)
    {
        byte[] tar = new TarBytes(TarEntryFormat.Ustar).Device("0000:00:01.0").ToArray();
        int at = Array.FindIndex(tar, b => b == '0') / 512 * 512 + 512;
        Encoding.ASCII.GetBytes(value).CopyTo(tar, at + field);
        if (field != 148) Sum(tar.AsSpan(at, 512));

        HostProblem problem = Assert.Single(Sources.Read(tar).Problems);
        Assert.Equal("IOPOL5104", problem.Id);
        Assert.Contains($"byte {at}", problem.Message, StringComparison.Ordinal);

        static void Sum(Span<byte> header)
        {
            header.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte b in header) sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(header[148..]);
        }
    }

    [Fact]
    public void A_damaged_gzip_is_refused()
    {
        byte[] packed = new TarBytes().Device("0000:00:01.0").ToGzip();
        packed[^5] ^= 1;

        Assert.Equal("IOPOL5104", Assert.Single(Sources.Read(packed).Problems).Id);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n\n", "is empty")]
    [InlineData("BZh91AY", "bzip2")]
    [InlineData("PK\u0003\u0004....", "zip")]
    [InlineData("a\0b", "binary")]
    public void Says_what_else_a_source_is(string content, string word)
    {
        HostProblem problem = Assert.Single(Sources.Read(content).Problems);

        Assert.Equal("IOPOL5102", problem.Id);
        Assert.Contains(word, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_without_a_tree_or_devices_is_refused()
    {
        Assert.Equal("IOPOL5107", Assert.Single(Sources.Read(new TarBytes().File("a/b", "x").File("c", "x").ToArray()).Problems).Id);
        Assert.Equal("IOPOL5108", Assert.Single(Sources.Read(new TarBytes().Folder("sys/bus/pci/devices").ToArray()).Problems).Id);
    }

    [Fact]
    public void A_link_of_the_bus_that_leads_nowhere_is_no_device()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0").Link("sys/bus/pci/devices/0000:00:09.0", "../../../devices/none").ToArray());

        Assert.Single(Sources.Facts(result).Devices);
        Assert.Equal("IOPOL5113", Assert.Single(result.Problems).Id);
    }

    [Fact]
    public void Json_and_listings_may_be_packed_too()
    {
        Assert.Single(Sources.Facts(Sources.Read(TarBytes.Gzip("IOMMU Group 1 00:01.0 x"u8.ToArray()))).Devices);
        Assert.Single(Sources.Facts(Sources.Read(TarBytes.Gzip(Encoding.UTF8.GetBytes("""{"devices": [{"address": "00:01.0"}]}""")))).Devices);
    }

    private static DeviceFacts Only(TarBytes tar)
    {
        HostReadResult result = Sources.Read(tar.ToArray());
        Assert.Empty(result.Problems);
        return Assert.Single(Sources.Facts(result).Devices);
    }
}
