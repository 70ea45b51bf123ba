namespace Iopol.Oracle.Tests.Qemu;

/// <summary>A test that needs a QEMU binary. Without it the test is skipped and says so; where <c>CI</c> is set it runs and fails.</summary>
internal sealed class QemuFactAttribute : FactAttribute
{
    /// <param name="binary">Name of the program, for example <c>qemu-system-x86_64</c>.</param>
    public QemuFactAttribute(string binary) => Skip = QemuBinary.ReasonToSkip(binary);
}

/// <summary>Like <see cref="QemuFactAttribute"/>, for theories.</summary>
internal sealed class QemuTheoryAttribute : TheoryAttribute
{
    /// <param name="binary">Name of the program.</param>
    public QemuTheoryAttribute(string binary) => Skip = QemuBinary.ReasonToSkip(binary);
}

/// <summary>The programs that are asked and the Debian packages they come in.</summary>
internal static class QemuBinary
{
    public const string X86 = "qemu-system-x86_64";

    public const string Arm = "qemu-system-aarch64";

    /// <summary>Full path of a program on PATH, or null.</summary>
    public static string? Find(string binary) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, binary))
            .FirstOrDefault(File.Exists);

    public static string Missing(string binary) =>
        $"{binary} is not on PATH; on Debian: apt-get install --no-install-recommends {(binary == X86 ? "qemu-system-x86" : "qemu-system-arm")}";

    public static string? ReasonToSkip(string binary) =>
        Find(binary) is not null || Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing(binary);
}
