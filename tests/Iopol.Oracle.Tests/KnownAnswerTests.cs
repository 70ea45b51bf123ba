using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Probes;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;

namespace Iopol.Oracle.Tests;

/// <summary>The oracle itself, without any walk of ours: tables written by hand, answers known from the specifications and from QEMU.</summary>
public sealed class KnownAnswerTests
{
    /// <summary>Outside RAM on every machine here, below every address width.</summary>
    private const ulong Nowhere = 0x7f_0000_0000;

    [QemuFact(QemuBinary.X86)]
    public void Vtd_translates_and_gives_reasons()
    {
        using Bench bench = Benches.VtdLegacy(48);
        var by = new ByHand(bench);
        var unit = (VtdUnit)bench.Unit;
        ulong pool = bench.Prober.Pool;
        ulong large = (pool + 0x3f_ffff) & ~0x1f_fffful;
        unit.SetSubject(by.Table(0), 4);
        by[0, 0] = by.Table(1) | 3;
        by[0, 1] = by.Table(1) | 1;
        by[0, 2] = by.Table(1) | 2;
        by[0, 3] = by.Table(1) | 0x83;
        by[0, 4] = Nowhere | 3;
        by[1, 0] = by.Table(2) | 3;
        by[2, 0] = by.Table(3) | 3;
        by[2, 1] = large | 0x83;
        by[2, 2] = large | 0x1083;
        by[2, 3] = by.Table(3) | 0x803;
        by[2, 4] = ulong.MaxValue;
        by[2, 5] = 0xfee0_0083;
        by[2, 6] = Nowhere | 0x83;
        by[3, 0] = pool | 3;
        by[3, 1] = pool | 0x1001;
        by[3, 2] = pool | 0x2002;
        by[3, 3] = pool | 0x3803;
        by[3, 4] = pool | 0x4801;
        by[3, 5] = pool | 0x57fb | (0xbfful << 52);
        by[3, 6] = pool | 3 | (1ul << 62);
        by[3, 7] = pool | 3 | (1ul << 48);
        by[3, 8] = 0xfee0_0003;

        const ulong big = 1ul << 39;
        by.Reads(0x8, pool + 8);
        by.Writes(0xff8, pool + 0xff8);
        by.Reads(0x1000, pool + 0x1000);
        by.Refuses(0x1010, isWrite: true, 5);
        by.Refuses(0x2000, isWrite: false, 6);
        by.Writes(0x2000, pool + 0x2000);
        by.Refuses(0x3000, isWrite: false, 12);
        by.Refuses(0x4000, isWrite: true, 5);
        by.Refuses(0x4000, isWrite: false, 12);
        by.Reads(0x5000, pool + 0x5000);
        by.Refuses(0x6000, isWrite: false, 12);
        by.Refuses(0x7000, isWrite: false, 12);
        by.Refuses(0x8000, isWrite: false, 14);
        by.Refuses(0x9000, isWrite: false, 6);
        by.Refuses(0x9000, isWrite: true, 5);
        by.Reads(0x20_1238, large + 0x1238);
        by.Refuses(0x40_0000, isWrite: false, 12);
        by.Refuses(0x60_0000, isWrite: false, 12);
        // An entry of all ones.
        by.Refuses(0x80_0000, isWrite: false, 7);
        // A large leaf of which half is the interrupt window.
        by.Refuses(0xa0_0000, isWrite: false, 14);
        by.Refuses(0xb0_0000, isWrite: false, 14);
        by.ReachesNothing(0xc0_0000);
        by.Reads(big, pool);
        by.Refuses(big, isWrite: true, 5);
        by.Writes(2 * big, pool);
        by.Refuses(2 * big, isWrite: false, 6);
        by.Refuses(3 * big, isWrite: false, 12);
        by.Refuses(4 * big, isWrite: false, 7);
        by.Refuses(1ul << 48, isWrite: false, 4);
        by.Refuses(1ul << 63, isWrite: true, 4);
        by.Check();

        unit.SetSubject(Nowhere, 4);
        by.Refuses(0x1000, isWrite: false, 3);
        by.Check();
        unit.SetSubject(by.Table(1), 3);
        by.Reads(0x20_1000, large + 0x1000);
        by.Refuses(1ul << 39, isWrite: false, 4);
        by.Check();
    }

