using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Binds what a format says of its tree: size of an entry, levels, top table, and the IOVA.</summary>
internal sealed class LayoutBinder(PageTableMembers members, ConditionBinder conditions)
{
    /// <summary>Bytes of an entry; 8 where that is wrong.</summary>
    public int EntryBytes { get; } = ReadEntryBytes(members);

    /// <summary>Levels, top first; those that are wrong are left out.</summary>
    public IReadOnlyList<LevelIR> Levels { get; } = ReadLevels(members);

    /// <summary>The level of a number in the text, or null where it is wrong and that was reported.</summary>
    public LevelIR? Find(SyntaxToken number, BindingSink sink)
    {
        if (PageTableNumbers.Read(number, "the number of a level", 0, PageTableLimits.LevelNumber, sink) is not { } value) return null;
        LevelIR? found = Levels.FirstOrDefault(l => l.Number == value);
        if (found is null) NoLevel(number, value, sink);
        return found;
    }

    /// <summary>The numbers of the levels of a list, highest level first.</summary>
    public IReadOnlyList<int> Find(LevelListSyntax list, BindingSink sink)
    {
        var found = new HashSet<int>();
        foreach (LevelRangeSyntax range in list.Ranges)
        {
            LevelIR? first = Find(range.First, sink);
            LevelIR? last = range.Last is null ? first : Find(range.Last, sink);
            if (first is null || last is null) continue;
            for (int number = Math.Min(first.Number, last.Number); number <= Math.Max(first.Number, last.Number); number++)
            {
                if (!Levels.Any(l => l.Number == number)) NoLevel(range, number, sink);
                else if (!found.Add(number)) sink.Report(PageTableDiagnostics.LevelTwice, range.Span, number);
            }
        }

        return [.. Levels.Select(l => l.Number).Where(found.Contains)];
    }

    /// <summary>A level that is not there may be one that could not be read.</summary>
    private void NoLevel(SyntaxElement place, int number, BindingSink sink)
    {
        if (Levels.Count < members.Levels.Count || Levels.Count == 0) sink.Fail();
        else sink.Report(PageTableDiagnostics.NoLevel, place.Span, number, string.Join(", ", Levels.Select(l => l.Number)));
    }

    public IReadOnlyList<int> Counts()
    {
        if (members.LevelCounts is not { } given) return [Levels.Count];
        BindingSink sink = given.Speaker.Sink;
        var counts = new SortedSet<int>();
        foreach (LiteralExpressionSyntax count in given.Syntax.Counts)
        {
            if (PageTableNumbers.Read(count.Token, "the number of levels of a table", 1, Math.Max(members.Levels.Count, 1), sink) is not { } value) continue;
            if (!counts.Add(value)) sink.Report(PageTableDiagnostics.GivenTwice, count.Span, value, sink.Place(given.Syntax.Span).Line);
        }

        return [.. counts];
    }

    public RootIR Root()
    {
        if (members.Root is not { } given) return new RootIR(EntryBytes, 0, 0);
        BindingSink sink = given.Speaker.Sink;
        var seen = new HashSet<SyntaxKind>();
        (int bytes, int wider, int concatenated) = (EntryBytes, 0, 0);
        foreach (RootClauseSyntax clause in given.Syntax.Clauses)
        {
            if (!seen.Add(clause.Keyword.Kind)) sink.Report(PageTableDiagnostics.GivenTwice, clause.Keyword.Span, clause.Keyword.Text, sink.Place(given.Syntax.Span).Line);
            switch (clause.Keyword.Kind)
            {
                case SyntaxKind.AtKeyword: bytes = (int)(PageTableNumbers.ReadPower(clause.Number, "the size of the top table", (ulong)EntryBytes, PageTableLimits.RootBytes, sink) ?? 0); break;
                case SyntaxKind.WiderKeyword: wider = PageTableNumbers.Read(clause.Number, "the number of bits", 1, PageTableLimits.RootBits, sink) ?? 0; break;
                case SyntaxKind.ConcatenatesKeyword: concatenated = PageTableNumbers.Read(clause.Number, "the number of bits", 1, PageTableLimits.RootBits, sink) ?? 0; break;
            }
        }

        return new RootIR(bytes, wider, concatenated);
    }

