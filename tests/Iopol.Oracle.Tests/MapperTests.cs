using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Mapping;
using Iopol.Oracle.Tests.Probes;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Units;
using Iopol.Runtime.PageTables;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>QEMU walks tables that our mappers wrote: every page must be where the caller asked for it, with the rights asked for, and nothing else.</summary>
public sealed class MapperTests(ITestOutputHelper output)
{
    private const int StepsPerRound = 60;
    private const int ProbesPerRound = 1000;

    [QemuTheory(QemuBinary.X86)]
    [InlineData(48, 4, true)]
    [InlineData(48, 4, false)]
    [InlineData(39, 3, true)]
    [InlineData(39, 3, false)]
    public void Vtd(int width, int levels, bool isCompiled)
    {
        using Bench bench = Benches.VtdLegacy(width);
        Run(bench, Candidate.VtdLegacy(width, levels), isCompiled, new(6, 5, 6, 5), [MapRights.Read, MapRights.Write, MapRights.Read | MapRights.Write]);
    }

    [QemuTheory(QemuBinary.X86)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    public void Amd(int mode, bool isCompiled)
    {
        using Bench bench = Benches.Amd();
        Run(bench, Candidate.Amd(mode), isCompiled, default, [MapRights.Read, MapRights.Write, MapRights.Read | MapRights.Write]);
    }

    [QemuTheory(QemuBinary.Arm)]
    [InlineData(12, 48, true)]
    [InlineData(12, 48, false)]
    [InlineData(14, 47, true)]
    [InlineData(14, 47, false)]
    [InlineData(16, 42, true)]
    [InlineData(16, 42, false)]
    public void Smmu(int granuleBits, int width, bool isCompiled)
    {
        using Bench bench = Benches.Smmu();
        Run(bench, Candidate.Smmu(granuleBits, width), isCompiled, new(0x10, 0x10, null, 0x13), [MapRights.Read, MapRights.Read | MapRights.Write]);
    }

    private void Run(Bench bench, Candidate candidate, bool isCompiled, Codes codes, MapRights[] rights)
    {
        ulong tables = bench.Prober.Tables;
        ulong tableBytes = bench.Prober.Pool - tables;
        using PhysicalMemory memory = PhysicalMemory.Allocate(tableBytes, tables);
        var frames = new TableFrames(memory, tables, tableBytes);
        Assert.True(frames.TryAllocate(System.Numerics.BitOperations.Log2(candidate.Setup.TableBytes(candidate.Setup.Top)), out ulong root));
        Mapper mapper = isCompiled ? new CompiledMapper(candidate.Compiled!(memory, root), frames) : new InterpretedMapper(candidate.Setup, frames, root);
        candidate.Attach(bench.Unit, root);
        var work = new Work(bench, candidate, mapper, codes, rights);
        while (bench.Tally.Probes < Effort.Probes)
        {
            for (int i = 0; i < StepsPerRound; i++) work.Step();
            Assert.True(memory.TryCopyTo(tables, bench.Memory.Bytes(tables, (int)tableBytes)));
            work.Probe(ProbesPerRound);
        }

        output.WriteLine(bench.Report());
        bench.Tally.AssertNone();
        Assert.True(bench.Tally["mapped"] > bench.Tally.Probes / 4, "too little was mapped");
    }

    /// <summary>Reasons for a refusal; null where the unit records none or there is no such refusal.</summary>
    private readonly record struct Codes(int? ReadNothing, int? WriteNothing, int? ReadDenied, int? WriteDenied);

    private sealed class Work(Bench bench, Candidate candidate, Mapper mapper, Codes codes, MapRights[] rights)
    {
        private readonly Random random = new(Effort.Seed);
        private readonly MappingBook book = new();
        private readonly int granule = candidate.Setup.SmallestBits;

        /// <summary>Maps or unmaps, and holds the mapper's answer to the book.</summary>
        public void Step()
        {
            if (book.Count > 0 && random.Next(100) < (book.Count > 80 ? 70 : 30)) Unmap();
            else Map();
        }

        /// <summary>Accesses in and around what is mapped.</summary>
        public void Probe(int count)
        {
            Probe[] probes = [.. Enumerable.Range(0, count).Select(_ => Next())];
            bench.Asking.Start();
            Answer[] answers = bench.Prober.Ask(probes);
            bench.Asking.Stop();
            for (int i = 0; i < count; i++) Compare(probes[i], answers[i]);
        }

        private void Map()
        {
            int align = Math.Max(granule, random.Next(4) switch { 0 => 21, 1 => 16, _ => granule });
            ulong pages = (ulong)random.Next(1, random.Next(2) == 0 ? 8 : 700) << Math.Max(0, 12 - granule);
            ulong length = Math.Max(1, (pages << 12) >> align) << align;
            ulong end = bench.Memory.Base + bench.Memory.Size;
            ulong start = (bench.Prober.Pool + (1ul << align) - 1) >> align << align;
            if (length > end - start) return;
            ulong address = start + ((ulong)random.NextInt64((long)((end - start - length) >> align) + 1) << align);
            ulong iova = ((ulong)random.NextInt64(1L << (random.Next(3) == 0 ? candidate.Setup.InputBits : 31)) >> align) << align;
            if (iova + length > 1ul << candidate.Setup.InputBits || (iova <= 0xfeef_ffff && iova + length > 0xfee0_0000)) return;
            MapRights asked = rights[random.Next(rights.Length)];
            MapError error = mapper.Map(iova, address, length, asked);
            if (error == MapError.ENOMEM) return;
            Assert.Equal(book.Overlaps(iova, length) ? MapError.EADDRINUSE : MapError.None, error);
            if (error == MapError.None) book.Add(new(iova, address, length, asked));
        }

        private void Unmap()
        {
            int index = random.Next(book.Count);
            MappedRange range = book[index];
            Assert.Equal(range.Length, mapper.Unmap(range.Iova, range.Length));
            book.RemoveAt(index);
        }

        private Probe Next()
        {
            ulong iova;
            do
            {
                iova = (ulong)random.NextInt64(1L << candidate.Setup.InputBits);
                if (book.Count > 0 && random.Next(10) != 0)
                {
                    MappedRange range = book[random.Next(book.Count)];
                    // Inside, mostly; now and then a page before or behind.
                    iova = range.Iova + (ulong)random.NextInt64((long)range.Length + (2L << granule)) - (1ul << granule);
                }

                iova &= ~7ul & ((1ul << candidate.Setup.InputBits) - 1);
            }
            while (bench.Unit.IsInterrupt(iova));

            return new(iova, random.Next(2) == 0, Expected(iova)?.Address);
        }

        private (ulong Address, MapRights Rights)? Expected(ulong iova) => book.Find(iova) is { } range ? (range.Address + (iova - range.Iova), range.Rights) : null;

        private void Compare(Probe probe, Answer answer)
        {
            (ulong Address, MapRights Rights)? expected = Expected(probe.Iova);
            bool isAllowed = expected is { } mapped && (mapped.Rights & (probe.IsWrite ? MapRights.Write : MapRights.Read)) != 0;
            int? code = isAllowed ? null
                : expected is null ? (probe.IsWrite ? codes.WriteNothing : codes.ReadNothing)
                : probe.IsWrite ? codes.WriteDenied : codes.ReadDenied;
            FaultRecord? record = code is { } c ? new FaultRecord(c, bench.Unit.Source, probe.Iova & bench.Unit.RecordedAddressMask, probe.IsWrite) : null;
            bench.Tally.Count(isAllowed ? "mapped" : expected is null ? "not mapped" : "mapped without the right");
            var right = new Answer(isAllowed ? expected!.Value.Address : null, record);
            if (answer != right) bench.Tally.Differ($"{probe}: {answer}, not {right}");
        }
    }
}
