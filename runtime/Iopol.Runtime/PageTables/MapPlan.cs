using System.Runtime.CompilerServices;

namespace Iopol.Runtime.PageTables;

/// <summary>What a mapping is going to do: known as a whole before anything is written.</summary>
internal ref struct MapPlan
{
    private EightNumbers lacking;
    private EightNumbers lastLacking;
    private EightChains chains;

    internal MapPlan(MapRights rights, IotlbGather gather)
    {
        (Rights, Gather) = (rights, gather);
        ((Span<ulong>)lastLacking).Fill(ulong.MaxValue);
        ((Span<int>)chains).Fill(TableFrames.EmptyChain);
    }

    /// <summary>What the mapping is to allow.</summary>
    internal MapRights Rights { get; }

    /// <summary>Where frames come from and replaced tables go to.</summary>
    internal IotlbGather Gather { get; }

    /// <summary>The leaf of the run at hand.</summary>
    internal LeafSize Size { get; set; }

    /// <summary>The next address to map.</summary>
    internal ulong Address { get; set; }

    /// <summary>Empty tables stand where leaves are to be.</summary>
    internal bool Replaces { get; set; }

    /// <summary>Notes the tables that a part of the run lacks, from a position down to the leaves'.</summary>
    internal void Lack(LevelFacts[] levels, int position, ulong first, ulong last)
    {
        for (; position >= Size.Position; position--)
        {
            int span = levels[position].SpanBits;
            ulong one = first >> span, other = last >> span;
            // The run before may have noted the first of them.
            lacking[position] += other - one + (lastLacking[position] == one ? 0UL : 1UL);
            lastLacking[position] = other;
        }
    }

    /// <summary>Takes the frames of all lacking tables, or none.</summary>
    internal bool TakeFrames(LevelFacts[] levels)
    {
        for (int position = 0; position < levels.Length; position++)
        {
            if (Gather.Frames.TryTakeChain(levels[position].TableBits, (long)lacking[position], ref chains[position])) continue;
            while (position-- > 0) Gather.Frames.FreeTaken(ref chains[position]);
            return false;
        }

        return true;
    }

    /// <summary>The frame of the next new table at a position.</summary>
    internal ulong Pop(int position) => Gather.Frames.Pop(ref chains[position]);

    [InlineArray(8)]
    private struct EightNumbers
    {
        private ulong first;
    }

    [InlineArray(8)]
    private struct EightChains
    {
        private int first;
    }
}
