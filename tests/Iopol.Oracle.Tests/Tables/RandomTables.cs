using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Oracle.Tests.Tables;

/// <summary>
/// Fills memory with tables of a format, most entries as a mapper would write them, the others wrong in every way that comes to
/// mind: absent, with bits flipped, leading to a table of another level, out of memory, misaligned, into the interrupt window, noise.
/// Made from the format's declaration alone, so that every format is treated alike.
/// </summary>
internal sealed class RandomTables
{
    private const int TablesPerLevel = 12;
    private const ulong InterruptWindow = 0xfee0_0000;

    private readonly TableSetup setup;
    private readonly GuestMemory memory;
    private readonly Random random;
    private readonly ulong pool;
    private readonly ulong beyond;
    private readonly Dictionary<int, ulong[]> tables = [];

    /// <param name="setup">The format with everything chosen.</param>
    /// <param name="memory">Where.</param>
    /// <param name="start">First byte for tables, a multiple of any table's size.</param>
    /// <param name="pool">First byte of what leaves map; all behind it belongs to it.</param>
    /// <param name="beyond">An address at and above which there is neither memory nor a device.</param>
    /// <param name="random">Source of all choices.</param>
    public RandomTables(TableSetup setup, GuestMemory memory, ulong start, ulong pool, ulong beyond, Random random)
    {
        (this.setup, this.memory, this.random, this.pool, this.beyond) = (setup, memory, random, pool, beyond);
        ulong at = start;
        foreach (LevelIR level in setup.Levels)
        {
            ulong bytes = setup.TableBytes(level);
            int count = level == setup.Top ? 1 : Math.Clamp((int)((1ul << 20) / bytes), 2, TablesPerLevel);
            at = (at + bytes - 1) & ~(bytes - 1);
            tables[level.Position] = [.. Enumerable.Range(0, count).Select(n => at + ((ulong)n * bytes))];
            at += (ulong)count * bytes;
        }

        if (at > pool) throw new ArgumentException($"the tables of {setup.Format.Name} need memory up to 0x{at:x}", nameof(pool));
    }

    /// <summary>Address of the top table.</summary>
    public ulong Root => tables[setup.Top.Position][0];

    /// <summary>Writes every table anew.</summary>
    public void Fill()
    {
        foreach (LevelIR level in setup.Levels)
        {
            int entries = 1 << setup.IndexBits(level);
            foreach (ulong table in tables[level.Position])
            {
                Span<ulong> words = memory.Words(table, entries);
                for (int i = 0; i < entries; i++) words[i] = Entry(level);
            }
        }
    }

    /// <summary>An IOVA, a multiple of 8; now and then one of more bits than the tables decode.</summary>
    public ulong Iova()
    {
        ulong iova = (ulong)random.NextInt64() << 1;
        if (setup.InputBits < 64 && random.Next(40) != 0) iova &= (1ul << setup.InputBits) - 1;
        else if (setup.InputBits < 63) iova &= (2ul << random.Next(setup.InputBits, 64)) - 1;
        return iova & ~7ul;
    }

    private ulong Entry(LevelIR level)
    {
        int dice = random.Next(1000);
        return dice switch
        {
            < 25 => 0,
            < 30 => ulong.MaxValue,
            < 45 => (ulong)random.NextInt64() << 1 | (uint)random.Next(2),
            < 115 => WellFormed(level) ^ (1ul << random.Next(64)),
            < 130 => WellFormed(level) ^ (1ul << random.Next(64)) ^ (1ul << random.Next(64)) ^ (1ul << random.Next(64)),
            _ => WellFormed(level),
        };
    }

    private ulong WellFormed(LevelIR level)
    {
        KindIR[] leaves = [.. setup.Format.Kinds.Where(k => k.IsLeaf && k.Levels.Contains(level.Number))];
        KindIR[] pointers = [.. setup.Format.Kinds.Where(k => !k.IsLeaf && k.Levels.Contains(level.Number) && level.Position > 0)];
        bool isLeaf = pointers.Length == 0 || (leaves.Length > 0 && random.Next(100) < 15);
        KindIR[] kinds = isLeaf ? leaves : pointers;
        KindIR kind = kinds[random.Next(kinds.Length)];
        if (isLeaf) return Leaf(kind, level);
        int down = kind.NextLevel is not null && random.Next(10) == 0 ? random.Next(0, level.Position + 1) : level.Position - 1;
        LevelIR next = setup.Levels.Single(l => l.Position == down);
        return Write(kind, Table(next), next.Number);
    }

    private ulong Table(LevelIR level)
    {
        int dice = random.Next(100);
        if (dice < 2) return Beyond();
        ulong[] those = dice < 5 ? tables[setup.Levels[random.Next(setup.Levels.Count)].Position] : tables[level.Position];
        return those[random.Next(those.Length)];
    }

    private ulong Leaf(KindIR kind, LevelIR level)
    {
        int coded = kind.Covers == 0 ? random.Next(level.Index.Count) : 0;
        int size = level.ItemBits + (kind.Covers == 0 ? coded : System.Numerics.BitOperations.Log2((uint)kind.Covers));
        ulong mask = (1ul << size) - 1;
        int dice = random.Next(100);
        ulong address = dice switch
        {
            < 3 => Beyond() & ~mask,
            < 6 => (InterruptWindow + (ulong)random.Next(0x10_0000)) & ~mask,
            // Just beside the window.
            < 8 => (InterruptWindow + (random.Next(2) == 0 ? 0x10_0000ul : ulong.MaxValue)) & ~mask,
            < 10 => Anywhere(),
            _ => Anywhere() & ~mask,
        };
        if (kind.Covers == 0 && coded > 0) address = (address & ~mask) | (mask >> 1);
        return Write(kind, address, level.Number);
    }

    /// <summary>An address of the pool, a multiple of 8.</summary>
    public ulong Pooled() => ~7ul & Anywhere();

    private ulong Anywhere() => pool + (ulong)random.NextInt64((long)(memory.Base + memory.Size - pool));

    private ulong Beyond() => beyond + ((ulong)random.NextInt64(1 << 20) << random.Next(8, 32));

    private ulong Write(KindIR kind, ulong address, int next)
    {
        ulong entry = 0;
        foreach (RowIR row in kind.Rows)
        {
            ulong value = row.Role == RowRole.Address ? address >> row.Address.Low : row.Value switch
            {
                WrittenConstant constant => random.Next(12) == 0 && constant.ForDevice is { } other ? other : constant.Value,
                WrittenNextLevel => (ulong)next,
                WrittenCondition when row.ReservedWhen is not null => random.Next(20) == 0 ? 1ul : 0,
                WrittenCondition { When: NotCondition } => random.Next(6) == 0 ? 1ul : 0,
                WrittenCondition => random.Next(12) == 0 ? 0ul : 1,
                _ => row.Role == RowRole.Ignored && random.Next(4) == 0 ? (ulong)random.NextInt64() : 0,
            };
            entry |= (value << row.Bits.Low) & row.Bits.Mask;
        }

        return entry;
    }
}
