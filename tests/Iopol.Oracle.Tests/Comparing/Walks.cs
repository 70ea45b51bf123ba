using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Oracle.Tests.Comparing;

/// <summary>Our walks below one root: the interpreter, whose answer counts, and the emitted class, which must agree with it in every part.</summary>
internal sealed class Walks
{
    private readonly TableWalk interpreted;
    private readonly PageTable? compiled;

    public Walks(Candidate candidate, PhysicalMemory memory, ulong root)
    {
        interpreted = new(candidate.Setup, new PhysicalEntryMemory(memory), root);
        compiled = candidate.Compiled?.Invoke(memory, root);
    }

    /// <summary>Walks in both ways; a disagreement goes into the tally.</summary>
    public WalkResult Walk(ulong iova, Access access, Tally tally)
    {
        WalkResult walk = interpreted.Walk(iova, access, isDryRun: true);
        if (compiled is null) return walk;
        Translation expected = walk.Fault is { } fault
            ? Translation.Faulted(fault.Index + 1, walk.Position)
            : Translation.Leaf(walk.Address, walk.SizeBits, walk.Position, walk.Allowed);
        Translation slow = compiled.Peek(iova, access);
        if (slow != expected) tally.Differ($"{access} 0x{iova:x}: interpreted {Text(expected)}, compiled walk {Text(slow)}");
        Translation fast = compiled.Translate(iova, access);
        if ((fast.Address, fast.SizeBits, fast.LevelPosition, fast.Fault) != (expected.Address, expected.SizeBits, expected.LevelPosition, expected.Fault))
        {
            tally.Differ($"{access} 0x{iova:x}: interpreted {Text(expected)}, compiled translation {Text(fast)}");
        }

        return walk;
    }

    private static string Text(Translation translation) =>
        $"0x{translation.Address:x} size {translation.SizeBits} position {translation.LevelPosition} fault {translation.Fault} rights {translation.Allowed}";
}
