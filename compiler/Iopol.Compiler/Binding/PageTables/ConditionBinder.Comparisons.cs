using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

internal sealed partial class ConditionBinder
{
    /// <summary>One side of a comparison: a field, the level, or a number.</summary>
    private readonly record struct Side(FieldIR? Field, Number? Number);

    private Condition? Compare(ComparisonExpressionSyntax syntax, ConditionPlace place, Speaker speaker)
    {
        Comparison sign = SignOf(syntax.Comparison);
        Side? left = SideOf(syntax.Left, place, speaker);
        Side? right = SideOf(syntax.Right, place, speaker);
        if (left is null || right is null) return null;
        if (right.Value.Field is not null || (left.Value.Field is null && right.Value.Number is LevelNumber && left.Value.Number is not LevelNumber))
        {
            (left, right, sign) = (right, left, Mirror(sign));
        }

        return Compare(left.Value, sign, right.Value, syntax, speaker);
    }

    private Condition? Compare(Side left, Comparison sign, Side right, ExpressionSyntax syntax, Speaker speaker)
    {
        if (right.Number is { } number && left.Field is { } field)
        {
            if (number is not ConstantNumber { Value: var constant } || constant <= field.Bits.Mask >> field.Bits.Low) return new FieldCompare(field, sign, number);
            speaker.Sink.Report(PageTableDiagnostics.NeverFits, syntax.Span, field.Name, field.Bits.Count, constant);
            return null;
        }

        if (right.Number is { } other && left.Number is LevelNumber && other is not LevelNumber)
        {
            if (other is not ConstantNumber { Value: var level } || LevelNumbers.Count == 0 || sign is not (Comparison.Is or Comparison.IsNot) || LevelNumbers.Any(n => (ulong)n == level)) return new LevelCompare(sign, other);
            speaker.Sink.Report(PageTableDiagnostics.NoLevel, syntax.Span, level, string.Join(", ", LevelNumbers));
            return null;
        }

        speaker.Sink.Report(PageTableDiagnostics.NotComparable, syntax.Span, Shorten(syntax));
        return null;
    }

    private Condition? Member(MembershipExpressionSyntax syntax, ConditionPlace place, Speaker speaker)
    {
        Condition? bound = null;
        switch (syntax.Right)
        {
            case RangeExpressionSyntax range: bound = OutputIn(syntax, range, place, speaker); break;
            case SetLiteralSyntax set: bound = OneOf(syntax.Left, set, place, speaker); break;
            default: speaker.Sink.Report(PageTableDiagnostics.NotHere, syntax.Right.Span, Shorten(syntax.Right)); break;
        }

        return bound is not null && syntax.NotKeyword is not null ? Negate(bound) : bound;
    }

    private Condition? OneOf(ExpressionSyntax syntax, SetLiteralSyntax set, ConditionPlace place, Speaker speaker)
    {
        if (SideOf(syntax, place, speaker) is not { } left) return null;
        var terms = new List<Condition>();
        foreach (ExpressionSyntax element in set.Elements)
        {
            if (SideOf(element, place, speaker) is { } side && Compare(left, Comparison.Is, side, element, speaker) is { } term) terms.Add(term);
        }

        if (terms.Count < set.Elements.Count) return null;
        return terms.Count == 1 ? terms[0] : new OrCondition(terms);
    }

    private static Condition? OutputIn(MembershipExpressionSyntax syntax, RangeExpressionSyntax range, ConditionPlace place, Speaker speaker)
    {
        if (syntax.Left is not NameExpressionSyntax { Name: { Text: WalkWords.Output } output })
        {
            if (syntax.Left.IsMissing) speaker.Sink.Fail();
            else speaker.Sink.Report(PageTableDiagnostics.OnlyOutput, range.Span, Shorten(syntax.Left));
            return null;
        }

        if (place != ConditionPlace.Leaf) return Misplaced(output, place, speaker);
        if (Constant(range.First, speaker) is not { } first || Constant(range.Last, speaker) is not { } last) return null;
        if (first <= last) return new OutputInCondition(first, last);
        speaker.Sink.Report(PageTableDiagnostics.BackwardNumbers, range.Span, range.First, range.Last);
        return null;
    }

    private static ulong? Constant(ExpressionSyntax syntax, Speaker speaker)
    {
        if (syntax.IsMissing) speaker.Sink.Fail();
        else if (syntax is LiteralExpressionSyntax { Token.Kind: SyntaxKind.IntegerLiteral or SyntaxKind.HexLiteral or SyntaxKind.SizeLiteral } literal)
        {
            if (Literals.TryReadInteger(literal.Token.Text, out ulong value)) return value;
            speaker.Sink.Fail();
        }
        else
        {
            speaker.Sink.Report(PageTableDiagnostics.NotANumber, syntax.Span, Shorten(syntax));
        }

        return null;
    }