    [QemuFact(QemuBinary.X86)]
    public void Vtd_refuses_what_the_context_forbids()
    {
        using Bench bench = Benches.VtdLegacy(48);
        var by = new ByHand(bench);
        var unit = (VtdUnit)bench.Unit;
        by[0, 0] = by.Table(1) | 3;
        foreach ((ulong low, ulong high, int code) in ((ulong, ulong, int)[])
        [
            (by.Table(0), 2, 2),
            (by.Table(0) | 1 | (3 << 2), 2, 3),
            (by.Table(0) | 1, 4, 3),
            (by.Table(0) | 1 | (1 << 5), 2, 11),
            (by.Table(0) | 1, 2, 6),
        ])
        {
            unit.SetSubjectContext(low, high);
            by.Refuses(0x1000, isWrite: false, code);
            by.Check();
        }
    }

    [QemuFact(QemuBinary.X86)]
    public void Amd_translates_and_takes_too_much()
    {
        using Bench bench = Benches.Amd();
        var by = new ByHand(bench);
        var unit = (AmdUnit)bench.Unit;
        ulong pool = bench.Prober.Pool;
        ulong large = (pool + 0x3f_ffff) & ~0x1f_fffful;
        const ulong read = 1ul << 61;
        const ulong write = 1ul << 62;
        const ulong all = read | write | 1;
        unit.SetSubject(by.Table(0), 3);
        by[0, 0] = by.Table(1) | all | (2 << 9);
        by[0, 1] = by.Table(2) | all | (1 << 9);
        by[0, 2] = by.Table(1) | read | 1 | (2 << 9);
        by[0, 3] = by.Table(1) | read | write | (2 << 9);
        by[0, 4] = Nowhere | all | (2 << 9);
        by[1, 0] = by.Table(2) | all | (1 << 9);
        by[1, 1] = large | all;
        by[1, 2] = (large + 0x1000) | all;
        by[2, 0] = pool | all;
        by[2, 1] = (pool + 0x1000) | read | 1;
        by[2, 2] = (pool + 0x2000) | write | 1;
        by[2, 3] = (pool + 0x3000) | read | write;
        by[2, 4] = (pool + 0x4000) | all | (0x7ful << 52);
        // 32 KiB in eight entries, of which one is written: 0b011 below bit 15.
        by[2, 8] = (pool + 0x8000) | 0x3000 | all | (7 << 9);

        by.Reads(0x8, pool + 8);
        by.Writes(0xff8, pool + 0xff8);
        by.Reads(0x1000, pool + 0x1000);
        by.ReachesNothing(0x1000, isWrite: true);
        by.ReachesNothing(0x2000);
        by.Writes(0x2000, pool + 0x2000);
        by.ReachesNothing(0x5000);
        by.Reads(0x8018, pool + 0x8018);
        by.Reads(0x20_1238, large + 0x1238);
        by.Reads(0x4000_1000, pool + 0x1000);
        by.Reads(2ul << 30, pool);
        by.ReachesNothing(2ul << 30, isWrite: true);
        by.ReachesNothing(3ul << 30);
        by.ReachesNothing(4ul << 30);
        by.Check();

        // Where the specification asks for a fault and QEMU gives none: not present, reserved, skipped, misaligned, beyond the width.
        by.Reads(0x3000, pool + 0x3000);
        by.Reads(0x4000, pool + 0x4000);
        by.Reads(0x4020_0000, pool);
        by.Reads(0x40_0000, large);
        by.Reads(1ul << 39, pool);
        by.Check();

        // A size that no level has, and a level above the entry's own.
        unit.SetSubject(by.Table(3), 1);
        by[3, 0] = by.Table(0) | all | (3 << 9);
        by[3, 1] = large | 0xf_f000 | all | (7 << 9);
        by.Reads(0, pool);
        by.Reads(0x1010, large + 0x1010);
        by.Check();
    }

