using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables.Inspection;

/// <summary>A table with random mappings.</summary>
internal sealed class MappedTable
{
    public MappedTable(string shape, int seed, int mappings)
    {
        Setup = ShippedFormats.Setup(TableShape.Parse(shape));
        Frames = new(Memory);
        Assert.True(Frames.TryTake(Setup.TableBytes(Setup.Top), out ulong root));
        Root = root;
        var mapper = new PlainMapper(Setup, Memory, Frames, root);
        var random = new Random(seed);
        int[] sizes = [.. mapper.Forms.Select(f => f.SizeBits).Where(b => b <= 40)];
        for (int i = 0; i < mappings; i++)
        {
            int bits = sizes[random.Next(sizes.Length)];
            ulong size = 1UL << bits, mask = size - 1;
            ulong iova = (ulong)random.NextInt64() & ((1UL << Math.Min(Setup.InputBits - 1, 62)) - 1) & ~mask;
            if (Setup.Extension == Compiler.IR.PageTables.InputExtension.Ones) iova |= ulong.MaxValue << Setup.InputBits;
            MapRights rights = MapRights.Read | (random.Next(2) == 0 ? MapRights.Write : 0) | (random.Next(2) == 0 ? MapRights.User : 0) | (random.Next(2) == 0 ? MapRights.Execute : 0);
            mapper.TryMap(iova, (ulong)random.NextInt64() & 0x7fffffff & ~mask, size, rights);
        }
    }

    public TableSetup Setup { get; }

    public EntryMemory Memory { get; } = new(8 << 20);

    public EntryFrames Frames { get; }

    public ulong Root { get; }

    public IReadOnlyList<PlainLeaf> Leaves => [.. new PlainLeaves(Setup, Memory, Root).All()];
}
