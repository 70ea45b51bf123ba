using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>One case of a walk's step: what is known about it; what nobody has decided is chosen.</summary>
internal sealed class Situation(WalkModel model, LevelIR level, LevelIR top)
{
    private ulong writtenBits;
    private ulong written;

    public LevelIR Level => level;

    public LevelIR Top => top;

    /// <summary>The kind that was taken, or null.</summary>
    public KindIR? Kind { get; set; }

    /// <summary>The entry, where it is known; else its fields are chosen.</summary>
    public ulong? Entry { get; init; }

    /// <summary>What the access asks for, where it is known; else it is chosen.</summary>
    public IReadOnlyList<AccessWord>? Access { get; init; }

    /// <summary>What the mapping asks for; needed for what the mapper writes.</summary>
    public IReadOnlyList<RightWord>? Rights { get; init; }

    /// <summary>The entry lies outside the memory: then no field can be read.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The IOVA is outside its width.</summary>
    public bool IsOutside { get; init; }

    /// <summary>What the tables above say of a field, where it is known; else it is chosen.</summary>
    public Func<ModelField, bool, bool>? Path { get; init; }

    /// <summary>Whether a field was read although the entry cannot be.</summary>
    public bool ReadUnreadable { get; private set; }

    public bool Holds(Condition condition) => model.Function(condition)(this);

    public bool Ask(Question question) => Number(question) != 0;

    public ulong Number(Question question) => model.Choices.Choose(question);

    /// <summary>The value of a field of the entry.</summary>
    public ulong Value(ModelField field)
    {
        if ((writtenBits & field.Mask) != 0) return (written & field.Mask) >> field.Low;
        if (Entry is { } entry) return (entry & field.Mask) >> field.Low;
        ReadUnreadable |= IsUnreadable;
        return Number(field.Question);
    }

    /// <summary>Notes that a step wrote a field.</summary>
    public void Write(FieldIR field, bool set)
    {
        writtenBits |= field.Bits.Mask;
        written = set ? written | field.Bits.Mask : written & ~field.Bits.Mask;
    }

    /// <summary>Whether the address can have a bit at or above one.</summary>
    public bool CanHold(int bit) => Kind is null || Kind.Rows.Any(r => r.Role == RowRole.Address && r.Address.High >= bit);

    public bool OnPath(ModelField field, bool every, Question above)
    {
        if (Kind is not null && field.IsOf(Kind) && (Value(field) != 0) != every) return !every;
        return Path?.Invoke(field, every) ?? Ask(above);
    }

    public bool Is(Circumstance circumstance, Question question) => circumstance switch
    {
        Circumstance.Outside => IsOutside,
        Circumstance.Unreadable => IsUnreadable,
        Circumstance.Reserved => Kind is not null && IsReserved(Kind, question),
        Circumstance.Misaligned => Kind is { IsLeaf: true } leaf && Entry is null && CanMisalign(leaf) && Ask(question),
        _ => Kind is { IsLeaf: false, NextLevel: { } next } && Entry is null && IsSkip(Value(model.Field(next))) && Ask(question),
    };

    private bool CanMisalign(KindIR leaf)
    {
        int size = level.ItemBits;
        for (int covers = leaf.Covers; covers > 1; covers >>= 1) size++;
        return leaf.Covers == 0 || leaf.Rows.Any(r => r.Role == RowRole.Address && r.Address.Low < size);
    }

    private bool IsSkip(ulong next) => model.Table.Levels.FirstOrDefault(l => (ulong)l.Number == next) is not { } below || below.Position < level.Position - 1;

    private bool IsReserved(KindIR kind, Question question)
    {
        ulong reserved = 0;
        foreach (RowIR row in kind.Rows)
        {
            if (row.Role == RowRole.Reserved || (row.ReservedWhen is { } when && Holds(when))) reserved |= row.Bits.Mask;
        }

        if (Entry is { } entry) return (entry & reserved) != 0;
        // Bits that are known as those of a field are not chosen again.
        foreach (ModelField field in model.Fields)
        {
            if ((field.Mask & reserved) == 0 || field.Question.Chosen is not { } value) continue;
            if (((value << field.Low) & reserved) != 0) return true;
            reserved &= ~field.Mask;
        }

        return reserved != 0 && Ask(question);
    }
}
