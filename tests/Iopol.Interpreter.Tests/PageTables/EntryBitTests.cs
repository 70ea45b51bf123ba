using System.Numerics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;
using Iopol.Tests.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>What the bits of written entries do, over every shape: software bits nothing, reserved bits a fault.</summary>
public sealed class EntryBitTests
{
    private const MapRights Usual = MapRights.Read | MapRights.Write | MapRights.User;

    /// <summary>A shape with one leaf of a form.</summary>
    private sealed class OneLeaf
    {
        private readonly EntryMemory memory = new(4 << 20);
        private readonly TableWalk walk;

        public OneLeaf(TableSetup setup, LeafForm form)
        {
            var frames = new EntryFrames(memory);
            Assert.True(frames.TryTake(setup.TableBytes(setup.Top), out ulong root));
            Iova = setup.Extension == InputExtension.Ones ? ulong.MaxValue << setup.InputBits : 0;
            Assert.Equal(MapError.None, new PlainMapper(setup, memory, frames, root).TryMap(Iova, 0, 1UL << form.SizeBits, Usual));
            walk = new(setup, memory, root);
            Path = Walk(Access.Read).Path;
            Bytes = setup.Format.EntryBytes;
        }

        public ulong Iova { get; }

        public int Bytes { get; }

        public IReadOnlyList<WalkedEntry> Path { get; }

        public WalkResult Walk(Access access) => walk.Walk(Iova, access, isDryRun: true);

        public WalkResult With(WalkedEntry entry, ulong value, Access access)
        {
            ulong before = memory.Read(entry.Address, Bytes);
            memory.Write(entry.Address, Bytes, value);
            WalkResult result = Walk(access);
            memory.Write(entry.Address, Bytes, before);
            return result;
        }
    }

    private static IEnumerable<(TableSetup Setup, OneLeaf Table, WalkedEntry Entry, RowIR Row, int Bit)> Bits(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        foreach (LeafForm form in LeafForm.Of(setup).Where(form => form.SizeBits < 45))
        {
            var table = new OneLeaf(setup, form);
            foreach (WalkedEntry entry in table.Path)
            {
                foreach (RowIR row in entry.Kind!.Rows)
                {
                    for (int bit = row.Bits.Low; bit <= row.Bits.High; bit++) yield return (setup, table, entry, row, bit);
                }
            }
        }
    }

