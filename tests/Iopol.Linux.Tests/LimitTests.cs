using System.Formats.Tar;
using System.Text;

namespace Iopol.Linux.Tests;

/// <summary>Every limit refuses one step beyond it, and lets its own value pass where that is cheap to make.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Input_bytes()
    {
        Assert.Equal("IOPOL5103", OnlyError(HostReader.Read(new Zeros(HostLimits.InputBytes + 1L))));
        Assert.Equal("IOPOL5102", OnlyError(HostReader.Read(new Zeros(HostLimits.InputBytes))));
    }

    [Fact]
    public void Unpacked_bytes()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            new Zeros(HostLimits.UnpackedBytes + 1L).CopyTo(gzip);
        }

        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(packed.ToArray())));
    }

    [Fact]
    public void Archive_entries()
    {
        // All entries are one header of an empty folder, repeated.
        byte[] header = new TarBytes(TarEntryFormat.Ustar).Folder("sys").ToArray()[..512];
        byte[] archive = new byte[(HostLimits.ArchiveEntries + 1) * 512];
        for (int i = 0; i < archive.Length; i += 512) header.CopyTo(archive, i);

        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(TarBytes.Gzip(archive))));
    }

    [Theory]
    [InlineData(HostLimits.FileBytes, true)]
    [InlineData(HostLimits.FileBytes + 1, false)]
    public void File_bytes(int length, bool fits)
    {
        byte[] tar = new TarBytes().Device("0000:00:01.0", config: new byte[length]).ToArray();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("iopol-");
        try
        {
            TarFile.ExtractToDirectory(new MemoryStream(tar), folder.FullName, overwriteFiles: true);

            Assert.Equal(fits, Sources.Read(tar).Facts is not null);
            Assert.Equal(fits, HostReader.Read(folder.FullName).Facts is not null);
            if (!fits) Assert.Equal("IOPOL5103", OnlyError(HostReader.Read(folder.FullName)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Devices()
    {
        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(Listing(HostLimits.Devices + 1))));
        Assert.Equal(HostLimits.Devices, Sources.Facts(Sources.Read(Listing(HostLimits.Devices))).Devices.Count);

        var json = new StringBuilder("{\"devices\": [");
        for (int i = 0; i <= HostLimits.Devices; i++) json.Append(i == 0 ? "" : ",").Append($$"""{"address": "{{Address(i)}}"}""");
        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(json.Append("]}").ToString())));

        var tar = new TarBytes(TarEntryFormat.Ustar);
        for (int i = 0; i <= HostLimits.Devices; i++) tar.Folder($"sys/bus/pci/devices/{Address(i)}");
        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(tar.ToArray())));
    }

    [Fact]
    public void Json_depth()
    {
        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(Nested(HostLimits.JsonDepth))));
        Assert.NotNull(Sources.Read(Nested(HostLimits.JsonDepth - 1)).Facts);

        static string Nested(int arrays) => $$"""{"devices": [], "x": {{new string('[', arrays)}}{{new string(']', arrays)}}}""";
    }

    [Fact]
    public void Line_length()
    {
        const string line = "IOMMU Group 1 00:01.0 ";
        Assert.NotNull(Sources.Read(line.PadRight(HostLimits.LineLength, 'x')).Facts);
        Assert.Equal("IOPOL5103", OnlyError(Sources.Read(line.PadRight(HostLimits.LineLength + 1, 'x'))));
    }

    [Theory]
    [InlineData(HostLimits.LinkDepth, true)]
    [InlineData(HostLimits.LinkDepth + 1, false)]
    public void Link_depth(int links, bool fits)
    {
        TarBytes tar = new TarBytes().Device("0000:00:01.0").File("sys/link0", "0x1");
        for (int i = 1; i < links; i++) tar.Link($"sys/link{i}", $"link{i - 1}");
        HostReadResult result = Sources.Read(tar.Link("sys/devices/pci0000:00/0000:00:01.0/subsystem_vendor", $"../../../link{links - 1}").ToArray());

        Assert.Equal(fits ? [] : ["IOPOL5113"], result.Problems.Select(p => p.Id));
        Assert.Equal(fits ? (ushort)1 : null, Sources.Facts(result).Devices[0].SubsystemVendor);
    }

    [Fact]
    public void Path_depth()
    {
        HostReadResult result = Sources.Read(new TarBytes().Device("0000:00:01.0").Folder(string.Join('/', Enumerable.Repeat("a", HostLimits.PathDepth)))
            .Folder(string.Join('/', Enumerable.Repeat("b", HostLimits.PathDepth + 1))).ToArray());

        Assert.Equal("IOPOL5105", Assert.Single(result.Problems).Id);
    }

    [Fact]
    public void Problems()
    {
        string text = "{\"devices\": [" + string.Join(',', Enumerable.Repeat("1", HostLimits.Problems + 5)) + "]}";

        HostReadResult result = Sources.Read(text);

        Assert.Equal(HostLimits.Problems + 1, result.Problems.Count);
        Assert.Equal(("IOPOL5199", "5 more problems are not listed"), (result.Problems[^1].Id, result.Problems[^1].Message));
    }

    [Fact]
    public void The_catalogue_has_every_id_once_and_says_what_to_do()
    {
        Assert.Equal(HostDiagnostics.All.Select(d => d.Id), HostDiagnostics.All.Select(d => d.Id).Distinct().Order());
        Assert.All(HostDiagnostics.All, d => Assert.True(d.Help.Length > 10 && d.Title.Length > 3 && d.MessageFormat.Length > 3));
        Assert.Equal(typeof(HostDiagnostics).GetProperties().Count(p => p.PropertyType == typeof(HostDiagnostic)), HostDiagnostics.All.Count);
    }

    private static string OnlyError(HostReadResult result)
    {
        Assert.Null(result.Facts);
        return Assert.Single(result.Problems, p => p.Severity == HostSeverity.Error).Id;
    }

    private static string Address(int i) => $"{i >> 16:x4}:{(i >> 8) & 0xff:x2}:{(i >> 3) & 0x1f:x2}.{i & 7}";

    private static string Listing(int devices)
    {
        var text = new StringBuilder(devices * 30);
        for (int i = 0; i < devices; i++) text.Append($"IOMMU Group {i} {Address(i)} x\n");
        return text.ToString();
    }

    /// <summary>So many zeros, without the memory.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, left);
            Array.Clear(buffer, offset, read);
            left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
