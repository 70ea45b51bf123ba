using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>Where a condition stands, which decides what it may ask for.</summary>
internal enum ConditionPlace
{
    /// <summary>Behind an <c>input</c> or a <c>reserved when</c>: options only.</summary>
    Options,

    /// <summary>What the mapper writes, and what it refuses: options and rights.</summary>
    Mapping,

    /// <summary>A step of <c>check input</c>.</summary>
    Input,

    /// <summary>A step of <c>check entry</c> before any <c>take</c>.</summary>
    Entry,

    /// <summary>A step of <c>check entry</c> behind a <c>take</c>.</summary>
    Taken,

    /// <summary>A step of <c>check leaf</c>.</summary>
    Leaf,

    /// <summary>What a walk allows.</summary>
    Allow,
}

/// <summary>
/// Binds the conditions of page tables. Null stands for one that is wrong and was reported; what contains it is not looked at further,
/// so that one mistake makes one message.
/// </summary>
internal sealed partial class ConditionBinder(PageTableScope scope, IReadOnlyDictionary<string, OptionIR> options)
{
    /// <summary>The fields by name.</summary>
    public IReadOnlyDictionary<string, FieldIR> Fields { get; set; } = new Dictionary<string, FieldIR>();

    /// <summary>Numbers of the levels; none where they are not known.</summary>
    public IReadOnlyList<int> LevelNumbers { get; set; } = [];

    /// <summary>Whether a field can be read at this step.</summary>
    public Func<FieldIR, bool> IsKnown { get; set; } = f => f.IsCommon;

    public Condition? Bind(ExpressionSyntax syntax, ConditionPlace place, Speaker speaker)
    {
        if (syntax.IsMissing)
        {
            speaker.Sink.Fail();
            return null;
        }

        switch (syntax)
        {
            case ParenthesizedExpressionSyntax parenthesized: return Bind(parenthesized.Inner, place, speaker);
            case NotExpressionSyntax not: return Bind(not.Operand, place, speaker) is { } operand ? Negate(operand) : null;
            case AndExpressionSyntax and: return Terms(and.Terms, place, speaker) is { } all ? new AndCondition(all) : null;
            case OrExpressionSyntax or: return Terms(or.Terms, place, speaker) is { } some ? new OrCondition(some) : null;
            case ImpliesExpressionSyntax implies:
                Condition? premise = Bind(implies.Left, place, speaker);
                Condition? conclusion = Bind(implies.Right, place, speaker);
                return premise is null || conclusion is null ? null : new OrCondition([Negate(premise), conclusion]);
            case ComparisonExpressionSyntax comparison: return Compare(comparison, place, speaker);
            case MembershipExpressionSyntax membership: return Member(membership, place, speaker);
            case CallExpressionSyntax call: return Call(call, place, speaker);
            case NameExpressionSyntax name: return Truth(name.Name, place, speaker);
            case LiteralExpressionSyntax { Token.Kind: SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword } literal:
                return new ConstantCondition(literal.Token.Kind == SyntaxKind.TrueKeyword);
            case LiteralExpressionSyntax { Token.Kind: SyntaxKind.IntegerLiteral or SyntaxKind.HexLiteral or SyntaxKind.SizeLiteral } number:
                speaker.Sink.Report(PageTableDiagnostics.NotATruth, number.Span, number, "a number");
                return null;
            default:
                speaker.Sink.Report(PageTableDiagnostics.NotHere, syntax.Span, Shorten(syntax));
                return null;
        }
    }

    private static Condition Negate(Condition condition) => condition is NotCondition not ? not.Operand : new NotCondition(condition);

    private List<Condition>? Terms(SeparatedList<ExpressionSyntax> terms, ConditionPlace place, Speaker speaker)
    {
        var bound = new List<Condition>();
        foreach (ExpressionSyntax term in terms)
        {
            if (Bind(term, place, speaker) is { } condition) bound.Add(condition);
        }

        return bound.Count == terms.Count ? bound : null;
    }

    /// <summary>A word on its own.</summary>
    private Condition? Truth(SyntaxToken name, ConditionPlace place, Speaker speaker)
    {
        if (place == ConditionPlace.Mapping && WalkWords.Rights.TryGetValue(name.Text, out RightWord right)) return new RightCondition(right);
        if (WalkWords.Accesses.TryGetValue(name.Text, out AccessWord access)) return Allows(place, access) ? new AccessCondition(access) : Misplaced(name, place, speaker);
        if (WalkWords.Circumstances.TryGetValue(name.Text, out Circumstance circumstance))
        {
            return Allows(place, circumstance) ? new CircumstanceCondition(circumstance) : Misplaced(name, place, speaker);
        }

        if (name.Text is WalkWords.Level or WalkWords.Top) return IsAtEntry(place) ? NotATruth(name, "a number", speaker) : Misplaced(name, place, speaker);
        if (name.Text is WalkWords.Output) return place == ConditionPlace.Leaf ? NotATruth(name, "an address", speaker) : Misplaced(name, place, speaker);
        if (FindField(name, place, speaker, out bool wrong) is { } field) return new FieldCompare(field, Comparison.IsNot, new ConstantNumber(0));
        if (wrong) return null;
        if (options.TryGetValue(name.Text, out OptionIR? option))
        {
            scope.Refer(SymbolKind.Option, name, speaker);
            return option.Range is null ? new OptionCondition(option) : NotATruth(name, "a number", speaker);
        }

        return Unknown(name, place, speaker);
    }

