namespace Iopol.Oracle.Tests.Qemu;

/// <summary>A test that needs QEMU 7.2. Without it the test is skipped and says so; where <c>CI</c> is set it runs and fails.</summary>
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
