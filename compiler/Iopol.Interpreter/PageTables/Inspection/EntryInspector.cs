using Iopol.Compiler.IR.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.PageTables.Inspection;

/// <summary>Takes entries apart for people who look for what is wrong with them.</summary>
public sealed class EntryInspector
{
    private readonly TableSetup setup;
    private readonly ConditionEvaluator conditions;
    private readonly EntryReader reader;
    private readonly EntryJudge judge;
    private readonly FieldIR[] common;
    private readonly bool isPathWide;

    /// <summary>For tables of a setup.</summary>
    public EntryInspector(TableSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        this.setup = setup;
        conditions = new(setup);
        reader = new(setup);
        judge = new(setup);
        common = [.. setup.Format.Kinds.SelectMany(k => k.Rows).Select(r => r.Field).OfType<FieldIR>().Where(f => f.IsCommon).DistinctBy(f => f.Name).OrderByDescending(f => f.Bits.High)];
        AllowedIR allowed = setup.Format.Allowed;
        isPathWide = !new[] { allowed.Read, allowed.Write, allowed.Execute }.Any(AsksTheLeaf);
    }

    /// <summary>What an entry is, whoever asks; null where it is not present or malformed.</summary>
    public KindIR? KindOf(LevelIR level, ulong entry) => reader.KindOf(level, entry);

    /// <summary>log2 of the bytes that a leaf maps.</summary>
    public static int SizeBits(KindIR kind, LevelIR level, ulong entry) => EntryBits.SizeBits(kind, level, entry);

    /// <summary>The bits of an entry, highest first: by its kind, or where it has none the fields that every kind has.</summary>
    public IReadOnlyList<EntryPart> Parts(KindIR? kind, ulong entry)
    {
        if (kind is null) return [.. common.Select(f => new EntryPart(f.Bits, RowRole.Field, f.Name, EntryBits.Get(entry, f.Bits)))];
        return [.. kind.Rows.Select(row => new EntryPart(row.Bits, conditions.IsReserved(row) ? RowRole.Reserved : row.Role, row.Field?.Name, EntryBits.Get(entry, row.Bits)))];
    }

    /// <summary>
    /// What the entries of a path leave of the rights so far. Null where the format's rights are those of the leaf alone and the
    /// path has not come to it, or where an entry has no kind.
    /// </summary>
    /// <param name="path">Entries from the top.</param>
    /// <param name="privilege">Whether the access is made as supervisor.</param>
    public Access? RightsSoFar(IReadOnlyList<WalkedEntry> path, Access privilege)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Count == 0 || path[^1].Kind is not { } kind || (!kind.IsLeaf && !isPathWide)) return null;
        return judge.Allowed(WalkStates.At(setup, 0, privilege & Access.Privileged, path, null));
    }

    private static bool AsksTheLeaf(Condition condition) => condition switch
    {
        FieldCompare => true,
        NotCondition not => AsksTheLeaf(not.Operand),
        AndCondition and => and.Operands.Any(AsksTheLeaf),
        OrCondition or => or.Operands.Any(AsksTheLeaf),
        _ => false,
    };
}
