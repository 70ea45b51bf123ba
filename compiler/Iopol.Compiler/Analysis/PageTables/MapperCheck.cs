using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>Writes every entry that the mapper can write, and walks it: it must be what it was written as, and allow what was asked for.</summary>
internal sealed class MapperCheck
{
    private static readonly AccessWord?[] Accesses = [null, AccessWord.Reading, AccessWord.Writing, AccessWord.Executing];

    private readonly WalkModel model;
    private readonly PageTableIR table;
    private readonly Choices choices;
    private readonly PageTableFindings findings;
    private readonly LevelIR top;
    private readonly bool tellsExecution;
    private readonly RightWord[][] rightSets;
    private readonly int smallest;
    private bool wasWritten;

    private MapperCheck(WalkModel model, LevelIR top, bool tellsExecution, PageTableFindings findings)
    {
        this.top = top;
        this.tellsExecution = tellsExecution;
        this.model = model;
        table = model.Table;
        choices = model.Choices;
        this.findings = findings;
        rightSets = Subsets([RightWord.Readable, RightWord.Writable, RightWord.Executable, .. OtherRights(table)]);
        smallest = table.Levels[table.Levels.Count - 1].ItemBits;
    }

    /// <summary>Checks what the mapper writes.</summary>
    /// <param name="model">The format.</param>
    /// <param name="tellsExecution">The format has a right to execute apart from the one to read.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Check(WalkModel model, bool tellsExecution, PageTableFindings findings)
    {
        // Shapes differ only for those who ask for the top.
        foreach (LevelIR top in model.AsksTop ? model.Tops : model.Tops.Take(1))
        {
            if (findings.Errors == 0) new MapperCheck(model, top, tellsExecution, findings).Check();
        }

        if (model.Choices.GaveUp) findings.Report(PageTableAnalysisDiagnostics.TooManyCases, model.Table.Place, model.Table.Name, WalkModel.MostCases);
    }

    private void Check()
    {
        LevelIR[] levels = [.. table.Levels.Where(l => l.Position <= top.Position)];
        foreach (LevelIR level in levels)
        {
            if (table.Kinds.FirstOrDefault(k => !k.IsLeaf && k.Levels.Contains(level.Number)) is { } pointer) Table(pointer, level);
        }

        // What a wrong table does to the leaves below is no other mistake.
        if (findings.Errors > 0) return;
        foreach (LevelIR level in levels)
        {
            var sizes = new HashSet<int>();
            foreach (KindIR leaf in table.Kinds.Where(k => k.IsLeaf && k.Levels.Contains(level.Number)))
            {
                int[] own = [.. KindCheck.LeafSizes(leaf, level).Where(s => !table.UnwrittenSizes.Contains(1UL << s) && sizes.Add(s))];
                if (own.Length > 0) Leaf(leaf, level, mustBeWritten: own.Contains(smallest));
            }
        }
    }

    private void Table(KindIR kind, LevelIR level)
    {
        foreach (RowIR row in kind.Rows)
        {
            if (row.Value is not WrittenConstant { ForDevice: not null } && !(row.Value is WrittenCondition written && Conditions.Parts(written.When).Any(c => c is RightCondition))) continue;
            findings.Report(PageTableAnalysisDiagnostics.TableWithRights, row.Place, kind.Name, row.Field!.Name);
            return;
        }

        choices.Each(() =>
        {
            ulong entry = Write(kind, level, []);
            var situation = new Situation(model, level, top) { Entry = entry };
            return Fits(Walk.Entry(model, situation, null), situation, kind, level, "");
        });
    }

    private void Leaf(KindIR kind, LevelIR level, bool mustBeWritten)
    {
        wasWritten = false;
        foreach (RightWord[] rights in rightSets)
        {
            string asked = Show(rights);
            bool goOn = true;
            foreach (AccessWord? access in Accesses)
            {
                choices.Each(() => goOn = (!mustBeWritten && !IsWritten(kind, level)) || Leaf(kind, level, rights, asked, access));
                if (!goOn) return;
            }
        }

        // Told as the entry that is never what it should be.
        if (!wasWritten && !choices.GaveUp) choices.Each(() => Leaf(kind, level, [RightWord.Readable], Show([RightWord.Readable]), null));
    }

    /// <summary>
    /// Options can take a kind away: the mapper writes it only where the walk takes what is written for reading as that kind. The
    /// smallest leaf is always written.
    /// </summary>
    private bool IsWritten(KindIR kind, LevelIR level)
    {
        var situation = new Situation(model, level, top) { Entry = Write(kind, level, [RightWord.Readable]), Access = [AccessWord.Privileged] };
        bool written = Walk.Entry(model, situation, null).End == WalkEnd.Taken && situation.Kind!.Name == kind.Name;
        wasWritten |= written;
        return written;
    }

