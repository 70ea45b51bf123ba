using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Takes states that differ only in names for one: in the names of users, of devices that nothing tells apart, of objects and of spaces.
/// Of the states it could mean, those whose users and devices stand in the order of what they are and have are candidates, and of those the
/// one with the smallest bytes stands for all; what it does not recognise as alike is only explored twice.
/// </summary>
internal sealed class Symmetry
{
    private readonly Renaming?[] renamings;
    private readonly ObjectNames names;
    private readonly Signatures signatures;
    private readonly int[] chosen;
    private readonly byte[] start;
    private readonly byte[] candidate;
    private readonly byte[] best;

    public Symmetry(StateLayout layout, IReadOnlyList<Renaming> renamings, ObjectNames names)
    {
        // The first is that of changing nothing.
        (this.names, this.renamings) = (names, [null, .. renamings]);
        signatures = new Signatures(layout, [.. renamings.Select(r => r.Names)]);
        chosen = new int[this.renamings.Length];
        start = new byte[layout.Length];
        candidate = new byte[layout.Length];
        best = new byte[layout.Length];
    }

    /// <summary>Ways to rename users and devices, that of changing nothing included.</summary>
    public int Order => renamings.Length;

    /// <summary>Replaces a state by the one that stands for all that are like it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Normalize(byte[] state)
    {
        if (renamings.Length == 1)
        {
            names.Normalize(state);
            return;
        }

        int count = signatures.Smallest(state, chosen);
        if (count == 1 && chosen[0] == 0)
        {
            names.Normalize(state);
            return;
        }

        Apply(chosen[0], state, start);
        start.CopyTo(best, 0);
        names.Normalize(best);
        for (int i = 1; i < count; i++)
        {
            Apply(chosen[i], state, candidate);
            if (candidate.AsSpan().SequenceEqual(start)) continue;
            names.Normalize(candidate);
            if (candidate.AsSpan().SequenceCompareTo(best) < 0) candidate.CopyTo(best, 0);
        }

        best.CopyTo(state, 0);
    }

    private void Apply(int which, byte[] state, byte[] renamed)
    {
        if (renamings[which] is { } renaming) renaming.Apply(state, renamed);
        else state.CopyTo(renamed, 0);
    }
}
