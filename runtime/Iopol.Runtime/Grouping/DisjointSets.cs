namespace Iopol.Runtime.Grouping;

/// <summary>Disjoint sets of 0 to n, exclusive; the smallest member stands for a set.</summary>
internal sealed class DisjointSets
{
    private readonly int[] up;

    public DisjointSets(int count)
    {
        up = new int[count];
        for (int i = 0; i < count; i++) up[i] = i;
    }

    public int Find(int member)
    {
        while (up[member] != member)
        {
            up[member] = up[up[member]];
            member = up[member];
        }

        return member;
    }

    /// <summary>Makes two sets one; false where they were.</summary>
    public bool Union(int left, int right)
    {
        left = Find(left);
        right = Find(right);
        if (left == right) return false;
        if (left < right) up[right] = left;
        else up[left] = right;
        return true;
    }
}