    private bool Leaf(KindIR kind, LevelIR level, RightWord[] rights, string asked, AccessWord? access)
    {
        var mapping = new Situation(model, level, top) { Rights = rights };
        if (table.Refusals.Any(r => mapping.Holds(r.When))) return true;
        wasWritten = true;
        ulong entry = Write(kind, level, rights);
        List<AccessWord> words = rights.Contains(RightWord.User) ? [] : [AccessWord.Privileged];
        if (access is { } word) words.Add(word);
        var situation = new Situation(model, level, top) { Entry = entry, Access = words, Path = (field, every) => OnTables(field, every, level) };
        // What is denied before the table is looked at is not the mapping's doing.
        if (Walk.Steps(model.InputSteps, situation, null) is not null) return true;
        (WalkEnd end, FaultStep? fault) = Walk.Entry(model, situation, null);
        if (access is null && !Fits((end, fault), situation, kind, level, asked)) return false;
        if (end == WalkEnd.Taken && Walk.Steps(model.LeafSteps, situation, null) is { } late) (end, fault) = (WalkEnd.Fault, late);
        if (access is not { } tried) return true;
        bool granted = end == WalkEnd.Taken;
        if (granted && !situation.Holds(model.Allows(tried)))
        {
            findings.Report(PageTableAnalysisDiagnostics.AllowDiffers, table.Place, Show(tried), kind.Name, level.Number, asked);
            return false;
        }

        if (granted == rights.Contains(Right(tried)) || (tried == AccessWord.Executing && !tellsExecution)) return true;
        // Options may loosen what is allowed; as they are by themselves it is exact.
        if (granted && !choices.AreDefault) return true;
        if (granted) findings.Report(PageTableAnalysisDiagnostics.MapsTooMuch, kind.Place, kind.Name, level.Number, asked, Show(tried));
        else findings.Report(PageTableAnalysisDiagnostics.MapsTooLittle, kind.Place, kind.Name, level.Number, asked, Show(tried), fault!.Fault.Name);
        return false;
    }

    /// <summary>Whether the walk takes the entry as the kind it was written as.</summary>
    private bool Fits((WalkEnd End, FaultStep? Fault) outcome, Situation situation, KindIR kind, LevelIR level, string rights)
    {
        string asked = rights.Length == 0 ? "" : $" ({rights})";
        if (outcome.Fault is { } fault) findings.Report(PageTableAnalysisDiagnostics.WrittenFaults, kind.Place, kind.Name + asked, level.Number, fault.Fault.Name, CaseText.Show(choices));
        else if (outcome.End == WalkEnd.Open || situation.Kind!.Name != kind.Name) findings.Report(PageTableAnalysisDiagnostics.WrittenTakenAs, kind.Place, kind.Name + asked, level.Number, situation.Kind?.Name ?? "nothing", CaseText.Show(choices));
        else return true;
        return false;
    }

    /// <summary>What the tables above a leaf say, as the mapper writes them.</summary>
    private bool OnTables(ModelField field, bool every, LevelIR leaf)
    {
        foreach (LevelIR level in table.Levels.Where(l => l.Position > leaf.Position && l.Position <= top.Position))
        {
            if (table.Kinds.FirstOrDefault(k => !k.IsLeaf && k.Levels.Contains(level.Number)) is not { } kind || !field.IsOf(kind)) continue;
            bool set = (Write(kind, level, []) & field.Mask) != 0;
            if (set != every) return !every;
        }

        return every;
    }

    private ulong Write(KindIR kind, LevelIR level, RightWord[] rights)
    {
        ulong entry = 0;
        var situation = new Situation(model, level, top) { Rights = rights };
        foreach (RowIR row in kind.Rows)
        {
            if (row.ReservedWhen is { } when && situation.Holds(when)) continue;
            ulong value = row.Value switch
            {
                WrittenConstant constant => rights.Contains(RightWord.Device) ? constant.ForDevice ?? constant.Value : constant.Value,
                WrittenCondition condition => situation.Holds(condition.When) ? 1UL : 0,
                WrittenNextLevel => (ulong)(table.Levels.FirstOrDefault(l => l.Position == level.Position - 1)?.Number ?? 0),
                _ => 0,
            };
            entry |= value << row.Bits.Low;
        }

        return entry;
    }

    private static RightWord Right(AccessWord word) => word switch
    {
        AccessWord.Reading => RightWord.Readable,
        AccessWord.Writing => RightWord.Writable,
        _ => RightWord.Executable,
    };

    private static string Show(AccessWord word) => word.ToString().ToLowerInvariant();

    private static string Show(RightWord[] rights) => rights.Length == 0 ? "no right" : string.Join(", ", rights.Select(r => r.ToString().ToLowerInvariant()));

    /// <summary>The rights beyond reading, writing and executing that make a difference to what is written or refused.</summary>
    private static IEnumerable<RightWord> OtherRights(PageTableIR table)
    {
        WrittenValue[] written = [.. table.Kinds.SelectMany(k => k.Rows).Select(r => r.Value).OfType<WrittenValue>()];
        IEnumerable<Condition> conditions = written.OfType<WrittenCondition>().Select(w => w.When).Concat(table.Refusals.Select(r => r.When));
        HashSet<RightWord> asked = [.. conditions.SelectMany(Conditions.Parts).OfType<RightCondition>().Select(r => r.Word)];
        if (written.OfType<WrittenConstant>().Any(w => w.ForDevice is not null)) asked.Add(RightWord.Device);
        return ((RightWord[])[RightWord.User, RightWord.Device, RightWord.Coherent]).Where(asked.Contains);
    }

    private static RightWord[][] Subsets(RightWord[] all) =>
        [.. Enumerable.Range(0, 1 << all.Length).Select(set => all.Where((_, i) => (set >> i & 1) != 0).ToArray())];
}
