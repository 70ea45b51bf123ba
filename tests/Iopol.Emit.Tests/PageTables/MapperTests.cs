using CsCheck;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;
using Xunit.Abstractions;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>
/// The emitted tables' mapper and the plain one, call by call: the same answers, the same bytes unmapped, and the same tables, entry by
/// entry. Where a table's frame lies is each one's own business.
/// </summary>
public sealed class MapperTests(ITestOutputHelper output)
{
    private const ulong Bytes = 8 << 20;
    private const int Steps = 40;

    // IOPOL_DIFFERENTIAL_MAPPERS=10000 searches for longer.
    private static readonly int Sequences = int.TryParse(Environment.GetEnvironmentVariable("IOPOL_DIFFERENTIAL_MAPPERS"), out int sequences) ? sequences : 300;

    [Fact]
    public void Random_calls()
    {
        var answers = new Dictionary<MapError, int>();
        ulong unmapped = 0;
        Gen.Int[0, int.MaxValue].Sample(seed => Agree(seed, answers, ref unmapped), iter: Sequences, threads: 1);
        output.WriteLine($"{string.Join(", ", answers.Select(a => $"{a.Value} {a.Key}"))}, {unmapped} unmappings");
        Assert.True(answers[MapError.None] > Sequences && answers[MapError.EADDRINUSE] > Sequences / 4 && unmapped > (ulong)Sequences);
    }

    private static void Agree(int seed, Dictionary<MapError, int> answers, ref ulong unmapped)
    {
        var random = new Random(seed);
        TableShape shape = TableShape.Parse(TableShape.All[random.Next(TableShape.All.Count)]);
        TableSetup? setup = TableSetup.TryCreate(Formats.All[shape.Format], shape.Levels, shape.Width, shape.Options, out string problem);
        Assert.True(setup is not null, problem);
        using PhysicalMemory emittedMemory = PhysicalMemory.Allocate(Bytes), plainMemory = PhysicalMemory.Allocate(Bytes);
        var frames = new TableFrames(emittedMemory, 0, Bytes, (int)Math.Min(setup.Levels.Min(setup.TableBytes), PhysicalMemory.PageBytes));
        Assert.True(frames.TryAllocate((int)Math.Log2(setup.TableBytes(setup.Top)), out ulong root));
        var gather = new IotlbGather(frames);
        PageTable table = Formats.Create(setup, emittedMemory, root);
        var plainFrames = new Frames(plainMemory, root + setup.TableBytes(setup.Top));
        var plain = new PlainMapper(setup, new PhysicalEntryMemory(plainMemory), plainFrames, root);
        Assert.Equal(plain.Forms.Select(f => f.SizeBits).Order(), table.Layout.LeafSizes.Select(s => s.SizeBits));

        for (int step = 0; step < Steps; step++)
        {
            int bits = table.Layout.LeafSizes[random.Next(table.Layout.LeafSizes.Count)].SizeBits;
            ulong iova = Iova(setup, random, bits), length = Length(setup, random, bits);
            string call;
            if (random.Next(3) == 0)
            {
                call = $"unmap {iova:x} {length:x}";
                ulong expected = plain.Unmap(iova, length), actual = table.Unmap(iova, length, gather);
                Assert.True(expected == actual, $"{seed} {shape}: {call} is {actual:x}, not {expected:x}");
                if (actual > 0) unmapped++;
                if (random.Next(2) == 0) gather.Complete();
            }
            else
            {
                ulong address = Address(random, bits);
                var rights = (MapRights)random.Next(64);
                if (random.Next(3) > 0) rights |= MapRights.Read | MapRights.User;
                call = $"map {iova:x} {address:x} {length:x} {rights}";
                if (random.Next(6) == 0) (plainFrames.Left, frames.Allowance) = (random.Next(3), 0);
                frames.Allowance = plainFrames.Left;
                MapError expected = plain.TryMap(iova, address, length, rights), actual = table.TryMap(iova, address, length, rights, gather);
                Assert.True(expected == actual, $"{seed} {shape}: {call} is {actual}, not {expected}");
                answers[actual] = answers.GetValueOrDefault(actual) + 1;
                plainFrames.Left = int.MaxValue;
                frames.Allowance = long.MaxValue;
            }

            string? difference = Difference(setup, setup.Top, (plainMemory, root), (emittedMemory, root), 0);
            Assert.True(difference is null, $"{seed} {shape}: after {call}: {difference}");
        }
    }

