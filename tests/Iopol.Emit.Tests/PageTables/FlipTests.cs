using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Xunit.Abstractions;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>Every kind of entry at every level of every shape, with every one of its bits the other way: the emitted walks and the interpreter agree.</summary>
public sealed class FlipTests(ITestOutputHelper output)
{
    private const int Setups = 6;

    public static TheoryData<string, int> Shapes => Formats.ShapeData;

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_bit_flipped(string name, int levels)
    {
        PageTableIR format = Formats.All[name];
        int asked = 0, found = 0;
        var faults = new HashSet<int>();
        for (int n = 0; n < Setups; n++)
        {
            TableSetup setup = Formats.Setup(format, levels, n);
            ulong start = n % 2 == 0 ? 0 : 1UL << 31;
            var ladder = new Ladder(setup, start);
            using var trial = new Trial(setup, ladder.Size, start, ladder.Table(setup.Top));
            var random = new Random(n);
            foreach (LevelIR level in setup.Levels)
            {
                ladder.WriteAbove(trial, level);
                foreach (KindIR kind in format.Kinds.Where(k => k.Levels.Contains(level.Number) && (k.IsLeaf || level.Position > 0)))
                {
                    if (!kind.IsLeaf) WriteBelow(trial, ladder, setup, level);
                    asked += Flip(trial, ladder, setup, level, kind, everyAccess: n < 2, random);
                }
            }

            // An IOVA with each of its bits the other way: outside, another entry, another byte.
            for (int bit = -1; bit < 64; bit++)
            {
                WriteBelow(trial, ladder, setup, setup.Top);
                ladder.WriteAbove(trial, setup.Levels[^1]);
                trial.Ask(bit < 0 ? ladder.Iova : ladder.Iova ^ (1UL << bit), bit % 2 == 0 ? Access.Read : Access.Write);
            }

            trial.AreSame();
            found += trial.Found;
            faults.UnionWith(trial.Faults.Keys);
        }

        output.WriteLine($"{asked} asked, {found} found, faults {string.Join(", ", faults.Order().Select(f => format.Faults[f].Name))}");
        Assert.True(found > asked / 20, $"only {found} of {asked} walks end at a leaf");
    }

    private static int Flip(Trial trial, Ladder ladder, TableSetup setup, LevelIR level, KindIR kind, bool everyAccess, Random random)
    {
        int asked = 0;
        ulong target = kind.IsLeaf ? Target(setup, level, kind) : ladder.Table(setup.Levels.First(l => l.Position == level.Position - 1));
        ulong entry = ladder.Entry(kind, level, target, (MapRights)15);
        for (int bit = -1; bit < setup.Format.EntryBytes * 8; bit++)
        {
            foreach (Access access in Accesses(everyAccess, random))
            {
                ulong flipped = bit < 0 ? entry : entry ^ (1UL << bit);
                // Half of them with everything the hardware would note in it noted already.
                if ((asked & 1) == 0) flipped |= Noted(setup.Format, kind);
                trial.Write(ladder.Place(level), flipped);
                trial.Ask(ladder.Iova, access);
                asked++;
            }
        }

        return asked;
    }

    private static IEnumerable<Access> Accesses(bool every, Random random) =>
        every ? Enumerable.Range(0, 16).Select(a => (Access)a) : [Access.Read, Access.Write, (Access)random.Next(16), (Access)random.Next(16)];

    private static ulong Noted(PageTableIR format, KindIR kind) => format.EntrySteps.Concat(format.LeafSteps).OfType<UpdateStep>()
        .Where(u => u.Set && kind.Rows.Any(r => r.Field?.Name == u.Field.Name))
        .Aggregate(0UL, (all, u) => all | u.Field.Bits.Mask);

    private static ulong Target(TableSetup setup, LevelIR level, KindIR kind)
    {
        int size = level.ItemBits + (kind.Covers == 0 ? 1 : (int)Math.Log2(kind.Covers));
        return size >= 32 ? 0 : 0x1_2345_6789_0000UL >> 20 << size & 0xffff_ffff;
    }

    private static void WriteBelow(Trial trial, Ladder ladder, TableSetup setup, LevelIR level)
    {
        foreach (LevelIR below in setup.Levels.Where(l => l.Position < level.Position))
        {
            KindIR kind = below.Position == 0 ? ladder.Leaves(below).First() : ladder.Pointer(below)!;
            ulong target = below.Position == 0 ? 0x7000_0000 : ladder.Table(setup.Levels.First(l => l.Position == below.Position - 1));
            trial.Write(ladder.Place(below), ladder.Entry(kind, below, target, (MapRights)15));
        }
    }
}
