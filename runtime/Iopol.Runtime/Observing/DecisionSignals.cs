using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.Observing;

/// <summary>
/// What compiled policies tell whoever listens: a <see cref="Meter"/> and an event source, both called <c>Iopol</c>. Every call of an
/// operation is told, resumed ones and those by index included; rule queries are not. While nobody listens a call looks whether
/// somebody does, and that is all; nothing is allocated for the meter's listeners either.
/// </summary>
/// <remarks>
/// <para>Instruments: <see cref="DecisionsName"/> counts decisions, unit <c>{decision}</c>, with the tags <see cref="PolicyTag"/>,
/// <see cref="OperationTag"/>, <see cref="OutcomeTag"/> and, where there is one, <see cref="ErrnoTag"/> and <see cref="RuleTag"/>.
/// <see cref="DurationName"/> is a histogram of how long calls took, waiting for the lock included, unit <c>s</c>, with the first three.</para>
/// <para>Events: 1 <c>Done</c> and 3 <c>Blocked</c> (verbose), 2 <c>Refused</c> (informational), 4 <c>Panicked</c> (error). All begin with
/// <c>policy</c> and <c>operation</c>; a refusal goes on with <c>errno</c>, <c>rule</c> and <c>device</c>, a panic with <c>rule</c> and <c>device</c>:
/// the rule by name, empty where none decided, and the dense id of the device that decided or -1. All end with <c>nanoseconds</c>, the duration.
/// A program published with NativeAOT has events only with <c>EventSourceSupport</c> set to true.</para>
/// </remarks>
public static class DecisionSignals
{
    /// <summary>Name of the meter and of the event source.</summary>
    public const string Name = "Iopol";

    /// <summary>Counter of decisions.</summary>
    public const string DecisionsName = "iopol.decisions";

    /// <summary>Histogram of durations, in seconds.</summary>
    public const string DurationName = "iopol.decision.duration";

    /// <summary>Tag: name of the policy.</summary>
    public const string PolicyTag = "iopol.policy";

    /// <summary>Tag: name of the operation in the model.</summary>
    public const string OperationTag = "iopol.operation";

    /// <summary>Tag: <c>ok</c>, <c>refused</c>, <c>blocked</c> or <c>panicked</c>.</summary>
    public const string OutcomeTag = "iopol.outcome";

    /// <summary>Tag of a refusal: the errno by name, such as <c>EPERM</c>.</summary>
    public const string ErrnoTag = "iopol.errno";

    /// <summary>Tag of a refusal or a panic that a rule decided: the rule by name.</summary>
    public const string RuleTag = "iopol.rule";

    private static readonly DecisionSource Source = new();
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Decisions = Meter.CreateCounter<long>(DecisionsName, "{decision}", "Decisions of compiled policies.");
    private static readonly Histogram<double> Duration = CreateDuration();

    /// <summary>Somebody listens.</summary>
    internal static bool IsWatched
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Decisions.Enabled || Duration.Enabled || Source.IsEnabled();
    }

    /// <summary>Tells of a decision.</summary>
    /// <param name="policy">Who decided.</param>
    /// <param name="operation">Index of the operation.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="since">Timestamp from before the call.</param>
    internal static void Tell(CompiledPolicy policy, int operation, in Decision decision, long since)
    {
        double seconds = (Stopwatch.GetTimestamp() - since) / (double)Stopwatch.Frequency;
        string name = policy.Operations[operation].Name;
        string errno = decision.Verdict == Verdict.Refused ? Enum.GetName(decision.Errno) ?? "" : "";
        string rule = decision.Verdict is Verdict.Refused or Verdict.Panicked && decision.Rule != 0 ? policy.Refusals[decision.Rule].Rule : "";
        var row = default(TagRow);
        Span<KeyValuePair<string, object?>> tags = row;
        tags[0] = new(PolicyTag, policy.PolicyName);
        tags[1] = new(OperationTag, name);
        tags[2] = new(OutcomeTag, Outcome(decision.Verdict));
        int count = 3;
        if (errno.Length > 0) tags[count++] = new(ErrnoTag, errno);
        if (rule.Length > 0) tags[count++] = new(RuleTag, rule);
        if (Decisions.Enabled) Decisions.Add(1, tags[..count]);
        if (Duration.Enabled) Duration.Record(seconds, tags[..3]);
        if (Source.IsEnabled()) Source.Tell(policy.PolicyName, name, decision, errno, rule, (long)(seconds * 1e9));
    }

    private static string Outcome(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.Refused => "refused",
        Verdict.Blocked => "blocked",
        _ => "panicked",
    };

    private static Histogram<double> CreateDuration()
    {
        const string Unit = "s";
        const string Description = "How long operations of compiled policies took.";
#if NET9_0_OR_GREATER
        // The usual bounds begin where a decision has long ended.
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-8, 2e-8, 5e-8, 1e-7, 2e-7, 5e-7, 1e-6, 2e-6, 5e-6, 1e-5, 1e-4, 1e-3, 1e-2] };
        return Meter.CreateHistogram(DurationName, Unit, Description, tags: null, advice);
#else
        return Meter.CreateHistogram<double>(DurationName, Unit, Description);
#endif
    }

    [InlineArray(5)]
    private struct TagRow
    {
        private KeyValuePair<string, object?> first;
    }
}
