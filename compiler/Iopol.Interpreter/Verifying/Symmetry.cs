using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Takes states that differ only in names for one: in the names of users, of devices that nothing tells apart, of objects and of spaces.
/// Of the states it could mean, the one with the smallest bytes stands for all it tries; what it does not recognise as alike is only explored twice.
/// </summary>
internal sealed class Symmetry
{
    private readonly StateLayout layout;
    private readonly Renaming[] renamings;
    private readonly ObjectNames names;
    private readonly byte[] candidate;
    private readonly byte[] best;

    public Symmetry(StateLayout layout, IReadOnlyList<Renaming> renamings, ObjectNames names)
    {
        (this.layout, this.names, this.renamings) = (layout, names, [.. renamings]);
        candidate = new byte[layout.Length];
        best = new byte[layout.Length];
    }

    /// <summary>Ways to rename users and devices, that of changing nothing included.</summary>
    public int Order => renamings.Length + 1;

    /// <summary>Replaces a state by the one that stands for all that are like it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Normalize(byte[] state)
    {
        if (renamings.Length == 0)
        {
            names.Normalize(state);
            return;
        }

        bool isSame = true;
        foreach (Renaming renaming in renamings)
        {
            renaming.Apply(state, candidate);
            if (candidate.AsSpan().SequenceEqual(state)) continue;
            names.Normalize(candidate);
            if (isSame) names.Normalize(state);
            if (isSame || candidate.AsSpan().SequenceCompareTo(best) < 0) candidate.CopyTo(best, 0);
            isSame = false;
        }

        if (isSame) names.Normalize(state);
        else if (best.AsSpan().SequenceCompareTo(state) < 0) best.CopyTo(state, 0);
    }
}
