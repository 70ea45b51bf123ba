using System.Text;
using CsCheck;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>What holds for any facts and any bytes.</summary>
public sealed class PropertyTests
{
    private static readonly byte[] Archive = Unpacked("sriov-3vf");
    private static readonly byte[] Packed = File.ReadAllBytes(Sources.Capture("rp-single.tar.gz"));
    private static readonly byte[] Json = Encoding.UTF8.GetBytes(Sources.Json(Sources.Facts(HostReader.Read(Sources.Capture("bypass.tar.gz")))));
    private static readonly byte[] Listing = """
        IOMMU Group 0 00:00.0 Host bridge [0600]: Intel Corporation [8086:191f] (rev 07)
        IOMMU Group 1:
            01:00.0 VGA compatible controller [0300]: NVIDIA Corporation [10de:1401] (rev a1)
                Subsystem: ASUSTeK [1043:8520]
                Kernel driver in use: vfio-pci
        /sys/kernel/iommu_groups/9/devices/0000:00:14.2
        pci 0000:00:1f.3: Adding to iommu group 12
        """u8.ToArray();

    [Fact]
    public void What_is_written_reads_back_as_it_was() => FactsGen.Host.Sample(facts =>
    {
        HostReadResult result = Sources.Read(Sources.Json(facts));

        Assert.Empty(result.Problems);
        FactsEquality.AssertEqual(facts, Sources.Facts(result));
        Assert.Equal(Sources.Json(facts), Sources.Json(result.Facts!));
    }, iter: 300);

    [Fact]
    public void A_mutated_archive_never_throws() => Mutations(Archive, 12).Sample(ReadsOrReports, iter: 300);

    [Fact]
    public void A_mutated_packed_archive_never_throws() => Mutations(Packed, 4).Sample(ReadsOrReports, iter: 200);

    [Fact]
    public void Mutated_json_never_throws() => Mutations(Json, 6).Sample(ReadsOrReports, iter: 500);

    [Fact]
    public void A_mutated_listing_never_throws() => Mutations(Listing, 6).Sample(ReadsOrReports, iter: 1000);

    [Fact]
    public void Any_bytes_never_throw() => Gen.Byte.Array[0, 700].Sample(ReadsOrReports, iter: 500);

    /// <summary>A header whose sum is right leads the reader deeper than one that is refused at once.</summary>
    [Fact]
    public void A_tar_header_of_any_content_never_throws() =>
        Gen.Select(Gen.Int[0, Archive.Length / 512 - 1], Mutations(Archive[..512], 8)).Sample((at, mutated) =>
        {
            byte[] archive = [.. Archive];
            byte[] header = archive[(at * 512)..((at + 1) * 512)];
            for (int i = 0; i < 512 && i < mutated.Length; i++)
            {
                if (mutated[i] != Archive[i]) header[i] = mutated[i];
            }

            header.AsSpan(148, 8).Fill((byte)' ');
            Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
            header.CopyTo(archive, at * 512);
            ReadsOrReports(archive);
        }, iter: 300);

    private static void ReadsOrReports(byte[] content)
    {
        HostReadResult result = Sources.Read(content);
        Assert.Equal(result.Facts is null, result.Problems.Any(p => p.Severity == HostSeverity.Error));
        if (result.Facts is { } facts) FactsEquality.AssertEqual(facts, Sources.Facts(Sources.Read(Sources.Json(facts))));
    }

    /// <summary>Bytes set, deleted, repeated, and the end cut off.</summary>
    private static Gen<byte[]> Mutations(byte[] content, int most) =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, content.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf((byte)0, (byte)'"', (byte)'[', (byte)'{', (byte)'/', (byte)'9', (byte)0xff)))
            .Array[1, most].Select(edits =>
            {
                var bytes = new List<byte>(content);
                foreach ((int kind, int place, byte value) in edits)
                {
                    int at = Math.Min(place, bytes.Count - 1);
                    if (at < 0) continue;
                    if (kind == 0) bytes.RemoveAt(at);
                    else if (kind == 1) bytes.Insert(at, value);
                    else if (kind == 2) bytes[at] = value;
                    else if (place % 7 == 0) bytes.RemoveRange(at, bytes.Count - at);
                }

                return bytes.ToArray();
            });

    private static byte[] Unpacked(string name)
    {
        using FileStream file = File.OpenRead(Sources.Capture(name + ".tar.gz"));
        using var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
