using System.Runtime.InteropServices;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>A table of an emitted class behind the cases that the interpreter's mapper passes too.</summary>
internal sealed class EmittedTable : ITableUnderTest
{
    private const ulong Bytes = 16 << 20;

    private readonly PhysicalMemory memory = PhysicalMemory.Allocate(Bytes);
    private readonly TableFrames frames;
    private readonly IotlbGather gather;
    private readonly PageTable table;
    private readonly TableSetup setup;
    private readonly long rootBytes;

    public EmittedTable(TableShape shape)
    {
        TableSetup? made = TableSetup.TryCreate(Formats.All[shape.Format], shape.Levels, shape.Width, shape.Options, out string problem);
        Assert.True(made is not null, problem);
        setup = made;
        // The unit is the smallest table, so that tables and units can be counted alike.
        ulong unit = setup.Levels.Min(setup.TableBytes);
        frames = new(memory, 0, Bytes, (int)Math.Min(unit, PhysicalMemory.PageBytes));
        Assert.True(frames.TryAllocate((int)Math.Log2(setup.TableBytes(setup.Top)), out ulong root));
        rootBytes = frames.UsedBytes;
        gather = new(frames);
        table = Formats.Create(setup, memory, root);
        int held = setup.Format.Kinds.First(k => k.IsLeaf).Rows.Where(r => r.Role == RowRole.Address).Max(r => r.Address.High) + 1;
        OptionIR? limit = setup.Format.Options.FirstOrDefault(o => o.Name is "host_width" or "output_width" or "physical_width");
        AddressBits = limit is null ? held : Math.Min(held, setup.ValueOf(limit));
        ulong all = setup.InputBits == 64 ? ulong.MaxValue : (1UL << setup.InputBits) - 1;
        Range = setup.Extension switch
        {
            InputExtension.Sign => (0, all >> 1),
            InputExtension.Ones => (~all, ulong.MaxValue),
            _ => (0, all),
        };
        if (setup.Extension == InputExtension.Sign) UpperRange = (~(all >> 1), ulong.MaxValue);
    }

    public IReadOnlyList<int> LeafBits => [.. table.Layout.LeafSizes.Select(s => s.SizeBits)];

    public int AddressBits { get; }

    public (ulong First, ulong Last) Range { get; }

    public (ulong First, ulong Last)? UpperRange { get; }

    public int TablesInUse
    {
        get
        {
            gather.Complete();
            return (int)((frames.UsedBytes - rootBytes) / TableBytes);
        }
    }

    public int TablesLeft
    {
        get => (int)Math.Min(int.MaxValue, frames.Allowance);
        set => frames.Allowance = value;
    }

    // A bitmap of the pages of a leaf of terabytes would not fit the machine.
    public bool KeepsDirty => table.Layout.Levels.Any(l => !l.Dirty.IsEmpty) && LeafBits[^1] <= 38;

    // Tables below the top are of one size in every format.
    private long TableBytes => setup.Levels.Count == 1 ? 1 : (long)setup.Levels.Skip(1).Max(setup.TableBytes);

    public MapError TryMap(ulong iova, ulong address, ulong length, MapRights rights) => table.TryMap(iova, address, length, rights, gather);

    public ulong Unmap(ulong iova, ulong length) => table.Unmap(iova, length, gather);

    public TableAnswer Walk(ulong iova, Access access)
    {
        Translation walked = table.Walk(iova, access), straight = table.Translate(iova, access);
        Assert.Equal((walked.Address, walked.Fault, walked.SizeBits, walked.LevelPosition), (straight.Address, straight.Fault, straight.SizeBits, straight.LevelPosition));
        return new(walked.IsOk ? null : table.Faults[walked.Fault - 1].Name, walked.Address, walked.SizeBits, walked.LevelPosition, walked.Allowed);
    }

    public IReadOnlyList<TableLeaf> Leaves()
    {
        var leaves = new List<TableLeaf>();
        foreach (Leaf leaf in table.Leaves()) leaves.Add(new(leaf.Iova, leaf.Address, leaf.SizeBits));
        return leaves;
    }

    public bool IsDirty(TableLeaf leaf, bool clear)
    {
        int smallest = LeafBits[0];
        ulong length = 1UL << leaf.SizeBits;
        var bitmap = new ulong[Math.Max(1, (length >> smallest) / 64)];
        return table.ReadAndClearDirty(leaf.Iova, length, bitmap, gather, clear ? DirtyFlags.None : DirtyFlags.KeepDirty) > 0;
    }

    public string Snapshot()
    {
        var content = new byte[Bytes];
        Assert.True(memory.TryCopyTo(0, content));
        ulong digest = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(content)) digest = (digest * 0x9e37_79b9_7f4a_7c15) + word;
        return digest.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => memory.Dispose();
}

/// <summary>The cases over every shape, asked of emitted classes.</summary>
public sealed class EmittedMappingTests : MappingCases
{
    private protected override ITableUnderTest Make(TableShape shape) => new EmittedTable(shape);
}

/// <inheritdoc cref="EmittedMappingTests"/>
public sealed class EmittedRefusalTests : RefusalCases
{
    private protected override ITableUnderTest Make(TableShape shape) => new EmittedTable(shape);
}

/// <inheritdoc cref="EmittedMappingTests"/>
public sealed class EmittedEntryTests : EntryCases
{
    private protected override ITableUnderTest Make(TableShape shape) => new EmittedTable(shape);
}
