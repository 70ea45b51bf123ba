using Iopol.Interpreter.PageTables;
using Iopol.Oracle.Tests.Comparing;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Oracle.Tests.Tables;
using Iopol.Oracle.Tests.Units;
using Iopol.Runtime.PageTables;
using Iopol.Tests;
using Xunit.Abstractions;

namespace Iopol.Oracle.Tests;

/// <summary>Tables that Linux 6.1 wrote for a machine with an assigned device, put back into QEMU's memory at their addresses.</summary>
public sealed class LinuxTablesTests(ITestOutputHelper output)
{
    private const int Megabytes = 512;

    /// <summary>A megabyte that neither the tables nor what they map touch.</summary>
    private const ulong Free = 0x1000_0000;

    /// <summary>Leaves of the assigned device's domain and of the ISA bridge's.</summary>
    [QemuTheory(QemuBinary.X86)]
    [InlineData("00:06.0", 517)]
    [InlineData("00:1f.0", 4234)]
    [InlineData("01:00.0", 0)]
    public void Every_mapped_page_is_where_our_walk_says(string requester, int leaves)
    {
        var image = new TableImage(RepositoryPaths.InRepository("samples", "tables", "edu-tables"));
        ImageContext context = image.Contexts.Single(c => c.Requester == requester);
        using Bench bench = Benches.VtdAround(Megabytes, Free);
        image.Load(bench.Memory);
        var unit = (VtdUnit)bench.Unit;
        // edu sits where the assigned device sat, so its context is the one that Linux wrote.
        if (requester == "00:06.0") unit.SetSubjectRoot(image.Root);
        else unit.SetSubject(context.Root, context.Levels);

        Walks walks = bench.Walks(Candidate.VtdLegacy(48, context.Levels), context.Root);
        int found = 0;
        foreach (ulong iova in Mapped(bench.Memory, context))
        {
            found++;
            WalkResult walk = walks.Walk(iova, Access.None, bench.Tally);
            Assert.True(walk.IsOk, $"0x{iova:x}: {walk.Fault?.Name}");
            Assert.False(walk.Address - Free < RemappingUnit.StructureBytes, $"0x{iova:x} leads into the test's own megabyte");
            foreach (ulong offset in (ulong[])[0, 0x7f8, (1ul << walk.SizeBits) - 8])
            {
                ulong word = walk.Address + offset;
                if (bench.Memory.Holds(word) && !image.Pages.Contains(word & ~0xffful)) bench.Prober.Sow(word);
                bench.Add(walks, iova + offset, isWrite: false);
                bench.Add(walks, iova + offset, isWrite: true);
            }

            // Behind the page there is another, or a fault.
            bench.Add(walks, iova + (1ul << walk.SizeBits) + 0x10, isWrite: false);
        }

        for (int bit = 12; bit < 64; bit++) bench.Add(walks, 1ul << bit, isWrite: bit % 2 == 0);
        bench.Compare();
        output.WriteLine(bench.Report());
        Assert.Equal(leaves, found);
        bench.Tally.AssertNone();
    }

    /// <summary>IOVAs of the leaves, read off the entries without asking what they mean beyond that.</summary>
    private static List<ulong> Mapped(GuestMemory memory, ImageContext context)
    {
        var found = new List<ulong>();
        void Down(ulong table, int level, ulong iova)
        {
            for (int i = 0; i < 512; i++)
            {
                ulong entry = memory[table + ((ulong)i * 8)];
                ulong at = iova + ((ulong)i << (12 + (9 * level)));
                if (entry == 0) continue;
                if (level == 0 || (entry & 0x80) != 0) found.Add(at);
                else Down(entry & 0xf_ffff_ffff_f000, level - 1, at);
            }
        }

        Down(context.Root, context.Levels - 1, 0);
        return found;
    }
}
