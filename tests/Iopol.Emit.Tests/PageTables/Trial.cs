using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Emit.Tests.PageTables;

/// <summary>The same tables three times: for the emitted straight walk, the emitted steps and the interpreter. Whatever is asked, they answer and write the same.</summary>
internal sealed class Trial : IDisposable
{
    private readonly TableSetup setup;
    private readonly PhysicalMemory[] memories;
    private readonly PageTable straight;
    private readonly PageTable stepwise;
    private readonly TableWalk reference;

    public Trial(TableSetup setup, ulong size, ulong start = 0, ulong? root = null, Func<PhysicalMemory>? make = null)
    {
        this.setup = setup;
        memories = [.. Enumerable.Range(0, 3).Select(_ => make is null ? PhysicalMemory.Allocate(size, start) : make())];
        Root = root ?? start;
        straight = Formats.Create(setup, memories[0], Root);
        stepwise = Formats.Create(setup, memories[1], Root);
        reference = new TableWalk(setup, new PhysicalEntryMemory(memories[2]), Root);
    }

    public ulong Root { get; }

    public PhysicalMemory Memory => memories[2];

    public PageTable Table => straight;

    /// <summary>Answers that were no fault, so that a test can tell that it tried something.</summary>
    public int Found { get; private set; }

    /// <summary>Answers by fault's index.</summary>
    public Dictionary<int, int> Faults { get; } = [];

    public void Write(ulong address, ulong value)
    {
        foreach (PhysicalMemory memory in memories)
        {
            if (setup.Format.EntryBytes == 8) memory.TryWrite(address, value);
            else memory.TryWrite(address, (uint)value);
        }
    }

    public void MakeReadOnly()
    {
        foreach (PhysicalMemory memory in memories) memory.MakeReadOnly();
    }

    /// <summary>Asks all three.</summary>
    public WalkResult Ask(ulong iova, Access access)
    {
        Translation peeked = stepwise.Peek(iova, access);
        WalkResult dry = reference.Walk(iova, access, isDryRun: true);
        Same(dry, peeked, "Peek", rights: true);
        WalkResult expected = reference.Walk(iova, access);
        Same(expected, straight.Translate(iova, access), "Translate", rights: false);
        Same(expected, stepwise.Walk(iova, access), "Walk", rights: true);
        foreach (WalkedEntry entry in expected.Path)
        {
            ulong now = Read(2, entry.Address);
            if (Read(0, entry.Address) != now || Read(1, entry.Address) != now) Fail(expected, $"entry at {entry.Address:x}: {Read(0, entry.Address):x}, {Read(1, entry.Address):x}, {now:x}");
        }

        if (expected.IsOk) Found++;
        else Faults[expected.Fault!.Index] = Faults.GetValueOrDefault(expected.Fault.Index) + 1;
        return expected;
    }

    /// <summary>Batches and ranges find what single translations find.</summary>
    public void Batches(IReadOnlyList<ulong> iovas, Access access)
    {
        ulong[] asked = [.. iovas, .. iovas.Reverse(), .. iovas.Take(5)];
        ulong[] expected = Settled(asked);
        var found = new ulong[asked.Length];
        Assert.Equal(expected.Count(a => a != PageTable.NoAddress), straight.TranslateMany(asked, access, found));
        Assert.Equal(expected, found);
        ulong page = 1UL << setup.SmallestBits;
        foreach (ulong iova in iovas.Take(6).Select(i => i & ~(page - 1)))
        {
            ulong[] singles = Settled([.. Enumerable.Range(0, 40).Select(i => unchecked(iova + ((ulong)i * page)))]);
            var pages = new ulong[singles.Length];
            int done = (int)straight.TranslateRange(iova, (ulong)pages.Length, access, pages);
            Assert.Equal(singles.TakeWhile(a => a != PageTable.NoAddress), pages.Take(done));
        }

        // In a malformed table a bit that one walk sets can be part of an entry of another; once all have walked, nothing changes.
        ulong[] Settled(ulong[] places)
        {
            ulong[] addresses = Addresses();
            for (ulong[] before = []; !before.SequenceEqual(addresses);) (before, addresses) = (addresses, Addresses());
            return addresses;

            ulong[] Addresses() => [.. places.Select(iova => straight.Translate(iova, access) is { IsOk: true } t ? t.Address : PageTable.NoAddress)];
        }
    }

    /// <summary>All of the memory is the same in all three.</summary>
    public void AreSame()
    {
        byte[][] contents = [.. memories.Select(m =>
        {
            byte[] content = new byte[m.Size];
            for (ulong page = 0; page < m.Size; page += PhysicalMemory.PageBytes) _ = m.TryCopyTo(m.Base + page, content.AsSpan((int)page, PhysicalMemory.PageBytes));
            return content;
        })];
        Assert.True(contents[2].AsSpan().SequenceEqual(contents[0]), "Translate wrote something else than the interpreter");
        Assert.True(contents[2].AsSpan().SequenceEqual(contents[1]), "Walk wrote something else than the interpreter");
    }

    public void Dispose()
    {
        foreach (PhysicalMemory memory in memories) memory.Dispose();
    }

    private void Same(WalkResult expected, Translation actual, string from, bool rights)
    {
        Translation wanted = expected.Fault is { } fault
            ? Translation.Faulted(fault.Index + 1, expected.Position)
            : Translation.Leaf(expected.Address, expected.SizeBits, expected.Position, rights ? expected.Allowed : Access.None);
        // Where the straight walk ends in the steps, it has the rights too.
        Translation plain = actual.IsOk && !rights ? Translation.Leaf(actual.Address, actual.SizeBits, actual.LevelPosition) : actual;
        if (plain != wanted) Fail(expected, $"{from} says {Text(actual)}, the interpreter {Text(wanted)}");
    }

    private static string Text(Translation t) =>
        t.IsOk ? $"{t.Address:x} in 2^{t.SizeBits} at {t.LevelPosition} for {t.Allowed}" : $"fault {t.Fault} at {t.LevelPosition}";

    private ulong Read(int memory, ulong address) => new PhysicalEntryMemory(memories[memory]).TryRead(address, setup.Format.EntryBytes, out ulong value) ? value : 0;

    private void Fail(WalkResult expected, string what) => Assert.Fail(
        $"{setup.Format.Name}, {setup.Levels.Count} levels, {setup.InputBits} bits, {string.Join(", ", setup.Format.Options.Select(o => $"{o.Name} = {setup.ValueOf(o)}"))}, "
        + $"root {Root:x}, iova {expected.Iova:x}, {expected.Access}: {what}\n"
        + string.Join("\n", expected.Path.Select(e => $"level {e.Level.Number} at {e.Address:x}: {e.Value:x} {e.Kind?.Name}")));
}
