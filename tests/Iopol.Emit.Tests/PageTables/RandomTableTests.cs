using CsCheck;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Xunit.Abstractions;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>
/// Tables by chance, most of them nonsense, in memories of all sorts: the emitted walks and the interpreter agree about every answer
/// and every byte, and nothing throws, hangs or reads outside.
/// </summary>
public sealed class RandomTableTests(ITestOutputHelper output)
{
    // IOPOL_DIFFERENTIAL_TABLES=100000 searches for longer.
    private static readonly int Tables = int.TryParse(Environment.GetEnvironmentVariable("IOPOL_DIFFERENTIAL_TABLES"), out int tables) ? tables : 600;

    private static readonly (PageTableIR Format, int Levels)[] Shapes = [.. Formats.Shapes];

    [Fact]
    public void Random_tables()
    {
        int found = 0, faults = 0, reached = 0;
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                (int foundHere, int faultsHere, int lowest) = Agree(seed);
                found += foundHere;
                faults += faultsHere;
                reached += lowest;
            },
            iter: Tables,
            threads: 1);
        output.WriteLine($"{Tables} tables, {found} found, {faults} faults, {reached} answers below the top");
        // Memories that only ever fault at the first entry would prove nothing.
        Assert.True(found > Tables && reached > Tables * 5, $"{found} found, {faults} faults, {reached} below the top");
    }

    private static (int Found, int Faults, int Reached) Agree(int seed)
    {
        var random = new Random(seed);
        (PageTableIR format, int levels) = Shapes[random.Next(Shapes.Length)];
        TableSetup setup = Formats.Setup(format, levels, seed);
        ulong top = Math.Max(setup.TableBytes(setup.Top), PhysicalMemory.PageBytes);
        ulong pages = (top * 2 / PhysicalMemory.PageBytes) + (ulong)random.Next(1, 40);
        // A power of two at a multiple of itself, and anything else.
        ulong size = random.Next(3) > 0 ? System.Numerics.BitOperations.RoundUpToPowerOf2(pages * PhysicalMemory.PageBytes) : pages * PhysicalMemory.PageBytes;
        ulong start = random.Next(4) switch { 0 => 0, 1 => size << random.Next(8), 2 => 1UL << 30, _ => top * (ulong)random.Next(1, 9) };
        ulong root = random.Next(20) == 0 ? (start + size) & ~(top - 1) : (start + top - 1) & ~(top - 1);
        bool isSparse = random.Next(5) == 0;
        ulong absent = (ulong)random.Next(1, 8);
        using var trial = new Trial(setup, size, start, root, isSparse ? Sparse : null);
        Fill(trial, setup, random, start, size);
        if (random.Next(8) == 0) trial.MakeReadOnly();

        int reached = 0;
        var iovas = new List<ulong>();
        for (int i = 0; i < 48; i++)
        {
            ulong iova = Iova(setup, random);
            var access = (Access)random.Next(16);
            WalkResult result = trial.Ask(iova, access);
            if (result.Position < setup.Top.Position) reached++;
            iovas.Add(iova);
        }

        trial.AreSame();
        trial.Batches(iovas, (Access)random.Next(16));
        return (trial.Found, trial.Faults.Values.Sum(), reached);

        PhysicalMemory Sparse()
        {
            PhysicalMemory memory = PhysicalMemory.AllocateSparse(size, start);
            for (ulong page = 0; page < size; page += PhysicalMemory.PageBytes)
            {
                if (page / PhysicalMemory.PageBytes % (absent + 1) != absent) memory.AddPages(start + page, PhysicalMemory.PageBytes);
            }

            return memory;
        }
    }

    private static ulong Iova(TableSetup setup, Random random)
    {
        // Few indexes, so that neighbours share tables, in the middle and at the ends.
        ulong iova = 0;
        foreach (LevelIR level in setup.Levels)
        {
            ulong most = (1UL << setup.IndexBits(level)) - 1;
            iova |= (random.Next(4) switch { 0 => most - (ulong)random.Next(2), 1 => (ulong)random.NextInt64(), _ => (ulong)random.Next(8) } & most) << level.Index.Low;
        }

        iova |= (ulong)random.NextInt64() & ((1UL << setup.SmallestBits) - 1);
        if (random.Next(16) == 0) return iova ^ (1UL << random.Next(64));
        if (!setup.IsOutside(iova) || setup.InputBits == 64) return iova;
        return iova | (ulong.MaxValue << setup.InputBits);
    }

    private static void Fill(Trial trial, TableSetup setup, Random random, ulong start, ulong size)
    {
        int bytes = setup.Format.EntryBytes;
        var ladder = new Ladder(setup, 0);
        // Only what some level of the shape may hold.
        KindIR[] kinds = [.. setup.Format.Kinds.Where(k => setup.Levels.Any(l => MayStand(k, l)))];
        KindIR[] tables = [.. kinds.Where(k => !k.IsLeaf)];
        int nonsense = random.Next(3) == 0 ? 40 : 5;
        for (ulong offset = 0; offset < size; offset += (ulong)bytes)
        {
            int chance = random.Next(100);
            if (chance < 15) continue;
            KindIR kind = tables.Length > 0 && random.Next(3) > 0 ? tables[random.Next(tables.Length)] : kinds[random.Next(kinds.Length)];
            ulong entry = chance < 15 + nonsense ? (ulong)random.NextInt64() << random.Next(2) : Plausible(setup, ladder, kind, random, start, size);
            trial.Write(start + offset, entry);
        }
    }

    private static bool MayStand(KindIR kind, LevelIR level) => kind.Levels.Contains(level.Number) && (kind.IsLeaf || level.Position > 0);

    private static ulong Plausible(TableSetup setup, Ladder ladder, KindIR kind, Random random, ulong start, ulong size)
    {
        ulong address = kind.IsLeaf && random.Next(2) == 0
            ? ((ulong)random.NextInt64() & (ulong.MaxValue >> random.Next(16, 40))) & (ulong.MaxValue << random.Next(10, 44))
            : (start + ((ulong)random.NextInt64() % size)) & (ulong.MaxValue << random.Next(10, 17));
        LevelIR[] levels = [.. setup.Levels.Where(l => MayStand(kind, l))];
        ulong entry = ladder.Entry(kind, levels[random.Next(levels.Length)], address, (MapRights)random.Next(64));
        if (kind.NextLevel is { } next && random.Next(3) == 0) entry = (entry & ~next.Bits.Mask) | EntryBits.Put((ulong)random.Next(8), next.Bits);
        foreach (RowIR row in kind.Rows.Where(r => r.Role == RowRole.Field && r.Bits.Count == 1))
        {
            if (random.Next(12) == 0) entry ^= row.Bits.Mask;
            // What the hardware notes, so that the straight walk has something to pass.
            if (row.Field!.Name.Contains("access", StringComparison.Ordinal) || row.Field.Name.Contains("dirty", StringComparison.Ordinal))
            {
                if (random.Next(3) > 0) entry |= row.Bits.Mask;
            }
        }

        if (random.Next(25) == 0) entry ^= 1UL << random.Next(setup.Format.EntryBytes * 8);
        return entry;
    }
}