    private static ulong Iova(TableSetup setup, Random random, int bits)
    {
        // A few places, so that calls meet: the start, around a large leaf's end, the end.
        ulong page = 1UL << setup.SmallestBits, all = setup.InputBits == 64 ? ulong.MaxValue : (1UL << setup.InputBits) - 1;
        ulong iova = random.Next(5) switch
        {
            0 => (ulong)random.Next(4) << bits,
            1 => ((ulong)random.Next(1, 4) << bits) - ((ulong)random.Next(1, 20) * page),
            2 => (ulong)random.Next(600) * page,
            3 => all + 1 - ((ulong)random.Next(1, 4) << bits),
            _ => (1UL << setup.Levels[0].ItemBits) - ((ulong)random.Next(1, 40) * page),
        } & all;
        if (random.Next(12) == 0) iova ^= 1UL << random.Next(64);
        return setup.IsOutside(iova) && random.Next(10) > 0 && setup.InputBits < 64 ? iova | ~all : iova;
    }

    private static ulong Length(TableSetup setup, Random random, int bits)
    {
        ulong page = 1UL << setup.SmallestBits;
        return random.Next(12) switch
        {
            0 => page * (ulong)random.Next(1, 700),
            1 => (1UL << bits) + (page * (ulong)random.Next(20)),
            2 => (1UL << bits) - page,
            3 => (ulong)random.NextInt64() >> random.Next(20, 60),
            4 or 5 or 6 => page * (ulong)random.Next(1, 20),
            _ => (ulong)random.Next(1, 4) << bits,
        };
    }

    private static ulong Address(Random random, int bits) => random.Next(10) switch
    {
        0 => (ulong)random.NextInt64(),
        1 or 2 => ((ulong)random.NextInt64() >> random.Next(12, 40)) & (ulong.MaxValue << 12),
        _ => ((ulong)random.NextInt64() >> random.Next(24, 44)) & (ulong.MaxValue << bits),
    };

    /// <summary>The first entry that differs, an address of a table aside.</summary>
    private static string? Difference(TableSetup setup, LevelIR level, (PhysicalMemory Memory, ulong Table) plain, (PhysicalMemory Memory, ulong Table) emitted, ulong origin)
    {
        PlainTable one = new(setup, new PhysicalEntryMemory(plain.Memory)), other = new(setup, new PhysicalEntryMemory(emitted.Memory));
        ulong count = 1UL << setup.IndexBits(level);
        for (ulong index = 0; index < count; index++)
        {
            PlainEntry expected = one.Read(plain.Table, level, index)!.Value, actual = other.Read(emitted.Table, level, index)!.Value;
            if (expected.Value == 0 && actual.Value == 0) continue;
            string where = $"level {level.Number} at {origin + (index << level.ItemBits):x}: {actual.Value:x}, not {expected.Value:x}";
            if (expected.Kind != actual.Kind) return where;
            if (expected.Kind is not { IsLeaf: false } kind)
            {
                if (expected.Value != actual.Value) return where;
                continue;
            }

            ulong held = kind.Rows.Where(r => r.Role == RowRole.Address).Aggregate(0UL, (bits, r) => bits | r.Bits.Mask);
            if (((expected.Value ^ actual.Value) & ~held) != 0) return where;
            (ulong expectedTable, LevelIR next) = one.Below(level, expected);
            (ulong actualTable, _) = other.Below(level, actual);
            if (Difference(setup, next, (plain.Memory, expectedTable), (emitted.Memory, actualTable), origin + (index << level.ItemBits)) is { } difference) return difference;
        }

        return null;
    }

    /// <summary>Tables out of a memory, each of its own size.</summary>
    private sealed class Frames(PhysicalMemory memory, ulong start) : ITableFrames
    {
        private readonly Dictionary<ulong, Stack<ulong>> given = [];
        private ulong next = start;

        public int Left { get; set; } = int.MaxValue;

        public bool TryTake(ulong bytes, out ulong address)
        {
            address = 0;
            if (Left <= 0) return false;
            if (given.TryGetValue(bytes, out Stack<ulong>? again) && again.Count > 0)
            {
                address = again.Pop();
            }
            else
            {
                address = (next + bytes - 1) & ~(bytes - 1);
                if (address + bytes > memory.Size) return false;
                next = address + bytes;
            }

            Left--;
            return true;
        }

        public void Give(ulong address, ulong bytes)
        {
            Assert.True(memory.TryCopyFrom(address, new byte[bytes]));
            if (!given.TryGetValue(bytes, out Stack<ulong>? free)) given.Add(bytes, free = new());
            free.Push(address);
            Left++;
        }
    }
}