    /// <summary>A field that can be read here, or null; <paramref name="wrong"/> if there is one that cannot, which was reported.</summary>
    private FieldIR? FindField(SyntaxToken name, ConditionPlace place, Speaker speaker, out bool wrong)
    {
        wrong = false;
        if (!Fields.TryGetValue(name.Text, out FieldIR? field)) return null;
        scope.Refer(SymbolKind.Field, name, speaker);
        wrong = true;
        if (!IsAtEntry(place))
        {
            Misplaced(name, place, speaker);
        }
        else if (!IsKnown(field))
        {
            if (place is ConditionPlace.Leaf or ConditionPlace.Allow) speaker.Sink.Report(PageTableDiagnostics.FieldOfTables, name.Span, name.Text);
            else speaker.Sink.Report(PageTableDiagnostics.FieldOfKind, name.Span, name.Text);
        }
        else
        {
            wrong = false;
            return field;
        }

        return null;
    }

    private static bool IsAtEntry(ConditionPlace place) => place is ConditionPlace.Entry or ConditionPlace.Taken or ConditionPlace.Leaf or ConditionPlace.Allow;

    private static bool IsStep(ConditionPlace place) => place is ConditionPlace.Input or ConditionPlace.Entry or ConditionPlace.Taken or ConditionPlace.Leaf;

    private static bool Allows(ConditionPlace place, AccessWord word) => IsStep(place) || (place == ConditionPlace.Allow && word == AccessWord.Privileged);

    private static bool Allows(ConditionPlace place, Circumstance circumstance) => circumstance switch
    {
        Circumstance.Outside => place == ConditionPlace.Input,
        Circumstance.Unreadable => place == ConditionPlace.Entry,
        Circumstance.Skipped => place == ConditionPlace.Taken,
        _ => place is ConditionPlace.Taken or ConditionPlace.Leaf,
    };

    private Condition? Unknown(SyntaxToken name, ConditionPlace place, Speaker speaker)
    {
        if (WalkWords.Rights.ContainsKey(name.Text)) return Misplaced(name, place, speaker);
        IEnumerable<string> candidates = options.Keys;
        if (IsAtEntry(place)) candidates = candidates.Concat(Fields.Keys).Concat([WalkWords.Level]);
        if (place == ConditionPlace.Mapping) candidates = candidates.Concat(WalkWords.Rights.Keys);
        candidates = candidates.Concat(WalkWords.Accesses.Where(a => Allows(place, a.Value)).Select(a => a.Key));
        candidates = candidates.Concat(WalkWords.Circumstances.Where(c => Allows(place, c.Value)).Select(c => c.Key));
        string what = IsAtEntry(place) ? "field or option" : place == ConditionPlace.Mapping ? "right or option" : "option";
        speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, what, name, candidates);
        return null;
    }

    private static Condition? Misplaced(SyntaxToken name, ConditionPlace place, Speaker speaker)
    {
        speaker.Sink.Report(PageTableDiagnostics.WordNotHere, name.Span, name.Text, Show(place), Home(name.Text));
        return null;
    }

    private static Condition? NotATruth(SyntaxToken name, string what, Speaker speaker)
    {
        speaker.Sink.Report(PageTableDiagnostics.NotATruth, name.Span, name.Text, what);
        return null;
    }

    private static string Show(ConditionPlace place) => place switch
    {
        ConditionPlace.Options => "a condition over options",
        ConditionPlace.Mapping => "what the mapper is asked for",
        ConditionPlace.Input => "'check input'",
        ConditionPlace.Entry => "'check entry' before any 'take'",
        ConditionPlace.Taken => "'check entry' behind a 'take'",
        ConditionPlace.Leaf => "'check leaf'",
        _ => "'allow'",
    };

    private static string Home(string word) => word switch
    {
        "outside" => "it stands in 'check input'",
        "unreadable" => "it stands in 'check entry', before the first 'take'",
        "skipped" => "it stands in 'check entry', behind a 'take'",
        "reserved" or "misaligned" => "it stands in 'check entry' behind a 'take', and in 'check leaf'",
        "exceeds" => "it stands in 'check entry' behind a 'take', and in 'check leaf'",
        WalkWords.Output or "allowed" => "it stands in 'check leaf'",
        "every" or "some" => "it stands in 'check leaf' and behind 'allow'",
        WalkWords.Level or WalkWords.Top => "it stands in 'check entry', in 'check leaf' and behind 'allow'",
        "reading" or "writing" or "executing" => "it stands in the checks",
        "privileged" => "it stands in the checks and behind 'allow'",
        _ when WalkWords.Rights.ContainsKey(word) => "it stands in what the mapper writes and behind 'refuse'",
        _ => "a field stands in 'check entry', in 'check leaf' and behind 'allow'",
    };

    private static string Shorten(SyntaxNode syntax)
    {
        string line = string.Join(" ", syntax.ToString().Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 40 ? line : $"{line.Remove(37)}…";
    }
}
