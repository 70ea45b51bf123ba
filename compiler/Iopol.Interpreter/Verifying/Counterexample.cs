using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Verifying;

/// <summary>A step of a counterexample.</summary>
/// <param name="Actor">Who: <c>admin</c>, <c>kernel</c>, <c>device</c>, <c>hardware</c> or a user's name.</param>
/// <param name="Call">The call, in the words of a test.</param>
/// <param name="Outcome">What came of it: <c>ok</c>, an errno with its rule, <c>waits</c> or <c>panic</c>.</param>
/// <param name="Because">The reason of a refusal; empty elsewhere.</param>
/// <param name="Continues">The call had waited and went on.</param>
/// <param name="OnTheWay">The moment within the step at which the property broke; null where it holds on the way, or breaks at the end only.</param>
/// <param name="After">The state the step led to.</param>
public sealed record CounterexampleStep(string Actor, string Call, string Outcome, string Because, bool Continues, Snapshot? OnTheWay, Snapshot After);

/// <summary>How a property comes to fail, by the fewest steps there are.</summary>
/// <param name="Title">What kind of failure it is.</param>
/// <param name="Failure">What is wrong in the end, in a sentence.</param>
/// <param name="Devices">The devices the failure is about.</param>
/// <param name="Start">The state in the beginning.</param>
/// <param name="Steps">The steps; the last one breaks the property. Empty where the beginning does not have it.</param>
public sealed record Counterexample(string Title, string Failure, IReadOnlyList<BusAddress> Devices, Snapshot Start, IReadOnlyList<CounterexampleStep> Steps)
{
    /// <summary>The moment at which the property is broken.</summary>
    public Snapshot End => Steps.Count == 0 ? Start : Steps[^1].OnTheWay ?? Steps[^1].After;
}
