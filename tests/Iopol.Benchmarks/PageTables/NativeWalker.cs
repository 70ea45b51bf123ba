using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iopol.Benchmarks.PageTables;

/// <summary>The walker of <c>walk.c</c>, compiled on the spot by the best of the compilers that are there.</summary>
internal sealed unsafe class NativeWalker
{
    private static readonly string[][] Compilers = [["gcc", "-O2"], ["gcc", "-O3"], ["clang", "-O2"]];

    private readonly delegate* unmanaged<State*, ulong*, nuint, uint, ulong> translateEach;
    private readonly delegate* unmanaged<State*, ulong*, nuint, uint, ulong*, nuint> translateMany;
    private readonly delegate* unmanaged<State*, ulong, nuint, uint, ulong*, nuint> translateRange;
    private State state;

    private NativeWalker(string name, nint library, State state)
    {
        (Name, this.state) = (name, state);
        translateEach = (delegate* unmanaged<State*, ulong*, nuint, uint, ulong>)NativeLibrary.GetExport(library, "translate_each");
        translateMany = (delegate* unmanaged<State*, ulong*, nuint, uint, ulong*, nuint>)NativeLibrary.GetExport(library, "translate_many");
        translateRange = (delegate* unmanaged<State*, ulong, nuint, uint, ulong*, nuint>)NativeLibrary.GetExport(library, "translate_range");
    }

    /// <summary>Compiler and level.</summary>
    public string Name { get; }

    /// <summary>Builds the walker with every compiler of this machine and keeps the one that is fastest on these addresses.</summary>
    /// <param name="memory">Host address of physical address 0.</param>
    /// <param name="size">Bytes of memory.</param>
    /// <param name="root">Physical address of the top table.</param>
    /// <param name="iovas">What it is timed on.</param>
    /// <exception cref="InvalidOperationException">No compiler is here.</exception>
    public static NativeWalker Best(nint memory, ulong size, ulong root, ReadOnlySpan<ulong> iovas)
    {
        NativeWalker? best = null;
        TimeSpan least = TimeSpan.MaxValue;
        foreach (string[] compiler in Compilers)
        {
            if (Build(compiler) is not { } library) continue;
            var walker = new NativeWalker(string.Join(' ', compiler), NativeLibrary.Load(library), new State(memory, size, root));
            TimeSpan time = TimeSpan.MaxValue;
            for (int round = 0; round < 15; round++)
            {
                long start = Stopwatch.GetTimestamp();
                walker.TranslateEach(iovas);
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                if (elapsed < time) time = elapsed;
            }

            Console.WriteLine($"// walk.c by {walker.Name}: {time.TotalNanoseconds / iovas.Length:F2} ns");
            if (time >= least) continue;
            (best, least) = (walker, time);
        }

        return best ?? throw new InvalidOperationException("the C baseline needs gcc or clang, and neither is on this machine");
    }

    /// <summary>Sum of all translations.</summary>
    public ulong TranslateEach(ReadOnlySpan<ulong> iovas)
    {
        fixed (State* s = &state)
        fixed (ulong* i = iovas)
        {
            return translateEach(s, i, (nuint)iovas.Length, 1);
        }
    }

    /// <summary>One by one into an array; how many did not fault.</summary>
    public int TranslateMany(ReadOnlySpan<ulong> iovas, Span<ulong> addresses)
    {
        fixed (State* s = &state)
        fixed (ulong* i = iovas, a = addresses)
        {
            return (int)translateMany(s, i, (nuint)iovas.Length, 1, a);
        }
    }

    /// <summary>Consecutive pages one by one; how many before the first fault.</summary>
    public ulong TranslateRange(ulong iova, Span<ulong> addresses)
    {
        fixed (State* s = &state)
        fixed (ulong* a = addresses)
        {
            return translateRange(s, iova, (nuint)addresses.Length, 1, a);
        }
    }

    private static string? Build(string[] compiler, [CallerFilePath] string here = "")
    {
        string source = Path.Combine(Path.GetDirectoryName(here)!, "walk.c");
        string library = Path.Combine(Path.GetTempPath(), $"iopol-walk-{compiler[0]}{compiler[1]}-{Environment.ProcessId}.so");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(compiler[0], [compiler[1], "-march=native", "-shared", "-fPIC", "-o", library, source]))!;
            process.WaitForExit();
            return process.ExitCode == 0 ? library : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // This compiler is not installed; the others may be.
            return null;
        }
    }

    /// <summary>struct walker of walk.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct State(nint memory, ulong size, ulong root)
    {
        public readonly nint Memory = memory;
        public readonly ulong Size = size;
        public readonly ulong Root = root;
        // Snoop control and device TLBs off, a host of 46 bits: bits 11, 62 and 51:46 are reserved, and bit 7 at the top.
        public readonly ulong TableReserved = (1UL << 11) | (1UL << 62) | (0x3FUL << 46);
        public readonly ulong LeafReserved = (1UL << 11) | (1UL << 62) | (0x3FUL << 46);
        public readonly ulong TopReserved = 1UL << 7;
    }
}
