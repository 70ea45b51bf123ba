using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// What is done to driver_override right before a call that reads it, where no state keeps it (<see cref="Liveness.FreeOverride"/>).
/// The administrator can set it at any time and nothing else comes of it, so setting it just before it is read, to each value in turn,
/// leads everywhere that setting it earlier does.
/// </summary>
internal sealed class Presets
{
    private static readonly Move[][] Nothing = [[]];

    private readonly Liveness liveness;
    private readonly Dictionary<long, Move[]> ofDevice;

    public Presets(Moves moves, Liveness liveness)
    {
        this.liveness = liveness;
        All = liveness.FreeOverride is { } setter ? [.. moves.All.Where(m => m.Operation.Index == setter.Index)] : [];
        ofDevice = All.GroupBy(m => m.Arguments[0]).ToDictionary(m => m.Key, m => m.ToArray());
    }

    /// <summary>The moves that set driver_override, where no state keeps it.</summary>
    public IReadOnlyList<Move> All { get; }

    /// <summary>What to do before a call, or before it goes on from a phase: each alternative in turn.</summary>
    public Move[][] Before(Move move, int phase)
    {
        if (All.Count == 0) return Nothing;
        Move[][] found = Nothing;
        foreach (int parameter in liveness.OverridesReadBy(move.Operation, phase))
        {
            if (ofDevice.TryGetValue(move.Arguments[parameter], out Move[]? settings)) found = [.. found.SelectMany(f => settings.Select(s => (Move[])[.. f, s]))];
        }

        return found;
    }
}