    public IReadOnlyList<InputExtensionIR> Input()
    {
        var rules = new List<InputExtensionIR>();
        foreach (Given<PageTableMemberSyntax> given in members.Inputs)
        {
            if (given.Syntax is not InputExtensionSyntax rule) continue;
            BindingSink sink = given.Speaker.Sink;
            Condition? when = When(rule.When, given.Speaker);
            if (WalkWords.Extensions.TryGetValue(rule.Extension.Text, out InputExtension extension)) rules.Add(new InputExtensionIR(extension, when));
            else sink.Unknown(PageTableDiagnostics.UnknownName, "way to extend an IOVA", rule.Extension, [.. WalkWords.Extensions.Keys, "width", "ignores"], "write zeros, sign or ones");
        }

        return rules;
    }

    public BitRange? Widths()
    {
        Given<PageTableMemberSyntax>? given = members.Inputs.Find(i => i.Syntax is InputWidthSyntax);
        if (given?.Syntax is not InputWidthSyntax syntax) return null;
        BindingSink sink = given.Speaker.Sink;
        int? least = PageTableNumbers.Read(syntax.Least, "the width of an IOVA", 1, 64, sink);
        int? most = PageTableNumbers.Read(syntax.Most, "the width of an IOVA", 1, 64, sink);
        if (least is null || most is null) return null;
        if (least <= most) return new BitRange(most.Value, least.Value);
        sink.Report(PageTableDiagnostics.BackwardNumbers, syntax.Dots.Span, least, most);
        return null;
    }

    public IgnoredInputIR? Ignored()
    {
        Given<PageTableMemberSyntax>? given = members.Inputs.Find(i => i.Syntax is IgnoredInputSyntax);
        if (given?.Syntax is not IgnoredInputSyntax syntax) return null;
        Condition? when = When(syntax.When, given.Speaker);
        return PageTableNumbers.Read(syntax.Bits, 63, given.Speaker.Sink) is { } bits ? new IgnoredInputIR(bits, when) : null;
    }

    public IReadOnlyList<ulong> UnwrittenSizes()
    {
        if (members.Avoidance is not { } given) return [];
        BindingSink sink = given.Speaker.Sink;
        var sizes = new SortedSet<ulong>();
        foreach (LiteralExpressionSyntax size in given.Syntax.Sizes)
        {
            if (PageTableNumbers.ReadPower(size.Token, "the size of a leaf", 1, 1UL << 63, sink) is not { } value) continue;
            if (!sizes.Add(value)) sink.Report(PageTableDiagnostics.GivenTwice, size.Span, size.Token.Text, sink.Place(given.Syntax.Span).Line);
        }

        return [.. sizes];
    }

    private Condition? When(WhenClauseSyntax? when, Speaker speaker) =>
        when is null ? null : conditions.Bind(when.Condition, ConditionPlace.Options, speaker);

    private static int ReadEntryBytes(PageTableMembers members) =>
        members.EntrySize is { } given ? (int)(PageTableNumbers.ReadPower(given.Syntax.Size, "the size of an entry", 4, 8, given.Speaker.Sink) ?? 8) : 8;

    private static List<LevelIR> ReadLevels(PageTableMembers members)
    {
        var levels = new List<LevelIR>();
        int position = members.Levels.Count;
        foreach (Given<LevelDeclarationSyntax> given in members.Levels)
        {
            position--;
            BindingSink sink = given.Speaker.Sink;
            int? number = PageTableNumbers.Read(given.Syntax.Number, "the number of a level", 0, PageTableLimits.LevelNumber, sink);
            BitRange? index = PageTableNumbers.Read(given.Syntax.Bits, 63, sink);
            if (index is { Count: > PageTableLimits.IndexBits })
            {
                sink.Report(PageTableDiagnostics.OutOfRange, given.Syntax.Bits.Span, "the number of index bits", $"1 to {PageTableLimits.IndexBits}", index.Value.Count);
                index = null;
            }

            if (number is null || index is null) continue;
            if (levels.Any(l => l.Number == number)) sink.Report(PageTableDiagnostics.DuplicateName, given.Syntax.Number.Span, $"level {number}", $"line {levels.First(l => l.Number == number).Place.Line}");
            else levels.Add(new LevelIR(position, number.Value, index.Value, given.Speaker.Place(given.Syntax)));
        }

        if (members.Levels.Count > PageTableLimits.Levels) members.Scope.Sink.Report(PageTableDiagnostics.TooMany, members.Scope.Syntax.Name.Span, members.Scope.Name, PageTableLimits.Levels, "levels");
        return levels;
    }
}
