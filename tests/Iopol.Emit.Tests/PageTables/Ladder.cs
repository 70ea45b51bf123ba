using System.Numerics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>One table at each level, each leading to the next: a path that any entry of it can be tried on.</summary>
internal sealed class Ladder
{
    private readonly TableSetup setup;
    private readonly ulong[] tables;

    /// <summary>Lays the tables out from the start of a memory, each aligned to its size, the top one first.</summary>
    public Ladder(TableSetup setup, ulong start)
    {
        this.setup = setup;
        tables = new ulong[setup.Levels.Count];
        ulong next = start;
        foreach (LevelIR level in setup.Levels)
        {
            ulong bytes = setup.TableBytes(level);
            next = (next + bytes - 1) & ~(bytes - 1);
            tables[level.Position] = next;
            next += bytes;
        }

        Size = BitOperations.RoundUpToPowerOf2(Math.Max(next - start, 1 << 16));
        // A legal IOVA with a different index at every level.
        ulong iova = 0;
        foreach (LevelIR level in setup.Levels) iova |= (((ulong)(level.Position * 3) + 1) & ((1UL << setup.IndexBits(level)) - 1)) << level.Index.Low;
        iova |= 0xabc & ((1UL << setup.SmallestBits) - 1);
        Iova = setup.Extension == Compiler.IR.PageTables.InputExtension.Ones && setup.InputBits < 64 ? iova | (ulong.MaxValue << setup.InputBits) : iova;
        if (setup.IsOutside(Iova)) Iova |= ulong.MaxValue << setup.InputBits;
    }

    /// <summary>Bytes of memory the tables need, a power of two.</summary>
    public ulong Size { get; }

    /// <summary>An IOVA that leads over all of them.</summary>
    public ulong Iova { get; }

    /// <summary>Address of the table of a level.</summary>
    public ulong Table(LevelIR level) => tables[level.Position];

    /// <summary>Address of the entry the IOVA chooses there.</summary>
    public ulong Place(LevelIR level) => tables[level.Position] + (setup.IndexOf(level, Iova) * (ulong)setup.Format.EntryBytes);

    /// <summary>An entry of a kind as a mapper for everything would write it, with an address, and whatever other fields are 1 in every legal entry.</summary>
    public ulong Entry(KindIR kind, LevelIR level, ulong address, MapRights rights)
    {
        var writer = new EntryWriter(setup);
        if (!kind.IsLeaf) return writer.Table(level, address);
        int bits = BitOperations.Log2((uint)Math.Max(1, kind.Covers));
        var form = new LeafForm(level, kind, level.ItemBits + (kind.Covers == 0 ? 1 : bits), kind.Covers == 0 ? 1 : bits, kind.Covers != 1);
        return writer.Leaf(form, address, rights);
    }

    /// <summary>The table kind of a level, or null.</summary>
    public KindIR? Pointer(LevelIR level) => setup.Format.Kinds.FirstOrDefault(k => !k.IsLeaf && k.Levels.Contains(level.Number));

    /// <summary>The leaf kinds of a level.</summary>
    public IEnumerable<KindIR> Leaves(LevelIR level) => setup.Format.Kinds.Where(k => k.IsLeaf && k.Levels.Contains(level.Number));

    /// <summary>Writes the path down to a level: good tables above it.</summary>
    public void WriteAbove(Trial trial, LevelIR level)
    {
        foreach (LevelIR above in setup.Levels.Where(l => l.Position > level.Position))
        {
            trial.Write(Place(above), Entry(Pointer(above)!, above, Table(setup.Levels.First(l => l.Position == above.Position - 1)), MapRights.None));
        }
    }
}
