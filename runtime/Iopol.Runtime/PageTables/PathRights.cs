using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>
/// Remembers what paths allow. Two leaves are allowed the same where the bits that decide it are the same in them and in every
/// entry above; such paths have one number.
/// </summary>
internal struct PathRights
{
    private Steps steps;
    private Answers answers;
    private int paths;

    /// <summary>The number of a path.</summary>
    /// <param name="position">Height of the level the path has come to.</param>
    /// <param name="path">Number of the path to the table there; 0 for the top.</param>
    /// <param name="bits">Bits of the entry passed there, but those of the address.</param>
    internal int Descend(int position, int path, ulong bits)
    {
        Step step = steps[position];
        if (step.Number == 0 || step.Path != path || step.Bits != bits) steps[position] = step = new(path, bits, ++paths);
        return step.Number;
    }

    /// <summary>What is known to be allowed.</summary>
    internal readonly bool Knows(int path, ulong bits, out Access allowed)
    {
        Answer answer = answers[Place(path, bits)];
        allowed = answer.Allowed;
        return answer.IsKnown && answer.Path == path && answer.Bits == bits;
    }

    /// <summary>Notes what is allowed.</summary>
    internal void Learn(int path, ulong bits, Access allowed) => answers[Place(path, bits)] = new(true, path, bits, allowed);

    private static int Place(int path, ulong bits) => (int)((((uint)path * 5) + (bits * 0x9e37_79b9_7f4a_7c15 >> 61)) & 7);

    private readonly record struct Step(int Path, ulong Bits, int Number);

    private readonly record struct Answer(bool IsKnown, int Path, ulong Bits, Access Allowed);

    [InlineArray(8)]
    private struct Steps
    {
        private Step first;
    }

    [InlineArray(8)]
    private struct Answers
    {
        private Answer first;
    }
}
