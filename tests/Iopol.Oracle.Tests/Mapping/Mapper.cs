using System.Numerics;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests.Mapping;

/// <summary>One of the two ways Iopol writes page tables.</summary>
internal abstract class Mapper
{
    public abstract MapError Map(ulong iova, ulong address, ulong length, MapRights rights);

    /// <returns>Bytes unmapped.</returns>
    public abstract ulong Unmap(ulong iova, ulong length);
}

/// <summary>The emitted class.</summary>
internal sealed class CompiledMapper(PageTable table, TableFrames frames) : Mapper
{
    private readonly IotlbGather gather = new(frames);

    public override MapError Map(ulong iova, ulong address, ulong length, MapRights rights)
    {
        MapError error = table.TryMap(iova, address, length, rights, gather);
        gather.Complete();
        return error;
    }

    public override ulong Unmap(ulong iova, ulong length)
    {
        ulong bytes = table.Unmap(iova, length, gather);
        gather.Complete();
        return bytes;
    }
}

/// <summary>The interpreter.</summary>
internal sealed class InterpretedMapper(TableSetup setup, TableFrames frames, ulong root) : Mapper
{
    private readonly PlainMapper mapper = new(setup, new PhysicalEntryMemory(frames.Memory), new Frames(frames), root);

    public override MapError Map(ulong iova, ulong address, ulong length, MapRights rights) => mapper.TryMap(iova, address, length, rights);

    public override ulong Unmap(ulong iova, ulong length) => mapper.Unmap(iova, length);

    private sealed class Frames(TableFrames frames) : ITableFrames
    {
        public bool TryTake(ulong bytes, out ulong address) => frames.TryAllocate(BitOperations.Log2(bytes), out address);

        public void Give(ulong address, ulong bytes) => frames.Free(address);
    }
}
