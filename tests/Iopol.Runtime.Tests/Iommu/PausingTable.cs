using Iopol.Runtime.PageTables;
using Iopol.Runtime.Tests.PageTables;

namespace Iopol.Runtime.Tests.Iommu;

/// <summary>A table whose walks stop after they have found what they find.</summary>
internal sealed class PausingTable(PageTable inner, Action pause) : PageTable(inner.Memory, inner.Root, inner.Layout)
{
    public PageTable Inner { get; } = inner;

    public override Translation Translate(ulong iova, Access access)
    {
        Translation found = Inner.Translate(iova, access);
        pause();
        return found;
    }

    public override DecodedEntry Decode(int position, ulong entry) => Inner.Decode(position, entry);

    protected override Translation WalkSteps(ulong iova, Access access, bool updates) => throw new NotSupportedException();

    protected override ulong TableEntry(int position, ulong address) => throw new NotSupportedException();

    protected override ulong LeafEntry(LeafSize size, ulong address, MapRights rights) => throw new NotSupportedException();

    protected override string? Refuses(MapRights rights) => throw new NotSupportedException();
}
