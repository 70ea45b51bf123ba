using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>Calls that may wait, as numbers from 1: a move and the place it waits at.</summary>
internal sealed class WaitingCodes
{
    private readonly List<(Move Move, int Phase)> calls = [];
    private readonly Dictionary<(int Move, int Phase), int> codes = [];

    public WaitingCodes(IEnumerable<Move> moves)
    {
        foreach (Move move in moves)
        {
            foreach (BlockStatement block in move.Operation.Body.OfType<BlockStatement>())
            {
                calls.Add((move, block.Phase));
                codes.Add((move.Index, block.Phase), calls.Count);
            }
        }
    }

    /// <summary>The largest code.</summary>
    public int Count => calls.Count;

    public int Code(Move move, int phase) => codes[(move.Index, phase)];

    /// <summary>The call of a code.</summary>
    public (Move Move, int Phase) this[int code] => calls[code - 1];
}
