using System.Diagnostics;
using System.Runtime.CompilerServices;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Observing;

namespace Iopol.Runtime.Enforcement;

// What a call tells whoever listens.
public abstract partial class CompiledPolicy
{
    /// <summary>Begins a call.</summary>
    /// <returns>A timestamp where somebody listens, to hand to <see cref="Report"/>; 0 where nobody does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static long Watch() => DecisionSignals.IsWatched ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Tells whoever listens how a call ended.</summary>
    /// <param name="operation">Index in <see cref="Operations"/>.</param>
    /// <param name="decision">How it ended.</param>
    /// <param name="since">What <see cref="Watch"/> gave, not 0.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void Report(int operation, in Decision decision, long since) => DecisionSignals.Tell(this, operation, decision, since);
}