    private Side? SideOf(ExpressionSyntax syntax, ConditionPlace place, Speaker speaker)
    {
        if (syntax is ParenthesizedExpressionSyntax parenthesized) return SideOf(parenthesized.Inner, place, speaker);
        if (syntax is not NameExpressionSyntax { Name: var name }) return Constant(syntax, speaker) is { } value ? new Side(null, new ConstantNumber(value)) : null;
        if (name.IsMissing)
        {
            speaker.Sink.Fail();
            return null;
        }

        if (name.Text is WalkWords.Level or WalkWords.Top)
        {
            if (IsAtEntry(place)) return new Side(null, name.Text == WalkWords.Level ? new LevelNumber() : new TopNumber());
            Misplaced(name, place, speaker);
            return null;
        }

        if (FindField(name, place, speaker, out bool wrong) is { } field) return new Side(field, null);
        if (wrong) return null;
        if (options.TryGetValue(name.Text, out OptionIR? option))
        {
            scope.Refer(SymbolKind.Option, name, speaker);
            if (option.Range is not null) return new Side(null, new OptionNumber(option));
            speaker.Sink.Report(PageTableDiagnostics.NotANumber, name.Span, name.Text);
        }
        else if (name.Text == WalkWords.Output || WalkWords.Accesses.ContainsKey(name.Text) || WalkWords.Circumstances.ContainsKey(name.Text) || WalkWords.Rights.ContainsKey(name.Text))
        {
            speaker.Sink.Report(PageTableDiagnostics.NotANumber, name.Span, name.Text);
        }
        else
        {
            Unknown(name, place, speaker);
        }

        return null;
    }

    private Condition? Call(CallExpressionSyntax syntax, ConditionPlace place, Speaker speaker)
    {
        if (syntax.Callee is not NameExpressionSyntax { Name: var name } || !WalkWords.Functions.Contains(name.Text))
        {
            if (syntax.Callee is NameExpressionSyntax { Name: var unknown }) speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "question", unknown, WalkWords.Functions, $"one of {string.Join(", ", WalkWords.Functions)}");
            else speaker.Sink.Report(PageTableDiagnostics.NotHere, syntax.Span, Shorten(syntax));
            return null;
        }

        bool fits = name.Text switch
        {
            "exceeds" => place is ConditionPlace.Taken or ConditionPlace.Leaf,
            "allowed" => place == ConditionPlace.Leaf,
            _ => place is ConditionPlace.Leaf or ConditionPlace.Allow,
        };
        if (!fits) return Misplaced(name, place, speaker);
        if (syntax.Arguments.Count != 1)
        {
            speaker.Sink.Report(PageTableDiagnostics.OneArgument, syntax.Span, name.Text, name.Text switch { "exceeds" => "number of bits", "allowed" => "of reading, writing and executing", _ => "field of one bit" });
            return null;
        }

        return name.Text switch
        {
            "exceeds" => Exceeds(syntax.Arguments[0], place, speaker),
            "allowed" => Allowed(syntax.Arguments[0], speaker),
            _ => Path(syntax.Arguments[0], name.Text == "every", speaker),
        };
    }

    private ExceedsCondition? Exceeds(ExpressionSyntax width, ConditionPlace place, Speaker speaker)
    {
        if (SideOf(width, place, speaker) is not { } side) return null;
        if (side.Number is OptionNumber) return new ExceedsCondition(side.Number);
        if (side.Number is ConstantNumber { Value: var bits } && bits is >= 1 and <= 64) return new ExceedsCondition(side.Number);
        if (side.Number is ConstantNumber) speaker.Sink.Report(PageTableDiagnostics.OutOfRange, width.Span, "the width of an address", "1 to 64", width);
        else speaker.Sink.Report(PageTableDiagnostics.NotANumber, width.Span, Shorten(width));
        return null;
    }

    private static AllowedCondition? Allowed(ExpressionSyntax word, Speaker speaker)
    {
        if (word is NameExpressionSyntax { Name: var name })
        {
            if (WalkWords.Accesses.TryGetValue(name.Text, out AccessWord access) && access != AccessWord.Privileged) return new AllowedCondition(access);
            speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "right", name, WalkWords.Accesses.Keys.Where(k => k != "privileged"), "one of reading, writing, executing");
            return null;
        }

        speaker.Sink.Report(PageTableDiagnostics.NotHere, word.Span, Shorten(word));
        return null;
    }

    private PathCondition? Path(ExpressionSyntax argument, bool every, Speaker speaker)
    {
        if (argument is not NameExpressionSyntax { Name: var name })
        {
            speaker.Sink.Report(PageTableDiagnostics.NotHere, argument.Span, Shorten(argument));
            return null;
        }

        if (!Fields.TryGetValue(name.Text, out FieldIR? field))
        {
            speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, "field", name, Fields.Keys);
            return null;
        }

        scope.Refer(SymbolKind.Field, name, speaker);
        if (field.Bits.Count == 1) return new PathCondition(field, every);
        speaker.Sink.Report(PageTableDiagnostics.OneBit, name.Span, name.Text, field.Bits.Count);
        return null;
    }

    private static Comparison SignOf(ComparisonOperator sign) => sign switch
    {
        ComparisonOperator.Is => Comparison.Is,
        ComparisonOperator.IsNot => Comparison.IsNot,
        ComparisonOperator.Less => Comparison.Less,
        ComparisonOperator.LessOrEqual => Comparison.LessOrEqual,
        ComparisonOperator.Greater => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };

    private static Comparison Mirror(Comparison sign) => sign switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => sign,
    };
}
