using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Xunit.Abstractions;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>
/// What a walk passes at once it may pass: every entry a mask accepts, whatever its other bits are, is what the interpreter takes it
/// for, with nothing left to fault on or to write. And what a mapper writes is passed at once.
/// </summary>
public sealed class MaskTests(ITestOutputHelper output)
{
    private const int Setups = 10;

    // Up to so many bits that a mask leaves open all combinations are tried; of more, as many by chance.
    private const int OpenBits = 8;

    public static TheoryData<string, int> Shapes => Formats.ShapeData;

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_passed_may_be_passed(string name, int levels)
    {
        PageTableIR format = Formats.All[name];
        int tried = 0, masks = 0;
        for (int n = 0; n < Setups; n++)
        {
            TableSetup setup = Formats.Setup(format, levels, n);
            var ladder = new Ladder(setup, 0);
            using var trial = new Trial(setup, ladder.Size, 0, ladder.Table(setup.Top));
            var random = new Random(n);
            foreach (LevelIR level in setup.Levels)
            {
                ladder.WriteAbove(trial, level);
                for (int access = 0; access < 16; access++)
                {
                    (EntryMask table, EntryMask leaf) = trial.Table.MasksAt(level.Position, (Access)access);
                    foreach (EntryMask mask in new[] { table, leaf }.Where(m => !m.IsEmpty))
                    {
                        masks++;
                        foreach (ulong entry in Members(format, level, mask, random))
                        {
                            tried++;
                            Check(trial, ladder, setup, level, entry, (Access)access, isLeaf: mask == leaf);
                        }
                    }
                }
            }
        }

        output.WriteLine($"{tried} entries of {masks} masks");
        Assert.True(masks > 0, "no mask accepts anything");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_a_mapper_writes_is_passed(string name, int levels)
    {
        PageTableIR format = Formats.All[name];
        TableSetup setup = Formats.Setup(format, levels, 0);
        var ladder = new Ladder(setup, 0);
        using PhysicalMemory memory = PhysicalMemory.Allocate(ladder.Size);
        PageTable table = Formats.Create(setup, memory, 0);
        ulong noted = format.EntrySteps.Concat(format.LeafSteps).OfType<UpdateStep>().Where(u => u.Set).Aggregate(0UL, (all, u) => all | u.Field.Bits.Mask);
        foreach (LevelIR level in setup.Levels)
        {
            if (level.Position > 0 && ladder.Pointer(level) is { } pointer)
            {
                ulong entry = ladder.Entry(pointer, level, ladder.Table(setup.Levels.First(l => l.Position == level.Position - 1)), MapRights.None);
                Assert.True(table.MasksAt(level.Position, Access.Read).Table.Accepts(entry | Noted(format, pointer, noted)), $"{pointer.Name} at {level.Number}: {entry:x}");
            }

            if (ladder.Leaves(level).FirstOrDefault(k => k.Covers == 1) is not { } leaf) continue;
            ulong written = ladder.Entry(leaf, level, 0, (MapRights)15);
            foreach (Access access in new[] { Access.Read, Access.Write, Access.Read | Access.Write })
            {
                Assert.True(table.MasksAt(level.Position, access).Leaf.Accepts(written | Noted(format, leaf, noted)), $"{leaf.Name} at {level.Number} for {access}: {written:x}");
            }
        }
    }

    private static ulong Noted(PageTableIR format, KindIR kind, ulong noted) =>
        kind.Rows.Where(r => r.Role == RowRole.Field && format.EntrySteps.Concat(format.LeafSteps).OfType<UpdateStep>().Any(u => u.Set && u.Field.Name == r.Field!.Name))
            .Aggregate(0UL, (all, r) => all | r.Bits.Mask) & noted;

    // The bits the mask asks for, with every combination of the other bits that a kind at the level names; then all, and one by one, of the rest.
    private static IEnumerable<ulong> Members(PageTableIR format, LevelIR level, EntryMask mask, Random random)
    {
        ulong all = format.EntryBytes == 8 ? ulong.MaxValue : uint.MaxValue;
        ulong named = format.Kinds.Where(k => k.Levels.Contains(level.Number)).SelectMany(k => k.Rows).Where(r => r.Role is RowRole.Field or RowRole.Reserved)
            .Aggregate(0UL, (bits, r) => bits | r.Bits.Mask) & ~mask.Mask & all;
        ulong rest = ~named & ~mask.Mask & all;
        int open = System.Numerics.BitOperations.PopCount(named);
        for (int i = 0; i < 1 << Math.Min(open, OpenBits); i++)
        {
            ulong entry = mask.Want | Deposit(open <= OpenBits ? (ulong)i : (ulong)random.NextInt64(), named);
            yield return entry;
            if (i % 4 == 0) yield return entry | ((ulong)random.NextInt64() & rest);
        }

        yield return mask.Want | named | rest;
        yield return mask.Want | rest;
        for (ulong left = rest; left != 0; left &= left - 1) yield return mask.Want | (left & (~left + 1));
    }

    private static ulong Deposit(ulong value, ulong mask)
    {
        ulong result = 0;
        for (int i = 0; mask != 0; i++, mask &= mask - 1)
        {
            if (((value >> i) & 1) != 0) result |= mask & (~mask + 1);
        }

        return result;
    }

    private static void Check(Trial trial, Ladder ladder, TableSetup setup, LevelIR level, ulong entry, Access access, bool isLeaf)
    {
        // An output the format's own window refuses is not the mask's matter.
        trial.Write(ladder.Place(level), entry);
        WalkResult result = trial.Ask(ladder.Iova, access);
        WalkedEntry? step = result.Path.FirstOrDefault(e => e.Level == level);
        string what = $"{setup.Format.Name} level {level.Number} {access}: {entry:x} is {step?.Kind?.Name}, {result.Fault?.Name}";
        Assert.True(step?.Kind is not null && step.Kind.IsLeaf == isLeaf, what);
        if (isLeaf)
        {
            Assert.True(result.Updates.All(u => u.Address != ladder.Place(level)), what + ", updated");
            ulong output = step.Target!.Value | (ladder.Iova & ((1UL << level.ItemBits) - 1));
            bool isRefused = unchecked(output - trial.Table.Layout.RefusedFirst) < trial.Table.Layout.RefusedCount;
            Assert.True(isRefused || (result.IsOk && result.SizeBits == level.ItemBits && result.Position == level.Position), what);
        }
        else
        {
            // Whatever comes of the walk comes of the next level.
            Assert.True(result.Position == level.Position - 1 || result.Path.Any(e => e.Level.Position == level.Position - 1), what);
            Assert.True(result.Updates.All(u => u.Address != ladder.Place(level)), what + ", updated");
        }
    }
}
