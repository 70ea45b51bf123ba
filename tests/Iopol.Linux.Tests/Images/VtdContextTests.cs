using Iopol.Linux.Images;
using Iopol.Tests;

namespace Iopol.Linux.Tests.Images;

/// <summary>Root and context entries of VT-d, read from memory.</summary>
public sealed class VtdContextTests : IDisposable
{
    private const ulong RootTable = 0x1000, ContextTable = 0x2000;

    private readonly ImageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_contexts_Linux_wrote_are_those_the_dump_decoded()
    {
        using MemoryImage image = ImageReader.Read(RepositoryPaths.InRepository("samples", "tables", "edu-tables.json")).Image!;
        VtdContexts contexts = VtdContexts.Read(image, image.Vtd!.RootTable!.Value);

        Assert.Empty(contexts.Problems);
        Assert.Equal(image.Vtd.Contexts.Select(c => (c.Requester, c.Domain, c.Root, c.TranslationType, c.AddressWidth)), contexts.All.Cast<VtdContext>().Select(c => (c.Requester, (int?)c.Domain, (ulong?)c.Root, (int?)c.TranslationType, (int?)c.AddressWidth)));
        Assert.Equal(["00:00.0", "00:04.0", "00:06.0", "00:1f.0", "00:1f.2", "00:1f.3", "01:00.0", "02:00.0", "02:03.0"], contexts.All.Select(c => c.Requester.ToString()));
        Assert.All(contexts.All, c => Assert.Equal((4, null, false), (c.Levels, c.Refusal, c.IsPassThrough)));
    }

    [Theory]
    [InlineData(0x3001ul, 0x102ul, null)]
    [InlineData(0x3003ul, 0x103ul, null)]
    [InlineData(0x3005ul, 0x101ul, null)]
    [InlineData(0x3001ul, 0x17aul, null)]
    [InlineData(0x3000ul, 0x102ul, 0x2)]
    [InlineData(0x3011ul, 0x102ul, 0xb)]
    [InlineData(0x10000000003001ul, 0x102ul, 0xb)]
    [InlineData(0x3001ul, 0x182ul, 0xb)]
    [InlineData(0x3001ul, 0x1000102ul, 0xb)]
    [InlineData(0x3001ul, 0x100ul, 0x3)]
    [InlineData(0x3001ul, 0x104ul, 0x3)]
    [InlineData(0x300dul, 0x102ul, 0x3)]
    public void A_context_is_refused_as_hardware_does(ulong low, ulong high, int? code)
    {
        VtdContexts contexts = Read("", (RootTable, ContextTable | 1), (ContextTable + 0x300, low), (ContextTable + 0x308, high));

        VtdAnswer answer = contexts.Find(new RequesterId(0x30));
        Assert.Equal(code, answer.Refusal?.Code);
        Assert.Equal(low & 1, (ulong)contexts.All.Count);
        Assert.Equal(code is null or 2 ? [] : ["IOPOL6232"], contexts.Problems.Select(p => p.Id));
        if (code is null) Assert.Equal((0x3000ul, 1), (answer.Translation!.Root, answer.Translation.Domain));
    }

    [Theory]
    [InlineData(0ul, 0ul, 0x1)]
    [InlineData(ContextTable | 3, 0ul, 0xa)]
    [InlineData(ContextTable | 1, 1ul, 0xa)]
    [InlineData(0x9001ul, 0ul, 0x9)]
    public void A_root_entry_is_refused_as_hardware_does(ulong low, ulong high, int code)
    {
        VtdContexts contexts = Read("", (RootTable + 0x10, low), (RootTable + 0x18, high));

        Assert.Equal(code, contexts.Find(new RequesterId(0x100)).Refusal!.Code);
        Assert.Equal(code switch { 0xa => ["IOPOL6232"], 0x9 => ["IOPOL6231"], _ => [] }, contexts.Problems.Select(p => p.Id));
    }

    [Theory]
    [InlineData("tt", "1")]
    [InlineData("aw", "3")]
    [InlineData("did", "2")]
    [InlineData("fpd", "1")]
    [InlineData("slptptr", "\"0x4000\"")]
    public void A_field_that_differs_from_the_list_is_named(string field, string value)
    {
        VtdContexts contexts = Read($"\"contexts\":\n [{{\"rid\": \"00:00.0\", \"{field}\": {value}}}],", (RootTable, ContextTable | 1), (ContextTable, 0x3001), (ContextTable + 8, 0x102));

        HostProblem problem = Assert.Single(contexts.Problems);
        Assert.Equal(("IOPOL6233", 2, 3), (problem.Id, problem.Line, problem.Column));
        Assert.StartsWith($"00:00.0: {field} is {value.Trim('"')} in the list and ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_on_one_side_only_is_named()
    {
        VtdContexts contexts = Read("""  "contexts": [{"rid": "00:01.0"}],""", (RootTable, ContextTable | 1), (ContextTable, 0x3001), (ContextTable + 8, 0x102));

        Assert.Equal(["00:01.0 has a context in the list but not in memory; the memory counts", "00:00.0 has a context in memory but not in the list; the memory counts"], contexts.Problems.Select(p => p.Message));
        Assert.All(contexts.Problems, p => Assert.Equal("IOPOL6234", p.Id));
    }

    [Fact]
    public void A_bus_that_cannot_be_read_is_not_said_to_differ()
    {
        VtdContexts contexts = Read("\"contexts\": [{\"rid\": \"00:01.0\"}],", (RootTable, 0x9001));
        Assert.Equal(["IOPOL6231"], contexts.Problems.Select(p => p.Id));
    }

    [Fact]
    public void Without_its_root_table_or_in_another_mode_a_unit_has_no_contexts()
    {
        using MemoryImage image = ImageReader.Read(folder.Pair("", [RootTable])).Image!;

        Assert.Equal(["IOPOL6230"], VtdContexts.Read(image, 0x5000).Problems.Select(p => p.Id));
        Assert.Equal(8, VtdContexts.Read(image, 0x5000).Find(new RequesterId(0)).Refusal!.Code);
        Assert.Equal(["IOPOL6235"], VtdContexts.Read(image, RootTable | 0xc00).Problems.Select(p => p.Id));
        Assert.Empty(VtdContexts.Read(image, RootTable | 0x400).Problems);
    }

    [Theory]
    [InlineData("00:06.0", 0x30)]
    [InlineData("ff:1f.7", 0xffff)]
    [InlineData("0000:02:03.0", 0x218)]
    public void A_requester_is_written_as_an_address(string text, int value)
    {
        Assert.True(RequesterId.TryParse(text, out RequesterId requester));
        Assert.Equal(value, requester.Value);
        Assert.EndsWith(requester.ToString(), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0001:00:06.0")]
    [InlineData("00:20.0")]
    [InlineData("00:06")]
    [InlineData(null)]
    public void Anything_else_is_none(string? text) => Assert.False(RequesterId.TryParse(text, out _));

    private VtdContexts Read(string list, params (ulong Address, ulong Value)[] values)
    {
        ImageReadResult result = ImageReader.Read(folder.Pair(list, [RootTable, ContextTable], values));
        Assert.NotNull(result.Image);
        return VtdContexts.Read(result.Image, RootTable);
    }
}
