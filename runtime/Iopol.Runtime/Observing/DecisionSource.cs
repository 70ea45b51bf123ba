using System.Diagnostics.Tracing;
using Iopol.Runtime.Decisions;

namespace Iopol.Runtime.Observing;

/// <summary>Decisions as events; <see cref="DecisionSignals"/> says which.</summary>
[EventSource(Name = DecisionSignals.Name)]
internal sealed class DecisionSource : EventSource
{
    private const int DoneId = 1;
    private const int RefusedId = 2;
    private const int BlockedId = 3;
    private const int PanickedId = 4;

    /// <summary>Writes the event of a decision.</summary>
    [NonEvent]
    public void Tell(string policy, string operation, in Decision decision, string errno, string rule, long nanoseconds)
    {
        switch (decision.Verdict)
        {
            case Verdict.Ok:
                if (IsEnabled(EventLevel.Verbose, EventKeywords.None)) Done(policy, operation, nanoseconds);
                break;
            case Verdict.Refused:
                if (IsEnabled(EventLevel.Informational, EventKeywords.None)) Refused(policy, operation, errno, rule, decision.Witness, nanoseconds);
                break;
            case Verdict.Blocked:
                if (IsEnabled(EventLevel.Verbose, EventKeywords.None)) Blocked(policy, operation, nanoseconds);
                break;
            default:
                Panicked(policy, operation, rule, decision.Witness, nanoseconds);
                break;
        }
    }

    [Event(DoneId, Level = EventLevel.Verbose, Message = "{0}: {1} was done")]
    private void Done(string policy, string operation, long nanoseconds) => WriteEvent(DoneId, policy, operation, nanoseconds);

    [Event(RefusedId, Level = EventLevel.Informational, Message = "{0}: {1} was refused with {2} by {3}")]
    private void Refused(string policy, string operation, string errno, string rule, int device, long nanoseconds) =>
        WriteEvent(RefusedId, policy, operation, errno, rule, device, nanoseconds);

    [Event(BlockedId, Level = EventLevel.Verbose, Message = "{0}: {1} waits")]
    private void Blocked(string policy, string operation, long nanoseconds) => WriteEvent(BlockedId, policy, operation, nanoseconds);

    [Event(PanickedId, Level = EventLevel.Error, Message = "{0}: {1} made the host panic by {2}")]
    private void Panicked(string policy, string operation, string rule, int device, long nanoseconds) =>
        WriteEvent(PanickedId, policy, operation, rule, device, nanoseconds);
}
