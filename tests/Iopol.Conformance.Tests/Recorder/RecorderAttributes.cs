using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>
/// A test that boots a kernel, which takes its time and may download one: only where <see cref="RecorderNeeds.Variable"/> is set. Without QEMU, a
/// compiler or a kernel it is skipped and says so; where <c>CI</c> is set it runs and fails.
/// </summary>
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

    /// <summary>Environment variable that lets kernels be booted.</summary>
    public const string Variable = "IOPOL_RECORDER";

    private static readonly Lazy<string?> Found = new(Problem);

    public static string? ReasonToSkip =>
        Environment.GetEnvironmentVariable(Variable) != "1" ? $"boots a kernel, which may be downloaded first; set {Variable}=1"
        : Environment.GetEnvironmentVariable("CI") == "true" ? null
        : Found.Value;

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
