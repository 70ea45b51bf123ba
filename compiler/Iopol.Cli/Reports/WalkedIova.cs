using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>An entry of a path, taken apart.</summary>
/// <param name="Entry">What the walk met, with the kind that it has whoever asks where the walk ended before it knew.</param>
/// <param name="Index">Its index in its table.</param>
/// <param name="Parts">Its bits, lowest first.</param>
/// <param name="SoFar">What the path leaves up to here; null where the format does not say before the leaf.</param>
/// <param name="SizeBits">log2 of the bytes of a leaf.</param>
internal sealed record PathEntry(WalkedEntry Entry, ulong Index, IReadOnlyList<EntryPart> Parts, Access? SoFar, int? SizeBits);

/// <summary>A mapping beside an IOVA that has none.</summary>
/// <param name="Leaf">Where it is and leads.</param>
/// <param name="Allowed">What it allows.</param>
internal sealed record Neighbour(FoundLeaf Leaf, Access Allowed)
{
    /// <summary>Last byte of IOVA it maps.</summary>
    public ulong Last => Leaf.Iova | ((1UL << Leaf.SizeBits) - 1);
}

/// <summary>One IOVA walked, with what a person wants to know about it.</summary>
/// <param name="Result">The walk.</param>
/// <param name="Path">Its entries.</param>
/// <param name="Reasons">The facts behind a fault.</param>
/// <param name="Below">The nearest leaf below, where nothing is mapped at the IOVA.</param>
/// <param name="Above">The nearest leaf above.</param>
internal sealed record WalkedIova(WalkResult Result, IReadOnlyList<PathEntry> Path, IReadOnlyList<string> Reasons, Neighbour? Below, Neighbour? Above)
{
    /// <summary>Nothing is mapped there, whatever the access asks for.</summary>
    public bool IsGap => !Result.IsOk && Path is [.., { Entry.Kind: null }];

    /// <summary>Walks, without the updates hardware would make.</summary>
    public static WalkedIova Of(TableSetup setup, IEntryMemory memory, ulong root, ulong iova, Access access)
    {
        var walk = new TableWalk(setup, memory, root);
        WalkResult result = walk.Walk(iova, access, isDryRun: true);
        var inspector = new EntryInspector(setup);
        List<WalkedEntry> known = [.. result.Path.Select(e => e.Kind is null && e.Value is { } value ? e with { Kind = inspector.KindOf(e.Level, value) } : e)];
        var path = new List<PathEntry>();
        for (int i = 0; i < known.Count; i++)
        {
            WalkedEntry entry = known[i];
            int? size = entry is { Kind: { IsLeaf: true } leaf, Value: { } bits } ? EntryInspector.SizeBits(leaf, entry.Level, bits) : null;
            path.Add(new(entry, setup.IndexOf(entry.Level, iova), [.. inspector.Parts(entry.Kind, entry.Value ?? 0).Reverse()], inspector.RightsSoFar(known[..(i + 1)], access), size));
        }

        var walked = new WalkedIova(result, path, new FaultReasons(setup).Of(result), null, null);
        if (!walked.IsGap) return walked;
        var leaves = new LeafSearch(setup, memory, root);
        return walked with { Below = Nearest(upwards: false), Above = Nearest(upwards: true) };

        Neighbour? Nearest(bool upwards) => leaves.Nearest(iova, upwards) is { } leaf
            ? new(leaf, walk.Walk(leaf.Iova, access & Access.Privileged, isDryRun: true).Allowed)
            : null;
    }
}
