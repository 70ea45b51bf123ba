using Iopol.Linux.Images;

namespace Iopol.Linux.Tests.Images;

/// <summary>Scalable mode: root, context, PASID directory and PASID table, read from memory.</summary>
public sealed class VtdScalableTests : IDisposable
{
    private const ulong RootTable = 0x1000, Lower = 0x2000, Upper = 0x3000, Directory = 0x4000, PasidTable = 0x5000;

    private static readonly RequesterId Low = new(0x30), High = new(0xfa);

    private readonly ImageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_request_without_a_PASID_goes_by_RID_PASID_where_the_unit_knows_it()
    {
        (ulong, ulong)[] values = [.. Chain(5), .. Entry(5, 0x7089, 0x9), .. Entry(0, 0x8089, 0x8)];

        Assert.Equal((5, 0x7000ul, 9), Seen(Read("", values).Find(Low)));
        Assert.Equal((5, 0x7000ul, 9), Seen(Read("\"ecap\": \"0x2000000000000\",", values).Find(Low)));
        Assert.Equal((0, 0x8000ul, 8), Seen(Read("\"ecap\": \"0x0\",", values).Find(Low)));
        Assert.Equal((0, 0x8000ul, 8), Seen(Read("", values).Find(Low, 0)));

        static (int?, ulong, int) Seen(VtdAnswer answer) => (answer.Translation!.Pasid, answer.Translation.Root, answer.Translation.Domain);
    }

    [Fact]
    public void The_upper_half_of_a_bus_has_a_table_of_its_own()
    {
        VtdContexts contexts = Read("", [.. Chain(0), (RootTable + 8, Upper | 1), (Upper + (0x7a * 32), Directory | 9), .. Entry(0, 0x7089, 1)]);

        Assert.Empty(contexts.Problems);
        Assert.Equal([Low, High], contexts.All.Select(c => c.Requester));
        Assert.Equal(0x39, contexts.Find(new RequesterId(0x180)).Refusal!.Code);
    }

    [Theory]
    [InlineData(0x7081ul, 0ul, VtdStage.SecondStage, 0x7000ul, null, 0x5b)]
    [InlineData(0x7085ul, 0ul, VtdStage.SecondStage, 0x7000ul, 3, null)]
    [InlineData(0x708dul, 0ul, VtdStage.SecondStage, 0x7000ul, 5, null)]
    [InlineData(0x7041ul, 0x6000ul, VtdStage.FirstStage, 0x6000ul, 4, null)]
    [InlineData(0x7041ul, 0x6004ul, VtdStage.FirstStage, 0x6000ul, 5, null)]
    [InlineData(0x7041ul, 0x6008ul, VtdStage.FirstStage, 0x6000ul, null, 0x5b)]
    [InlineData(0x70c9ul, 0x6000ul, VtdStage.Nested, 0x6000ul, 4, null)]
    [InlineData(0x70c1ul, 0x6000ul, VtdStage.Nested, 0x6000ul, 4, 0x5b)]
    [InlineData(0x101ul, 0ul, VtdStage.PassThrough, 0ul, null, null)]
    [InlineData(0x7009ul, 0ul, VtdStage.SecondStage, 0x7000ul, 4, 0x5b)]
    [InlineData(0x7149ul, 0ul, VtdStage.SecondStage, 0x7000ul, 4, 0x5b)]
    [InlineData(0x7088ul, 0ul, VtdStage.SecondStage, 0x7000ul, 4, 0x59)]
    public void A_PASID_entry_says_what_becomes_of_an_IOVA(ulong low, ulong third, VtdStage stage, ulong root, int? levels, int? code)
    {
        VtdAnswer answer = Read("", [.. Chain(0), (PasidTable, low), (PasidTable + 8, 0x7_0004), (PasidTable + 16, third)]).Find(Low);

        Assert.Equal((stage, root, levels, 4), (answer.Translation!.Stage, answer.Translation.Root, answer.Translation.Levels, answer.Translation.Domain));
        Assert.Equal(code, answer.Refusal?.Code);
        Assert.Equal(code is null && stage is VtdStage.SecondStage or VtdStage.FirstStage, answer.Translation.HasTable && code is null);
    }

    [Theory]
    [InlineData(0x41, null, 0ul, 0ul)]
    [InlineData(0x42, null, Directory | 0x109, 0ul)]
    [InlineData(0x42, null, Directory | 9, 0x200000ul)]
    [InlineData(0x45, 0, Directory | 1, 0ul)]
    [InlineData(0x46, 8192, Directory | 9, 0ul)]
    [InlineData(0x51, 64, Directory | 9, 0ul)]
    [InlineData(0x50, 0, 0x9009ul, 0ul)]
    [InlineData(0x51, 8192, Directory | 0x209, 0ul)]
    public void A_context_or_directory_is_refused_as_hardware_does(int code, int? pasid, ulong low, ulong high)
    {
        VtdContexts contexts = Read("", [.. Chain(0), (Lower + (0x30 * 32), low), (Lower + (0x30 * 32) + 8, high)]);
        Assert.Equal(code, contexts.Find(Low, pasid).Refusal!.Code);
    }

    [Theory]
    [InlineData(0x9001ul, 0x58)]
    [InlineData(0x5011ul, 0x52)]
    public void A_directory_entry_is_refused_as_hardware_does(ulong entry, int code)
    {
        VtdContexts contexts = Read("", [.. Chain(0), (Directory, entry)]);
        Assert.Equal(code, contexts.Find(Low).Refusal!.Code);
        Assert.Equal("IOPOL6232", Assert.Single(contexts.Problems).Id);
        Assert.Empty(contexts.All);
    }

    [Fact]
    public void A_root_entry_of_each_half_is_refused_as_hardware_does()
    {
        Assert.Equal(0x3a, Read("", [(RootTable, Lower | 3)]).Find(Low).Refusal!.Code);
        Assert.Equal(0x3a, Read("", [(RootTable + 8, Upper | 3)]).Find(High).Refusal!.Code);
        Assert.Equal(0x40, Read("", [(RootTable, 0x9001)]).Find(Low).Refusal!.Code);
        Assert.Equal(["IOPOL6231"], Read("", [(RootTable, 0x9001)]).Problems.Select(p => p.Id));
    }

    [Fact]
    public void In_legacy_mode_a_request_has_no_PASID()
    {
        using MemoryImage image = ImageReader.Read(folder.Pair("", [RootTable])).Image!;
        Assert.Equal(0x31, VtdContexts.Read(image, RootTable).Find(Low, 1).Refusal!.Code);
    }

    /// <summary>Root entry, context of 00:06.0 and directory entry, all present, PASIDs enabled.</summary>
    private static (ulong Address, ulong Value)[] Chain(ulong ridPasid) =>
        [(RootTable, Lower | 1), (Lower + (0x30 * 32), Directory | 9), (Lower + (0x30 * 32) + 8, ridPasid), (Directory, PasidTable | 1)];

    private static (ulong Address, ulong Value)[] Entry(ulong pasid, ulong low, ulong domain) =>
        [(PasidTable + (pasid * 64), low), (PasidTable + (pasid * 64) + 8, domain)];

    private VtdContexts Read(string list, (ulong Address, ulong Value)[] values)
    {
        // Later values replace earlier ones.
        ImageReadResult result = ImageReader.Read(folder.Pair(list, [RootTable, Lower, Upper, Directory, PasidTable], values));
        Assert.NotNull(result.Image);
        return VtdContexts.Read(result.Image, RootTable | 0x400);
    }
}
