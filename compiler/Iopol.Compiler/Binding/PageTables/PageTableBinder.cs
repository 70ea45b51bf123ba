using Iopol.Compiler.Analysis.PageTables;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Systems;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Binds a page table with what it inherits.</summary>
internal sealed class PageTableBinder
{
    private readonly PageTableScope scope;
    private readonly PageTableMembers members;

    private PageTableBinder(PageTableScope scope)
    {
        this.scope = scope;
        members = new PageTableMembers(scope);
    }

    /// <summary>The format, or null where it is wrong, which was reported.</summary>
    public static PageTableIR? Bind(PageTableScope scope) => new PageTableBinder(scope).Bind();

    private PageTableIR? Bind()
    {
        IReadOnlyList<OptionIR> options = Options();
        IReadOnlyList<FaultIR> faults = Faults();
        Dictionary<string, OptionIR> byName = options.ToDictionary(o => o.Name);
        var conditions = new ConditionBinder(scope, byName);
        var layout = new LayoutBinder(members, conditions);
        conditions.LevelNumbers = layout.Levels.Count < members.Levels.Count ? [] : [.. layout.Levels.Select(l => l.Number)];
        var kindBinder = new KindBinder(members, layout, conditions, byName);
        conditions.Fields = kindBinder.Fields;
        IReadOnlyList<KindIR> kinds = kindBinder.Bind();
        var steps = new StepBinder(members, conditions, faults, kinds);
        IReadOnlyList<WalkStep> input = steps.Bind("input");
        IReadOnlyList<WalkStep> entry = steps.Bind("entry");
        IReadOnlyList<WalkStep> leaf = steps.Bind("leaf");
        conditions.IsKnown = field => field.IsCommon || kinds.Any(k => k.IsLeaf && k.Rows.Any(r => r.Field == field));
        var bound = new PageTableIR(
            scope.Name, scope.Base?.Name, scope.Syntax.Documentation, scope.Sink.Place(scope.Syntax.Name.Span),
            layout.EntryBytes, layout.Counts(), layout.Levels, layout.Root(), layout.Input(), layout.Widths(), layout.Ignored(),
            options, faults, kinds, Run(layout, kindBinder.Fields, kinds), layout.UnwrittenSizes(), input, entry, leaf,
            new AllowedIR(Allow("read", conditions), Allow("write", conditions), Allow("execute", conditions)), Refusals(conditions));
        Required();
        members.Finish();
        // What ships with Iopol was checked before it shipped.
        bool shipped = scope.Sink.Source.Path.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal);
        if (!scope.Sink.HasErrors && !shipped) scope.Warnings = PageTableCheck.Check(bound, scope.Syntax, scope.Sink);
        return scope.Sink.HasErrors ? null : bound;
    }

    private List<OptionIR> Options()
    {
        var options = new List<OptionIR>();
        foreach (Given<OptionDeclarationSyntax> given in members.Options)
        {
            (OptionDeclarationSyntax syntax, BindingSink sink) = (given.Syntax, given.Speaker.Sink);
            (int Least, int Most)? range = null;
            int? value = null;
            if (syntax.Colon is null)
            {
                if (syntax.Value is LiteralExpressionSyntax { Token.Kind: SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword } truth) value = truth.Token.Kind == SyntaxKind.TrueKeyword ? 1 : 0;
                else if (syntax.Value.IsMissing) sink.Fail();
                else sink.Report(PageTableDiagnostics.WrongDefault, syntax.Value.Span, syntax.Value, "true or false");
            }
            else
            {
                int? least = PageTableNumbers.Read(syntax.Least!, "an option", 0, int.MaxValue, sink);
                int? most = PageTableNumbers.Read(syntax.Most!, "an option", 0, int.MaxValue, sink);
                if (least > most) sink.Report(PageTableDiagnostics.BackwardNumbers, syntax.Dots!.Span, least, most);
                else if (syntax.Value is not LiteralExpressionSyntax number || number.Token.Kind is SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword) sink.Report(PageTableDiagnostics.WrongDefault, syntax.Value.Span, syntax.Value, "a number");
                else if (least is not null && most is not null) value = PageTableNumbers.Read(number.Token, "the value of this option", least.Value, most.Value, sink);
                range = (least ?? 0, most ?? 0);
            }

            // A wrong option keeps its name, so that what asks for it is not wrong too.
            options.Add(new OptionIR(options.Count, syntax.Name.Text, range, value ?? range?.Least ?? 0, syntax.Documentation, given.Speaker.Place(syntax.Name)));
        }

        Limit(options.Count, PageTableLimits.Options, "options");
        return options;
    }

    private List<FaultIR> Faults()
    {
        var faults = new List<FaultIR>();
        foreach (Given<FaultDeclarationSyntax> given in members.Faults)
        {
            int? code = PageTableNumbers.Read(given.Syntax.Code, "the number of a fault", 0, int.MaxValue, given.Speaker.Sink);
            faults.Add(new FaultIR(faults.Count, given.Syntax.Name.Text, code ?? 0, Literals.ReadString(given.Syntax.Text.Text), given.Speaker.Place(given.Syntax.Name)));
        }

        Limit(faults.Count, PageTableLimits.Faults, "faults");
        Limit(members.Kinds.Count, PageTableLimits.Kinds, "kinds of entry");
        return faults;
    }

    private RunIR? Run(LayoutBinder layout, IReadOnlyDictionary<string, FieldIR> fields, IReadOnlyList<KindIR> kinds)
    {
        if (members.Run is not { } given) return null;
        BindingSink sink = given.Speaker.Sink;
        var lengths = new SortedDictionary<int, int>();
        foreach (RunLengthSyntax length in given.Syntax.Lengths)
        {
            ulong? count = PageTableNumbers.ReadPower(length.Count, "the length of a run", 2, PageTableLimits.Covers, sink);
            if (count is null || layout.Find(length.Level, sink) is not { } level) continue;
            if (lengths.ContainsKey(level.Number)) sink.Report(PageTableDiagnostics.LevelTwice, length.Span, level.Number);
            lengths[level.Number] = (int)count;
        }

        SyntaxToken name = given.Syntax.Field;
        if (!fields.TryGetValue(name.Text, out FieldIR? field) || !kinds.Any(k => k.IsLeaf && k.Rows.Any(r => r.Field == field)))
        {
            sink.Unknown(PageTableDiagnostics.UnknownName, "field of a leaf called", name, kinds.Where(k => k.IsLeaf).SelectMany(k => k.Rows).Where(r => r.Field is not null).Select(r => r.Field!.Name));
            return null;
        }

        scope.Refer(Symbols.SymbolKind.Field, name, given.Speaker);
        if (field.Bits.Count != 1) sink.Report(PageTableDiagnostics.OneBit, name.Span, name.Text, field.Bits.Count);
        return new RunIR(field, lengths);
    }

    private Condition Allow(string right, ConditionBinder conditions) =>
        (members.Allows.TryGetValue(right, out Given<AllowRuleSyntax>? given) ? conditions.Bind(given.Syntax.Condition, ConditionPlace.Allow, given.Speaker) : null)
        ?? new ConstantCondition(false);

    private List<MapRefusalIR> Refusals(ConditionBinder conditions)
    {
        var refusals = new List<MapRefusalIR>();
        foreach (Given<MapRefusalSyntax> given in members.Refusals)
        {
            if (conditions.Bind(given.Syntax.When.Condition, ConditionPlace.Mapping, given.Speaker) is not { } when) continue;
            refusals.Add(new MapRefusalIR(when, Literals.ReadString(given.Syntax.Text.Text), given.Speaker.Place(given.Syntax)));
        }

        Limit(refusals.Count, PageTableLimits.Refusals, "refusals");
        return refusals;
    }

    private void Required()
    {
        // A member the parser could not read may be the one.
        if (scope.Sink.HasErrors) return;
        Require(members.EntrySize is not null, "the size of an entry", "entry 8;");
        Require(members.Levels.Count > 0, "its levels", "level 0 index 20:12;");
        Require(members.Inputs.Any(i => i.Syntax is InputExtensionSyntax), "how an IOVA is extended above its width", "input zeros;");
        Require(members.Kinds.Exists(k => k[0].Syntax is LeafKindSyntax), "what a leaf is", "leaf page at 0 { … }");
        Require(members.Checks.ContainsKey("entry"), "what a walk checks at an entry", "check entry { … }");
        foreach (string right in WalkWords.Allowed) Require(members.Allows.ContainsKey(right), $"when a walk allows to {right}", $"allow {right} = …;");
    }

    private void Require(bool given, string what, string example)
    {
        if (!given) scope.Sink.Report(PageTableDiagnostics.MissingMember, scope.Syntax.Name.Span, scope.Name, what, example);
    }

    private void Limit(int count, int most, string what)
    {
        if (count > most) scope.Sink.Report(PageTableDiagnostics.TooMany, scope.Syntax.Name.Span, scope.Name, most, what);
    }
}
