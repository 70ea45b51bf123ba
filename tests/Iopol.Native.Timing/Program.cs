using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Iopol.Benchmarks.PageTables;
using Iopol.Runtime.PageTables;

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
    Show($"Translate, {mapping}", SampleTables.Draws, tables.TranslateEach);
    Show($"TranslateMany, {mapping}", SampleTables.Draws, () => (ulong)tables.Table.TranslateMany(tables.Next(), Access.Read, addresses));
    if (mapping != Mapping.Hot) continue;
    const ulong Slot = 1UL << 40, Length = 256 * 4096;
    _ = tables.Table.TryMap(Slot + Length, 0x1000, 4096, MapRights.Read, tables.Gather);
    Show("map and unmap 256 pages", 1000, () => tables.MapAndUnmap(Slot, Length, 1000));
}

SampleTables contiguous = SampleTables.Of(Mapping.Contiguous);
Show("TranslateRange, Contiguous", SampleTables.Draws, () => contiguous.Table.TranslateRange(0, SampleTables.Draws, Access.Read, addresses));
return 0;

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
