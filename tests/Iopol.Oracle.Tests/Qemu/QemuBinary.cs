using System.Collections.Concurrent;
using System.Diagnostics;

namespace Iopol.Oracle.Tests.Qemu;

/// <summary>The programs that are asked and the Debian packages they come in.</summary>
internal static class QemuBinary
{
    public const string X86 = "qemu-system-x86_64";

    public const string Arm = "qemu-system-aarch64";

    /// <summary>Shell text that starts QEMU so that it ends when its standard input does, so it cannot outlive a test run that was killed.</summary>
    public const string Leash = "exec 3<&0; (read end <&3; kill $$) >/dev/null 2>&1 & exec \"$0\" \"$@\" </dev/null 3<&-";

    /// <summary>The version whose deviations are known (<see cref="Units.Deviations"/>): that of Debian 12.</summary>
    private const string Version = "7.2";

    private static readonly ConcurrentDictionary<string, string?> Problems = [];

    /// <summary>Full path of a program on PATH, or null.</summary>
    public static string? Find(string binary) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, binary))
            .FirstOrDefault(File.Exists);

    /// <summary>Why a program cannot be asked, or null.</summary>
    public static string? Problem(string binary) => Problems.GetOrAdd(binary, name =>
    {
        if (Find(name) is not { } path) return $"{name} is not on PATH; on Debian 12: apt-get install --no-install-recommends {(name == X86 ? "qemu-system-x86" : "qemu-system-arm")}";
        using Process process = Process.Start(new ProcessStartInfo(path, "--version") { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadLine() ?? "";
        process.WaitForExit();
        return text.Contains($"version {Version}.", StringComparison.Ordinal) ? null : $"{path} says '{text}'; where it deviates from the specifications is known for {Version}";
    });

    public static string? ReasonToSkip(string binary) => Environment.GetEnvironmentVariable("CI") == "true" ? null : Problem(binary);
}
