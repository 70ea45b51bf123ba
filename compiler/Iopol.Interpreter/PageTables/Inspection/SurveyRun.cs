using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>
/// Goes through the tables below a root, each table once for each thing the entries above it may leave of the rights: tables that
/// are reached by many paths cost no more than others, however often their content counts.
/// </summary>
internal sealed class SurveyRun
{
    private readonly TableSetup setup;
    private readonly IEntryMemory memory;
    private readonly EntryReader reader;
    private readonly EntryJudge judge;
    private readonly LeafJudge leaves;
    private readonly IReadOnlyList<FieldIR> pathFields;
    private readonly FaultStep?[] emptyFaults;
    private readonly Dictionary<(ulong Table, int Position, ulong Context), Totals> done = [];
    private readonly HashSet<(ulong Table, int Position)> visited = [];
    private readonly Dictionary<(ulong Table, int Position), ulong> reachedBy = [];
    private readonly Dictionary<ulong, int> positionOf = [];
    private readonly List<Suspicion> suspicions = [];
    private readonly Dictionary<SuspicionKind, long> counts = [];
    private readonly List<Mergeable> mergeables = [];
    private readonly SurveyedLevel[] levels;
    private readonly MergeCheck merges;
    private readonly List<ulong> above = [];
    private long left = TableSurvey.MostEntries;

    public SurveyRun(TableSetup setup, IEntryMemory memory)
    {
        (this.setup, this.memory) = (setup, memory);
        (reader, judge, leaves) = (new(setup), new(setup), new(setup));
        pathFields = FormatConditions.PathFields(setup.Format);
        merges = new(setup);
        int most = setup.Top.Position + 1;
        emptyFaults = new FaultStep?[most];
        levels = new SurveyedLevel[most];
        foreach (LevelIR level in setup.Levels)
        {
            emptyFaults[level.Position] = judge.Enter(new WalkState(setup, 0, Access.None) { Level = level }).Fault;
            levels[level.Position] = new();
        }
    }

    public TableSurvey Run(ulong root)
    {
        var totals = new Totals();
        if (memory.TryRead(root, setup.Format.EntryBytes, out ulong first))
        {
            reachedBy.Add((root, setup.Top.Position), 0);
            positionOf.Add(root, setup.Top.Position);
            totals = Table(root, setup.Top, 0, [], speaks: true);
        }
        else
        {
            Report(SuspicionKind.OutsideMemory, setup.Top, 0, root, first, "the top table is not in the memory");
        }

        return new(
            [.. totals.Bytes.Select(t => new MappedBytes(t.Key.SizeBits, t.Key.User, t.Key.Privileged, t.Value)).OrderByDescending(m => m.SizeBits).ThenByDescending(m => m.Allowed)],
            [.. setup.Levels.Select(l => levels[l.Position].Result(l, setup.TableBytes(l), 1L << setup.IndexBits(l)))],
            [.. mergeables.OrderBy(m => m.Iova)],
            suspicions,
            counts,
            visited,
            left > 0);
    }

    /// <summary>
    /// What a table maps. What it is made of is counted, and what is wrong with it said, when it is met first; of a table that is only
    /// met by way of a loop nothing is.
    /// </summary>
    private Totals Table(ulong table, LevelIR level, ulong start, List<(KindIR Kind, ulong Entry)> path, bool speaks)
    {
        var key = (table, level.Position, Context(path));
        bool isFirst = speaks && visited.Add((table, level.Position));
        if (!isFirst && done.TryGetValue(key, out Totals? known)) return known;
        var totals = new Totals();
        done[key] = totals;
        ulong[] entries = Read(table, level, start, isFirst);
        var state = new WalkState(setup, 0, Access.None) { Level = level };
        state.Above.AddRange(path);
        above.Add(table);
        long used = 0;
        var runs = new RunCheck(setup, level, entries);
        for (int index = 0; index < entries.Length; index++)
        {
            if (entries[index] == 0) continue;
            ulong iova = start + ((ulong)index << level.ItemBits);
            (state.Entry, state.Kind, state.Output) = (entries[index], null, null);
            var at = new EntryPlace(level, iova, table + (ulong)(index * setup.Format.EntryBytes), entries[index], isFirst);
            Judgement judgement = judge.Enter(state);
            if (judgement.Fault is { } fault)
            {
                Refused(at, fault, state);
                continue;
            }

            used++;
            if (judgement.Kind!.IsLeaf) Leaf(at, index, state, key.Item3, totals, runs);
            else Down(at, state, path, totals);
        }

        above.RemoveAt(above.Count - 1);
        if (isFirst) Count(table, level, start, entries, used);
        return totals;
    }

    private void Count(ulong table, LevelIR level, ulong start, ulong[] entries, long used)
    {
        levels[level.Position].Add(used, entries.Length, level == setup.Top);
        if (level != setup.Top && used == entries.Length && merges.Find(level, entries) is { } leaf) mergeables.Add(new(Extended.Iova(setup, start), leaf.Address, leaf.SizeBits, table));
    }

    private ulong[] Read(ulong table, LevelIR level, ulong start, bool isFirst)
    {
        var entries = new ulong[1 << setup.IndexBits(level)];
        left -= entries.Length;
        if (left <= 0) return [];
        bool torn = false;
        for (int i = 0; i < entries.Length; i++)
        {
            ulong address = table + (ulong)(i * setup.Format.EntryBytes);
            if (memory.TryRead(address, setup.Format.EntryBytes, out entries[i]) || torn) continue;
            torn = true;
            if (isFirst) Report(SuspicionKind.OutsideMemory, level, Extended.Iova(setup, start), address, 0, $"the rest of the table at 0x{table:x} is not in the memory");
        }

        return entries;
    }

