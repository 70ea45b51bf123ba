using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;

namespace Iopol.Interpreter.Testing;

/// <summary>What became of one test.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Policy">Name of the policy under test.</param>
/// <param name="Place">Where the test stands.</param>
/// <param name="Failure">What went wrong, or null where the test passed.</param>
/// <param name="Notes">Remarks of the test that were reached.</param>
/// <param name="Coverage">What of the policy the test used.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record TestResult(
    string Name, string Policy, SourcePlace Place, TestFailure? Failure, IReadOnlyList<string> Notes, Coverage Coverage, TimeSpan Elapsed)
{
    /// <summary>Every step came out as expected.</summary>
    public bool Passed => Failure is null;
}

/// <summary>The first step that did not come out as expected.</summary>
/// <param name="Place">The step.</param>
/// <param name="Message">Expected and actual, with the explanation of a refusal on further lines.</param>
public sealed record TestFailure(SourcePlace Place, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Message}";
}