    [QemuFact(QemuBinary.Arm)]
    public void Smmu_translates_and_gives_reasons()
    {
        using Bench bench = Benches.Smmu();
        var by = new ByHand(bench);
        var unit = (SmmuUnit)bench.Unit;
        ulong pool = bench.Prober.Pool;
        ulong large = (pool + 0x3f_ffff) & ~0x1f_fffful;
        const ulong used = 1 << 10;
        const ulong readOnly = 1 << 7;
        unit.SetSubject(by.Table(0), 12, 39);
        by[0, 0] = by.Table(1) | 3;
        by[0, 1] = by.Table(1) | 3 | (1ul << 62);
        by[0, 2] = Nowhere | 3;
        by[1, 0] = by.Table(2) | 3;
        by[1, 1] = large | used | 1;
        by[1, 2] = large | used | readOnly | 1;
        by[2, 0] = pool | used | 3;
        by[2, 1] = (pool + 0x1000) | used | readOnly | 3;
        by[2, 2] = (pool + 0x2000) | 3;
        by[2, 3] = (pool + 0x3000) | used | 1;
        by[2, 4] = (pool + 0x4000) | used | 2;
        by[2, 5] = (1ul << 46) | used | 3;

        by.Reads(0x8, pool + 8);
        by.Writes(0xff8, pool + 0xff8);
        by.Reads(0x1000, pool + 0x1000);
        by.Refuses(0x1010, isWrite: true, 0x13);
        by.Refuses(0x3000, isWrite: false, 0x10);
        by.Refuses(0x4000, isWrite: true, 0x10);
        by.Refuses(0x6000, isWrite: false, 0x10);
        by.Reads(0x20_1238, large + 0x1238);
        by.Reads(0x40_0000, large);
        by.Refuses(0x40_0000, isWrite: true, 0x13);
        by.Reads(1 << 30, pool);
        by.Refuses(1 << 30, isWrite: true, 0x13);
        by.Refuses(2ul << 30, isWrite: false, 0x0b);
        by.Refuses(1ul << 39, isWrite: false, 0x10);
        by.Check();

        // No access flag, an output beyond 44 bits, an IOVA beyond 48: no fault, though the architecture has one for each.
        by.Reads(0x2000, pool + 0x2000);
        by.ReachesNothing(0x5000);
        by.ReachesNothing(1ul << 48);
        by.Check();
    }

    /// <summary>Tables of 512 entries of 8 bytes, and accesses with what must become of them.</summary>
    private sealed class ByHand(Bench bench)
    {
        private readonly List<(Probe Probe, Answer Answer)> cases = [];

        public ulong this[int table, int index]
        {
            set => bench.Memory[Table(table) + ((ulong)index * 8)] = value;
        }

        public ulong Table(int table) => bench.Prober.Tables + ((ulong)table << 12);

        public void Reads(ulong iova, ulong address) => cases.Add((new(iova, false), new(address, null)));

        public void Writes(ulong iova, ulong address) => cases.Add((new(iova, true), new(address, null)));

        public void Refuses(ulong iova, bool isWrite, int code) =>
            cases.Add((new(iova, isWrite), new(null, new FaultRecord(code, bench.Unit.Source, iova & bench.Unit.RecordedAddressMask, isWrite))));

        public void ReachesNothing(ulong iova, bool isWrite = false) => cases.Add((new(iova, isWrite), new(null, null)));

        public void Check()
        {
            Answer[] answers = bench.Prober.Ask([.. cases.Select(c => c.Probe)]);
            for (int i = 0; i < answers.Length; i++) Assert.True(answers[i] == cases[i].Answer, $"{cases[i].Probe} with {cases[i].Answer}: {answers[i]}");
            cases.Clear();
        }
    }
}