    private void Refused(EntryPlace at, FaultStep fault, WalkState state)
    {
        // The fault of an entry of 0 is the one that says not present.
        bool absent = fault == emptyFaults[at.Level.Position];
        if (!at.Speaks) return;
        if (absent) Report(SuspicionKind.NotPresentButSet, at, $"not present, but not 0: {fault.Fault.Name}");
        else Report(SuspicionKind.Malformed, at, $"{fault.Fault.Name}: {judge.Because(fault, state)}");
    }

    private void Down(EntryPlace at, WalkState state, List<(KindIR Kind, ulong Entry)> path, Totals totals)
    {
        LevelIR next = reader.NextLevel(state.Kind!, at.Level, at.Entry);
        ulong table = EntryBits.Address(state.Kind!, at.Level, at.Entry);
        bool loops = above.Contains(table);
        if (at.Speaks) Reached(at, table, next, loops);
        if (!memory.TryRead(table, setup.Format.EntryBytes, out _))
        {
            if (at.Speaks) Report(SuspicionKind.OutsideMemory, at, $"its table at 0x{table:x} is not in the memory");
            return;
        }

        if (left > 0) totals.Add(Table(table, next, at.Iova, [.. path, (state.Kind!, at.Entry)], at.Speaks && !loops));
    }

    private void Reached(EntryPlace at, ulong table, LevelIR next, bool loops)
    {
        if (loops) Report(SuspicionKind.Loop, at, $"leads back to the table at 0x{table:x} above it");
        else if (reachedBy.TryGetValue((table, next.Position), out ulong first)) Report(SuspicionKind.SharedTable, at, $"its table at 0x{table:x} is reached by the entry at 0x{first:x} too");
        else if (positionOf.TryGetValue(table, out int position) && position != next.Position) Report(SuspicionKind.SharedTable, at, $"its table at 0x{table:x} is used at two levels");
        if (loops) return;
        reachedBy.TryAdd((table, next.Position), at.Address);
        positionOf.TryAdd(table, next.Position);
    }

    private void Leaf(EntryPlace at, int index, WalkState state, ulong context, Totals totals, RunCheck runs)
    {
        int size = EntryBits.SizeBits(state.Kind!, at.Level, at.Entry);
        ulong address = EntryBits.Address(state.Kind!, at.Level, at.Entry);
        LeafVerdict verdict = leaves.Of(state, context, address, size);
        totals.Add((size, verdict.User, verdict.Privileged), UInt128.One << at.Level.ItemBits);
        if (!at.Speaks) return;
        if (runs.Broken(index, state.Kind!, size) is { } broken) Report(SuspicionKind.BrokenRun, at, broken);
        if (!runs.Begins(index, size)) return;
        if (verdict.Fault is { } fault) Report(SuspicionKind.FaultingLeaf, at, fault);
        else if ((verdict.User | verdict.Privileged) == Access.None) Report(SuspicionKind.AllowsNothing, at, "the path allows nothing");
    }

    /// <summary>What the fields that are asked for over whole paths are in the entries of a path: all 1, some 1.</summary>
    private ulong Context(List<(KindIR Kind, ulong Entry)> path)
    {
        ulong context = 0;
        for (int f = 0; f < pathFields.Count; f++)
        {
            bool every = true, some = false;
            foreach ((KindIR kind, ulong entry) in path)
            {
                if (!EntryBits.Has(kind, pathFields[f])) continue;
                bool set = EntryBits.Get(entry, pathFields[f].Bits) != 0;
                every &= set;
                some |= set;
            }

            context |= (every ? 1UL : 0) << (2 * f) | (some ? 2UL : 0) << (2 * f);
        }

        return context;
    }

    private void Report(SuspicionKind kind, EntryPlace at, string text) => Report(kind, at.Level, Extended.Iova(setup, at.Iova), at.Address, at.Entry, text);

    private void Report(SuspicionKind kind, LevelIR level, ulong iova, ulong address, ulong entry, string text)
    {
        counts[kind] = counts.GetValueOrDefault(kind) + 1;
        if (suspicions.Count < TableSurvey.MostSuspicions) suspicions.Add(new(kind, level, iova, address, entry, text));
    }

    private readonly record struct EntryPlace(LevelIR Level, ulong Iova, ulong Address, ulong Entry, bool Speaks);

    private sealed class Totals
    {
        public Dictionary<(int SizeBits, Access User, Access Privileged), UInt128> Bytes { get; } = [];

        public void Add((int SizeBits, Access User, Access Privileged) way, UInt128 bytes) => Bytes[way] = Bytes.GetValueOrDefault(way) + bytes;

        public void Add(Totals other)
        {
            foreach (((int SizeBits, Access User, Access Privileged) way, UInt128 bytes) in other.Bytes) Add(way, bytes);
        }
    }

    private sealed class SurveyedLevel
    {
        private long tables, entries, empty, nearlyEmpty;

        public void Add(long used, long slots, bool isTop)
        {
            tables++;
            entries += used;
            if (isTop) return;
            if (used == 0) empty++;
            else if (used * 100 < slots) nearlyEmpty++;
        }

        public LevelTables Result(LevelIR level, ulong bytes, long slots) => new(level, bytes, tables, entries, tables * slots, empty, nearlyEmpty);
    }
}
