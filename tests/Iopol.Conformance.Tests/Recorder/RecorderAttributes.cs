using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>A test that boots a kernel. Without QEMU, a compiler or a kernel it is skipped and says so; where <c>CI</c> is set it runs and fails.</summary>
internal sealed class RecorderTheoryAttribute : TheoryAttribute
{
    public RecorderTheoryAttribute() => Skip = RecorderNeeds.ReasonToSkip;
}

/// <summary>Like <see cref="RecorderTheoryAttribute"/>, for a fact that also needs an environment variable.</summary>
internal sealed class RecorderFactAttribute : FactAttribute
{
    /// <param name="variable">Name of the variable.</param>
    public RecorderFactAttribute(string variable) =>
        Skip = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)) ? $"records only where {variable} names a folder" : RecorderNeeds.ReasonToSkip;
}

internal static class RecorderNeeds
{
    private const string Install = "on Debian: apt-get install --no-install-recommends gcc libc6-dev";

    private static readonly Lazy<string?> Found = new(Problem);

    public static string? ReasonToSkip => Environment.GetEnvironmentVariable("CI") == "true" ? null : Found.Value;

    private static string? Problem()
    {
        if (QemuBinary.Problem(QemuBinary.X86) is { } qemu) return qemu;
        if (QemuBinary.Find("gcc") is null) return $"gcc is not on PATH; {Install}";
        try
        {
            // Of a file it does not have, gcc gives back the name.
            if (!Path.IsPathRooted(Command.Run("/", "gcc", "-print-file-name=libc.a"))) return $"gcc has no libc.a; {Install}";
            GuestKernel.Get();
            return null;
        }
        catch (RecorderException missing)
        {
            return missing.Message;
        }
    }
}
