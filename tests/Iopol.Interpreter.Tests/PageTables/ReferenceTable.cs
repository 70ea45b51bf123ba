using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>A table behind the interpreter's walk, mapper and lists.</summary>
internal sealed class ReferenceTable : ITableUnderTest
{
    private readonly EntryMemory memory = new(16 << 20);
    private readonly EntryFrames frames;
    private readonly PlainMapper mapper;
    private readonly PlainLeaves leaves;
    private readonly PlainDirty dirty;
    private readonly TableWalk walk;
    private readonly TableSetup setup;

    public ReferenceTable(TableShape shape)
    {
        setup = ShippedFormats.Setup(shape);
        frames = new(memory);
        Assert.True(frames.TryTake(setup.TableBytes(setup.Top), out ulong root));
        frames.Left = int.MaxValue;
        mapper = new(setup, memory, frames, root);
        leaves = new(setup, memory, root);
        dirty = new(setup, memory, root);
        walk = new(setup, memory, root);
        LeafBits = [.. mapper.Forms.Select(form => form.SizeBits).Order()];
        AddressBits = BitsOf(setup);
        KeepsDirty = shape.Options.Keys.Any(key => key is "access_dirty" or "host_dirty" or "hardware_dirty" or "hardware_update")
            || (shape.Format is "X86FirstStage" or "AmdV2");
        int width = setup.InputBits;
        ulong all = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        Range = setup.Extension switch
        {
            InputExtension.Sign => (0, all >> 1),
            InputExtension.Ones => (~all, ulong.MaxValue),
            _ => (0, all),
        };
        if (setup.Extension == InputExtension.Sign) UpperRange = (~(all >> 1), ulong.MaxValue);
    }

    public IReadOnlyList<int> LeafBits { get; }

    public int AddressBits { get; }

    public (ulong First, ulong Last) Range { get; }

    public (ulong First, ulong Last)? UpperRange { get; }

    public int TablesInUse => frames.InUse - 1;

    public int TablesLeft
    {
        get => frames.Left;
        set => frames.Left = value;
    }

    public bool KeepsDirty { get; }

    public MapError TryMap(ulong iova, ulong address, ulong length, MapRights rights) => mapper.TryMap(iova, address, length, rights);

    public ulong Unmap(ulong iova, ulong length) => mapper.Unmap(iova, length);

    public TableAnswer Walk(ulong iova, Access access)
    {
        WalkResult result = walk.Walk(iova, access);
        return new(result.Fault?.Name, result.Address, result.SizeBits, result.Position, result.Allowed);
    }

    public IReadOnlyList<TableLeaf> Leaves() => [.. leaves.All().Select(leaf => new TableLeaf(leaf.Iova, leaf.Address, leaf.SizeBits))];

    public bool IsDirty(TableLeaf leaf, bool clear) => dirty.Read(leaf.Iova, leaf.Iova + ((1UL << leaf.SizeBits) - 1), clear).Count > 0;

    public string Snapshot() => memory.Digest();

    public void Dispose()
    {
    }

    /// <summary>The width an option fixes, or what the rows of a page hold.</summary>
    private static int BitsOf(TableSetup setup)
    {
        int held = setup.Format.Kinds.First(kind => kind.IsLeaf).Rows.Where(row => row.Role == RowRole.Address).Max(row => row.Address.High) + 1;
        OptionIR? limit = setup.Format.Options.FirstOrDefault(option => option.Name is "host_width" or "output_width" or "physical_width");
        return limit is null ? held : Math.Min(held, setup.ValueOf(limit));
    }
}

/// <summary>The cases over every shape, asked of the interpreter.</summary>
public sealed class ReferenceMappingTests : MappingCases
{
    private protected override ITableUnderTest Make(TableShape shape) => new ReferenceTable(shape);
}

/// <inheritdoc cref="ReferenceMappingTests"/>
public sealed class ReferenceRefusalTests : RefusalCases
{
    private protected override ITableUnderTest Make(TableShape shape) => new ReferenceTable(shape);
}

/// <inheritdoc cref="ReferenceMappingTests"/>
public sealed class ReferenceEntryTests : EntryCases
{
    private protected override ITableUnderTest Make(TableShape shape) => new ReferenceTable(shape);
}