    private static bool IsReserved(TableSetup setup, RowIR row) => new ConditionEvaluator(setup).IsReserved(row);

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Ignored_bits_change_no_answer(string shape)
    {
        int tried = 0;
        foreach ((TableSetup setup, OneLeaf table, WalkedEntry entry, RowIR row, int bit) in Bits(shape))
        {
            if (row.Role != RowRole.Ignored || IsReserved(setup, row)) continue;
            foreach (Access access in new[] { Access.None, Access.Read, Access.Write, Access.Execute, Access.Read | Access.Privileged })
            {
                WalkResult before = table.Walk(access), after = table.With(entry, entry.Value!.Value ^ (1UL << bit), access);
                Assert.Equal((before.Fault, before.Address, before.SizeBits, before.Allowed), (after.Fault, after.Address, after.SizeBits, after.Allowed));
                Assert.Equal(before.Path.Select(e => e.Kind), after.Path.Select(e => e.Kind));
            }

            tried++;
        }

        Assert.True(tried > 0);
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Reserved_bits_fault_whatever_is_asked(string shape)
    {
        foreach ((TableSetup setup, OneLeaf table, WalkedEntry entry, RowIR row, int bit) in Bits(shape))
        {
            if (!IsReserved(setup, row) || entry.Kind!.Rows.Any(other => other.IsCoded)) continue;
            for (int number = 0; number < 16; number++) Assert.False(table.With(entry, entry.Value!.Value | (1UL << bit), (Access)number).IsOk, $"bit {bit} of {entry.Kind.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void An_entry_of_zeros_faults_at_every_level_for_every_access(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        var table = new OneLeaf(setup, LeafForm.Of(setup)[^1]);
        Assert.Equal(setup.Levels.Count, table.Path.Count);
        foreach (WalkedEntry entry in table.Path)
        {
            for (int number = 0; number < 16; number++)
            {
                WalkResult result = table.With(entry, 0, (Access)number);
                Assert.False(result.IsOk);
                Assert.Equal(entry.Level.Position, result.Position);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Address_bits_reach_the_address(string shape)
    {
        foreach ((TableSetup setup, OneLeaf table, WalkedEntry entry, RowIR row, int bit) in Bits(shape))
        {
            int to = row.Address.Low + bit - row.Bits.Low;
            if (row.Role != RowRole.Address || row.IsCoded || !entry.Kind!.IsLeaf || table.Walk(Access.Read).SizeBits > to) continue;
            WalkResult result = table.With(entry, entry.Value!.Value | (1UL << bit), Access.Read);
            if (result.IsOk) Assert.Equal(table.Iova & ((1UL << result.SizeBits) - 1) | (1UL << to), result.Address);
            else Assert.Contains(setup.Format.Options, option => option.Name is "host_width" or "output_width" or "physical_width" && setup.ValueOf(option) <= to);
        }
    }

    [Theory]
    [MemberData(nameof(TableShape.Data), MemberType = typeof(TableShape))]
    public void Sizes_are_larger_than_an_entry_and_smaller_than_a_table(string shape)
    {
        TableSetup setup = ShippedFormats.Setup(shape);
        IReadOnlyList<LeafForm> forms = LeafForm.Of(setup);
        foreach (LeafForm form in forms)
        {
            Assert.Equal(form.Level.ItemBits + form.EntryBits, form.SizeBits);
            Assert.InRange(form.EntryBits, 0, setup.IndexBits(form.Level));
            Assert.True(form.EntryBits < form.Level.Index.Count);
            Assert.True(form.IsReplicated == (form.Kind.Covers != 1));
        }

        // An entry of its own size is there at each level that has leaves at all, AMD's 512 GiB apart.
        foreach (LevelIR level in setup.Levels.Where(level => setup.Format.Kinds.Any(kind => kind.IsLeaf && kind.Levels.Contains(level.Number))))
        {
            bool isThere = forms.Any(form => form.Level == level && form.EntryBits == 0);
            Assert.True(isThere || setup.Format.UnwrittenSizes.Contains(1UL << level.ItemBits) || level.ItemBits >= setup.InputBits, $"level {level.Number}");
        }
    }

    [Fact]
    public void Each_vendor_has_its_sizes()
    {
        static int[] Sizes(string shape) => [.. LeafForm.Of(ShippedFormats.Setup(shape)).Select(form => form.SizeBits).Order()];
        Assert.Equal([12, 21, 30], Sizes("VtdSecondStage/5"));
        Assert.Equal([12, 21, 30], Sizes("X86FirstStage/4"));
        Assert.Equal([.. Enumerable.Range(12, 27)], Sizes("AmdV1/3"));
        Assert.Equal([.. Enumerable.Range(12, 40).Where(bits => bits != 39)], Sizes("AmdV1/6"));
        Assert.Equal([12, 16, 21, 30, 39, 48], Sizes("RiscvFirstStage/5"));
        Assert.Equal([12, 21, 30, 39], Sizes("RiscvFirstStage/4 svnapot=0"));
        Assert.Equal([12, 22], Sizes("RiscvSv32/2"));
        Assert.Equal([12, 16, 21, 25, 30, 34], Sizes("ArmStage1Granule4K/4"));
        Assert.Equal([14, 21, 25, 30], Sizes("ArmStage1Granule16K/4"));
        Assert.Equal([16, 21, 29, 34], Sizes("ArmStage1Granule64K/3"));
        Assert.Equal([16, 21, 29, 34, 42], Sizes("ArmStage1Granule64KLarge/3"));
        Assert.Equal([12, 16, 20, 24], Sizes("Armv7Short/2"));
    }
}
