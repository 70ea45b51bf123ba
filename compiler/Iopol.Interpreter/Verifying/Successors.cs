using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>Takes note of where moves lead.</summary>
internal interface IArrivals
{
    /// <summary>A move changed a state.</summary>
    /// <param name="move">The call.</param>
    /// <param name="before">What was done right before it.</param>
    /// <param name="slot">Which waiting call it took further; -1 for a new one.</param>
    /// <param name="next">The state it led to; to be copied.</param>
    /// <param name="breaches">Kinds of breach seen on the way, a bit each.</param>
    /// <returns>False to stop.</returns>
    bool Arrive(Move move, Move[] before, int slot, byte[] next, int breaches);
}

/// <summary>Makes every move of a state.</summary>
internal sealed class Successors
{
    private readonly VerificationModel model;
    private readonly StateLayout layout;
    private readonly Observer observer;
    private readonly (Move Move, Move[] Before)[] moves;
    private readonly Step[] steps;
    private readonly Move[][][] going;
    private readonly byte[] next;
    private readonly (int Field, byte Value)[] guards;

    public Successors(VerificationModel model)
    {
        this.model = model;
        layout = model.Layout;
        observer = model.NewObserver();
        moves = [.. model.Moves.All.Except(model.Presets.All).SelectMany(m => model.Presets.Before(m, 0).Select(before => (m, before)))];
        steps = [.. moves.Select(m => model.Step(m.Move, 0))];
        going = [.. Enumerable.Range(0, layout.Calls.Count + 1).Select(code => code == 0 ? [] : model.Presets.Before(layout.Calls[code].Move, layout.Calls[code].Phase))];
        next = new byte[layout.Length];
        guards = [.. moves.Select(m => Guard(m.Move))];
    }

    /// <summary>Kinds of breach to look for, a bit each.</summary>
    public int Wanted
    {
        get => observer.Wanted;
        set => observer.Wanted = value;
    }

    /// <summary>A move led beyond the bounds.</summary>
    public bool IsBounded { get; private set; }

    /// <summary>Kinds of breach in a state that no move led to.</summary>
    public int BreachesIn(byte[] state)
    {
        observer.Found = 0;
        observer.Look(state);
        return observer.Found;
    }

    /// <summary>Visits what every move makes of a state: the new calls first, then those that wait.</summary>
    /// <returns>False where a visit said so.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Visit(byte[] state, IArrivals arrivals)
    {
        if (state[layout.Panicked] != 0) return true;
        observer.Found = 0;
        state.CopyTo(next, 0);
        for (int i = 0; i < steps.Length; i++)
        {
            if (state[guards[i].Field] != guards[i].Value) continue;
            (Move move, Move[] before) = moves[i];
            if (before.Length > 0) Prepare(before);
            int result = steps[i](next, observer);
            if (result == MoveCompiler.Unchanged)
            {
                if (before.Length > 0) state.CopyTo(next, 0);
                continue;
            }

            if (!Arrive(state, move, before, -1, result, arrivals)) return false;
        }

        for (int slot = 0; slot < model.Bounds.Waiting; slot++)
        {
            int code = layout.Call(state, slot);
            if (code == 0) continue;
            (Move move, int phase) = layout.Calls[code];
            foreach (Move[] before in going[code])
            {
                Prepare(before);
                int result = model.Step(move, phase)(next, observer);
                if (result == MoveCompiler.Waits + phase)
                {
                    if (before.Length > 0) state.CopyTo(next, 0);
                    continue;
                }

                if (!Arrive(state, move, before, slot, result, arrivals)) return false;
            }
        }

        return true;
    }

    private void Prepare(Move[] before)
    {
        foreach (Move move in before) model.Step(move, 0)(next, observer);
    }

    /// <summary>A field that must have a value for the move to be possible: the first handle it names is the caller's. Spares most calls of a step.</summary>
    private (int Field, byte Value) Guard(Move move)
    {
        int handle = move.Caller < 0 ? -1 : Array.FindIndex([.. move.Operation.Parameters], p => p.Type.Sort == Sort.Object);
        // Nothing is asked of a host that has panicked.
        return handle < 0 || move.Arguments[handle] < 0 ? (layout.Panicked, (byte)0)
            : (layout.Objects(move.Operation.Parameters[handle].Type.Object!) + (int)move.Arguments[handle], (byte)(move.Caller + 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Arrive(byte[] state, Move move, Move[] before, int slot, int result, IArrivals arrivals)
    {
        bool isWithin = result != MoveCompiler.Beyond;
        if (slot >= 0) layout.SetCall(next, slot, 0);
        if (result >= MoveCompiler.Waits) isWithin &= Wait(layout.Calls.Code(move, result - MoveCompiler.Waits));
        else if (slot >= 0) layout.SortCalls(next);
        foreach (int count in model.Counts) isWithin &= next[count] <= VerificationBounds.LargestCount;
        IsBounded |= !isWithin;
        if (isWithin)
        {
            observer.LookBack(state, next);
            model.Liveness.Clear(next);
        }

        // What a move wrote may be what was there, or what nobody will read.
        bool isSame = isWithin && observer.Found == 0 && next.AsSpan().SequenceEqual(state);
        bool goOn = !isWithin || isSame || arrivals.Arrive(move, before, slot, next, observer.Found);
        observer.Found = 0;
        state.CopyTo(next, 0);
        return goOn;
    }

    private bool Wait(int code)
    {
        for (int slot = 0; slot < model.Bounds.Waiting; slot++)
        {
            if (layout.Call(next, slot) != 0) continue;
            layout.SetCall(next, slot, code);
            layout.SortCalls(next);
            return true;
        }

        return false;
    }
}
