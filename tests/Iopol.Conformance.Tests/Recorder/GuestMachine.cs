using System.Diagnostics;
using System.Text;
using Iopol.Oracle.Tests.Qemu;
using Iopol.Tests;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>A QEMU with an emulated VT-d that boots a kernel, asks it the steps of a trace and ends.</summary>
internal static class GuestMachine
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(300);

    private static readonly string Sources = RepositoryPaths.InRepository("tests", "Iopol.Conformance.Tests", "Recorder", "Guest");

    private const string CommandLine = "console=ttyS0 quiet loglevel=3 panic=-1 no_timer_check random.trust_cpu=on mitigations=off audit=0 cryptomgr.notests 8250.nr_uarts=4 intel_iommu=on";

    /// <summary>Topologies by name: values of <c>-device</c>, as the captured hosts of the same name have them.</summary>
    private static readonly Dictionary<string, string[]> Topologies = new()
    {
        ["light"] =
        [
            "pcie-root-port,id=rp,bus=pcie.0,addr=4,chassis=1", "pcie-pci-bridge,id=br,bus=rp", "edu,bus=br,addr=1", "edu,bus=br,addr=2",
            "edu,bus=pcie.0,addr=6.0,multifunction=on", "edu,bus=pcie.0,addr=6.1", "edu,bus=pcie.0,addr=7",
        ],
        ["rp-mf"] = ["pcie-root-port,id=rp,bus=pcie.0,addr=4,chassis=1", "e1000e,bus=rp,addr=0.0,multifunction=on", "e1000e,bus=rp,addr=0.1"],
        ["rp-noacs"] = ["pcie-root-port,id=rp,bus=pcie.0,addr=4,chassis=1,disable-acs=on", "e1000e,bus=rp"],
        ["pcie2pci"] = ["pcie-root-port,id=rp,bus=pcie.0,addr=4,chassis=1", "pcie-pci-bridge,id=br,bus=rp", "e1000,bus=br,addr=1", "e1000,bus=br,addr=2", "edu,bus=br,addr=3"],
    };

    /// <summary>Whether a machine of this topology can be made.</summary>
    public static bool Has(string topology) => Topologies.ContainsKey(topology);

    /// <summary>Boots a kernel and gives its answers, one JSON object a line; the first says which kernel, the last that it is the last.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="topology">Name of the topology.</param>
    /// <param name="steps">The steps, one a line.</param>
    /// <exception cref="RecorderException">The guest did not answer to the end.</exception>
    public static IReadOnlyList<string> Record(GuestKernel kernel, string topology, IReadOnlyList<string> steps)
    {
        string folder = Directory.CreateTempSubdirectory("iopol-recorder-").FullName;
        try
        {
            string agent = Path.Combine(folder, "agent");
            Command.Run(folder, "gcc", ["-static", "-O1", "-pthread", "-Wall", "-Wextra", "-Wno-format-truncation", "-Werror", "-o", agent, .. Directory.GetFiles(Sources, "*.c")]);
            string files = Path.Combine(folder, "initramfs");
            File.WriteAllBytes(files, Files(agent, kernel, steps));
            string answers = Path.Combine(folder, "answers");
            string console = Path.Combine(folder, "console");
            string said = Boot(kernel, topology, files, answers, console);
            string[] lines = File.Exists(answers) ? File.ReadAllLines(answers) : [];
            if (lines.Length > 0 && lines[^1] == "{\"end\":true}") return lines;
            throw new RecorderException($"{kernel.Release} on {topology} ended after {lines.Length} answers: {string.Join('\n', lines.TakeLast(3))}\n{said}\n{Tail(console)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Files(string agent, GuestKernel kernel, IReadOnlyList<string> steps)
    {
        var files = new Initramfs();
        foreach (string folder in (string[])["dev", "proc", "sys", "modules"]) files.AddFolder(folder);
        files.AddFile("init", File.ReadAllBytes(agent));
        files.AddFile("steps", Lines(steps));
        IReadOnlyList<(string Name, byte[] Content)> modules = kernel.Modules();
        foreach ((string name, byte[] content) in modules) files.AddFile($"modules/{name}", content);
        files.AddFile("modules/order", Lines(modules.Select(m => m.Name)));
        return files.ToArray();
    }

    private static string Boot(GuestKernel kernel, string topology, string files, string answers, string console)
    {
        string[] arguments =
        [
            // KVM would be faster, but in a machine that is itself a guest it may hang; and the recordings were made so.
            "-machine", "q35", "-accel", "tcg", "-m", "512M",
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-device", "intel-iommu,intremap=on,caching-mode=on,aw-bits=48",
            .. Topologies[topology].SelectMany(device => (string[])["-device", device]),
            "-kernel", kernel.Image, "-initrd", files, "-append", CommandLine,
            "-serial", $"file:{console}", "-serial", $"file:{answers}",
        ];
        // With its standard input QEMU ends too, so it cannot outlive a test run that was killed.
        var start = new ProcessStartInfo("/bin/sh", ["-c", QemuBinary.Leash, QemuBinary.Find(QemuBinary.X86)!, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(Limit);
        if (!ended) process.Kill();
        process.StandardInput.Close();
        process.WaitForExit();
        return $"{(ended ? $"QEMU ended with {process.ExitCode}" : $"QEMU was ended after {Limit.TotalSeconds} s")}: {errors.Result}{output.Result}";
    }

    private static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + '\n')));

    private static string Tail(string file) => File.Exists(file) ? string.Join('\n', File.ReadAllLines(file).TakeLast(20)) : "";
}
