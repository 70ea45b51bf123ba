using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Iopol.Benchmarks.PageTables;
using Iopol.Runtime.PageTables;
using VtdTable = Iopol.PageTables.VtdSecondStageLevels4;

// The page-table kernels by a stopwatch, so that the same program can be timed as compiled while it runs and as published with NativeAOT:
// what BenchmarkDotNet measures with is not there in a native program.
//   dotnet run -c Release --project tests/Iopol.Native.Timing
//   dotnet publish -c Release -p:PublishAot=true -o out tests/Iopol.Native.Timing && out/Iopol.Native.Timing
const int Rounds = 60;
Console.WriteLine(RuntimeFeature.IsDynamicCodeCompiled ? "JIT" : "NativeAOT");
var addresses = new ulong[SampleTables.Draws];
foreach (Mapping mapping in new[] { Mapping.Hot, Mapping.Mixed, Mapping.Cold })
{
    SampleTables tables = SampleTables.Of(mapping);
    Show($"Translate, {mapping}", SampleTables.Draws, () => Each(tables));
    Show($"TranslateMany, {mapping}", SampleTables.Draws, () => (ulong)tables.Table.TranslateMany(tables.Next(), Access.Read, addresses));
    if (mapping != Mapping.Hot) continue;
    const ulong Slot = 1UL << 40, Length = 256 * 4096;
    _ = tables.Table.TryMap(Slot + Length, 0x1000, 4096, MapRights.Read, tables.Gather);
    Show("map and unmap 256 pages", 1000, () => Pairs(tables, Slot, Length));
}

SampleTables contiguous = SampleTables.Of(Mapping.Contiguous);
Show("TranslateRange, Contiguous", SampleTables.Draws, () => contiguous.Table.TranslateRange(0, SampleTables.Draws, Access.Read, addresses));
return 0;

static ulong Each(SampleTables tables)
{
    VtdTable table = tables.Table;
    ulong sum = 0;
    foreach (ulong iova in tables.Next())
    {
        Translation t = table.Translate(iova, Access.Read);
        sum += t.IsOk ? t.Address : 1;
    }

    return sum;
}

static ulong Pairs(SampleTables tables, ulong slot, ulong length)
{
    ulong bytes = 0;
    for (int i = 0; i < 1000; i++)
    {
        if (tables.Table.TryMap(slot, 0x1_0000_1000, length, MapRights.Read | MapRights.Write, tables.Gather) != MapError.None) return 0;
        bytes += tables.Table.Unmap(slot, length, tables.Gather);
        tables.Gather.Complete();
    }

    return bytes;
}

static void Show(string what, int count, Func<ulong> run)
{
    double least = double.MaxValue;
    ulong sum = 0;
    for (int round = 0; round < Rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        sum += run();
        least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / count);
        // Time for better code to be made.
        if (round < 10) Thread.Sleep(30);
    }

    if (sum == 0) throw new InvalidOperationException($"{what} found nothing");
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} {least,8:F2} ns"));
}
