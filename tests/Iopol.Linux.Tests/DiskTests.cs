using System.Formats.Tar;
using System.IO.Compression;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Trees on disk, this machine's own among them.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("iopol-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("rp-mf")]
    [InlineData("sriov-3vf")]
    [InlineData("bypass")]
    public void An_unpacked_capture_gives_the_facts_of_the_archive(string name)
    {
        Unpack(name);
        HostFacts archive = Sources.Facts(HostReader.Read(Sources.Capture(name + ".tar.gz")));

        HostReadResult whole = HostReader.Read(folder.FullName);
        HostReadResult sys = HostReader.Read(Path.Combine(folder.FullName, "sys") + "/");

        Assert.Empty(whole.Problems);
        Assert.Empty(sys.Problems);
        FactsEquality.AssertEqual(archive, Sources.Facts(whole));
        FactsEquality.AssertEqual(archive, Sources.Facts(sys));
    }

    [Fact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
        string device = Path.Combine(folder.FullName, "sys", "devices", "pci0000:00", "0000:00:01.0");
        Directory.CreateDirectory(device);
        Directory.CreateDirectory(Path.Combine(folder.FullName, "sys", "bus", "pci"));
        string secret = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(secret, "0x4242");
        File.CreateSymbolicLink(Path.Combine(device, "vendor"), secret);
        try
        {
            HostReadResult result = HostReader.Read(folder.FullName);

            Assert.Null(Assert.Single(Sources.Facts(result).Devices).Vendor);
            Assert.Contains(result.Problems, p => p.Id == "IOPOL5113");
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public void A_folder_without_a_tree_is_refused() => Assert.Equal("IOPOL5107", Assert.Single(HostReader.Read(folder.FullName).Problems).Id);

    [Theory]
    [InlineData("no/such/file")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_cannot_be_read_is_a_problem(string path)
    {
        HostReadResult result = HostReader.Read(path);

        Assert.Null(result.Facts);
        Assert.Equal("IOPOL5101", Assert.Single(result.Problems).Id);
    }

    [Fact]
    public void Reads_this_machine_whatever_it_is()
    {
        HostReadResult result = HostReader.Read("/sys");

        if (result.Facts is { } facts)
        {
            Assert.NotEmpty(facts.Devices);
            Assert.Equal("sysfs", facts.SourceKind);
            Assert.Equal(File.ReadAllText("/proc/version").Split(' ')[2], facts.Kernel);
            Assert.Equal(facts.Groups.Count == 0, result.Problems.Any(p => p.Id == "IOPOL5109"));
        }
        else
        {
            // A container may hide the bus, another system has no /sys.
            Assert.Contains(result.Problems, p => p.Id is "IOPOL5101" or "IOPOL5107" or "IOPOL5108");
        }
    }

    private void Unpack(string name)
    {
        using FileStream file = File.OpenRead(Sources.Capture(name + ".tar.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(gzip, folder.FullName, overwriteFiles: true);
    }
}
