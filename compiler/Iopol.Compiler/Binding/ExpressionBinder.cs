using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>What an expression is part of, which decides what it may ask for.</summary>
internal enum BodyKind
{
    Rule,
    Operation,
    Action,
    Request,
    Property,
    Test,
}

/// <summary>
/// Binds expressions: names to what they mean, every part to a type. Null stands for an expression that is wrong and was reported;
/// whatever contains it is not looked at further, so that one mistake makes one message.
/// </summary>
internal sealed partial class ExpressionBinder
{
    private readonly Closure closure;
    private readonly PolicyScope? level;
    private readonly BindingSink sink;
    private readonly Frame frame;
    private readonly BodyKind body;

    public ExpressionBinder(Closure closure, PolicyScope? level, BindingSink sink, Frame frame, BodyKind body)
    {
        this.closure = closure;
        this.level = level;
        this.sink = sink;
        this.frame = frame;
        this.body = body;
    }

    /// <summary>The rule an override replaces, by name; null elsewhere.</summary>
    public string? BaseName { get; init; }

    /// <summary>What <c>base.NAME</c> means; null where there is nothing to replace.</summary>
    public RuleBinder.Implementation? Base { get; init; }

    /// <summary>Users a test names.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    private ModelScope Model => closure.Model;

    private bool MayGoThroughHost => body is BodyKind.Property or BodyKind.Request or BodyKind.Test;

    /// <summary>Binds an expression that must have a type.</summary>
    public Expression? BindAs(ExpressionSyntax syntax, IrType type) =>
        Bind(syntax, type) is { } expression ? Convert(expression, type, syntax) : null;

    /// <summary>Binds an expression.</summary>
    /// <param name="syntax">The expression.</param>
    /// <param name="hint">What is expected here: gives a meaning to names of drivers and members, and a type to numbers and none.</param>
    public Expression? Bind(ExpressionSyntax syntax, IrType? hint = null)
    {
        Expression? bound = syntax switch
        {
            ImpliesExpressionSyntax implies => Implies(implies),
            OrExpressionSyntax or => Operands(or.Terms) is { } terms ? new OrExpression(terms) : null,
            AndExpressionSyntax and => Operands(and.Terms) is { } terms ? new AndExpression(terms) : null,
            NotExpressionSyntax not => BindAs(not.Operand, IrType.Bool) is { } operand ? new NotExpression(operand) : null,
            ComparisonExpressionSyntax comparison => Comparison(comparison),
            MembershipExpressionSyntax membership => Membership(membership),
            MatchesExpressionSyntax matches => Matches(matches),
            QuantifierExpressionSyntax quantifier => Quantify(quantifier),
            NameExpressionSyntax name => Name(name.Name, hint),
            MemberExpressionSyntax member => Member(member),
            IndexExpressionSyntax index => Index(index),
            CallExpressionSyntax call => Call(call),
            LiteralExpressionSyntax literal => Literal(literal.Token, hint),
            ParenthesizedExpressionSyntax parenthesized => Bind(parenthesized.Inner, hint),
            NewExpressionSyntax made => Misplaced(made),
            _ => Wrong(),
        };
        if (bound is not null) sink.Locate(bound, syntax);
        return bound;
    }

    /// <summary>Binds the right side of a let, an assignment or a give, where <c>new</c>, <c>unmap</c> and <c>unmap_within</c> may stand.</summary>
    public Expression? BindEffect(ExpressionSyntax syntax, IrType? type, string operation, bool mayMake)
    {
        Expression? bound;
        switch (syntax)
        {
            case NewExpressionSyntax made:
                bound = New(made, operation, mayMake);
                break;
            case CallExpressionSyntax { Callee: NameExpressionSyntax { Name.Text: "unmap" or "unmap_within" } } call:
                bound = Unmap(call);
                break;
            default:
                return type is null ? Bind(syntax) : BindAs(syntax, type);
        }

        if (bound is null) return null;
        sink.Locate(bound, syntax);
        return type is null ? bound : Convert(bound, type, syntax);
    }

    /// <summary>The expression as a value of the type, or null where it has another.</summary>
    private Expression? Convert(Expression expression, IrType type, ExpressionSyntax syntax)
    {
        if (SameKind(expression.Type, type)) return expression;
        if (type.Sort == Sort.Context && expression.Type.Sort == Sort.Space) return new ContextOfSpace(expression);
        sink.Report(BindingDiagnostics.TypeMismatch, syntax.Span, syntax, expression.Type, type);
        return null;
    }

    private static bool SameKind(IrType left, IrType right) =>
        left.Sort == right.Sort && left.Enum?.Name == right.Enum?.Name && left.Object?.Name == right.Object?.Name;

    private List<Expression>? Operands(IEnumerable<ExpressionSyntax> terms)
    {
        var bound = new List<Expression>();
        bool wrong = false;
        foreach (ExpressionSyntax term in terms)
        {
            if (BindAs(term, IrType.Bool) is { } expression) bound.Add(expression);
            else wrong = true;
        }

        return wrong ? null : bound;
    }

    private ImpliesExpression? Implies(ImpliesExpressionSyntax syntax)
    {
        Expression? left = BindAs(syntax.Left, IrType.Bool);
        Expression? right = BindAs(syntax.Right, IrType.Bool);
        return left is null || right is null ? null : new ImpliesExpression(left, right);
    }

    private CompareExpression? Comparison(ComparisonExpressionSyntax syntax)
    {
        Comparison kind = syntax.Operator.Kind switch
        {
            SyntaxKind.Less => IR.Comparison.Less,
            SyntaxKind.LessEquals => IR.Comparison.LessOrEqual,
            SyntaxKind.Greater => IR.Comparison.Greater,
            SyntaxKind.GreaterEquals => IR.Comparison.GreaterOrEqual,
            _ => syntax.NotKeyword is not null || syntax.Operator.Text == "!=" ? IR.Comparison.IsNot : IR.Comparison.Is,
        };

        // The side that says its own type goes first, so that the other can be a bare name, a number or none.
        Expression? left;
        Expression? right;
        if (NeedsHint(syntax.Left) && !NeedsHint(syntax.Right))
        {
            right = Bind(syntax.Right);
            left = right is null ? null : Bind(syntax.Left, Hint(right.Type));
        }
        else
        {
            left = Bind(syntax.Left);
            right = left is null ? null : Bind(syntax.Right, Hint(left.Type));
        }

        if (left is null || right is null) return null;
        if (!SameKind(left.Type, right.Type))
        {
            if (left.Type.Sort == Sort.Context && right.Type.Sort == Sort.Space) right = new ContextOfSpace(right);
            else if (left.Type.Sort == Sort.Space && right.Type.Sort == Sort.Context) left = new ContextOfSpace(left);
            else
            {
                sink.Report(BindingDiagnostics.CannotCompare, syntax.Span, syntax.Left, left.Type, syntax.Right, right.Type);
                return null;
            }
        }

        bool ordered = kind is not (IR.Comparison.Is or IR.Comparison.IsNot);
        if (ordered && left.Type.Sort is not (Sort.Count or Sort.Address or Sort.Version))
        {
            sink.Report(BindingDiagnostics.NotOrdered, syntax.Span, left.Type);
            return null;
        }

        return new CompareExpression(kind, left, right);
    }

    /// <summary>In a comparison none may stand on the other side, even where the value never is none.</summary>
    private static IrType Hint(IrType type) => type with { Optional = true };

    private bool NeedsHint(ExpressionSyntax syntax) => syntax switch
    {
        LiteralExpressionSyntax literal => literal.Token.Kind is SyntaxKind.NoneKeyword or SyntaxKind.IntegerLiteral or SyntaxKind.HexLiteral or SyntaxKind.SizeLiteral or SyntaxKind.StringLiteral,
        NameExpressionSyntax name => !IsValue(name.Name.Text),
        ParenthesizedExpressionSyntax parenthesized => NeedsHint(parenthesized.Inner),
        _ => false,
    };

    private bool IsValue(string name) =>
        frame.Find(name) is not null || name == "isolation" || Model.Settings.Contains(name)
        || (Model.States.TryGet(name, out DeclaredState state) && state.State?.Key.Sort == Sort.Host);

    private Expression? Membership(MembershipExpressionSyntax syntax)
    {
        Expression? bound = syntax.Right switch
        {
            SetLiteralSyntax set => InSet(syntax.Left, set),
            RangeExpressionSyntax range => NoRange(range),
            NameExpressionSyntax name when level?.FindDriverSet(name.Name.Text) is { } drivers => InDrivers(syntax.Left, name.Name, drivers),
            NameExpressionSyntax name when frame.Find(name.Name.Text) is null && IsDriver(syntax.Left) => UnknownSet(name.Name),
            _ => InDomain(syntax.Left, syntax.Right),
        };
        return bound is null || syntax.NotKeyword is null ? bound : new NotExpression(bound);
    }

    private Expression? NoRange(RangeExpressionSyntax range)
    {
        sink.Report(BindingDiagnostics.WrongShape, range.Span, range, "a range, which only page tables ask for", "'>=' and '<='");
        return null;
    }

    private InSetExpression? InSet(ExpressionSyntax left, SetLiteralSyntax set)
    {
        if (Bind(left) is not { } value) return null;
        var members = new List<Expression>();
        bool wrong = false;
        foreach (ExpressionSyntax element in set.Elements)
        {
            if (BindAs(element, Hint(value.Type)) is { } member) members.Add(member);
            else wrong = true;
        }

        return wrong ? null : new InSetExpression(value, members);
    }

    private DriverSetTest? InDrivers(ExpressionSyntax left, SyntaxToken name, DeclaredDriverSet drivers)
    {
        sink.Refer(name, drivers.Symbol);
        return BindAs(left, new IrType(Sort.Driver)) is { } driver ? new DriverSetTest(closure.DriverSet(drivers), driver) : null;
    }

    private bool IsDriver(ExpressionSyntax syntax) => syntax switch
    {
        NameExpressionSyntax name => frame.Find(name.Name.Text)?.Variable?.Type.Sort == Sort.Driver,
        MemberExpressionSyntax member => member.Name.Text is "driver" or "override",
        ParenthesizedExpressionSyntax parenthesized => IsDriver(parenthesized.Inner),
        _ => false,
    };

    private Expression? UnknownSet(SyntaxToken name)
    {
        sink.Unknown("set of drivers", name, level?.Upwards().SelectMany(p => p.DriverSets.Names) ?? [],
            level is null ? "sets of drivers are a policy's; a model asks a rule, or names drivers: in { vfio-pci, pci-stub }" : "declare it: drivers NAME = vfio-pci, pci-stub;");
        return null;
    }

    private InDomainExpression? InDomain(ExpressionSyntax left, ExpressionSyntax right)
    {
        Domain? domain = Domain(right);
        Expression? value = domain is null ? null : BindAs(left, domain.Element);
        return value is null ? null : new InDomainExpression(value, domain!);
    }

    private Expression? Matches(MatchesExpressionSyntax syntax)
    {
        Expression? device = BindAs(syntax.Left, new IrType(Sort.Device));
        Selector? selector = new SelectorBinder(closure, level, sink).Bind(syntax.Selector);
        if (device is null || selector is null) return null;
        var test = new SelectorTest(selector, device);
        return syntax.NotKeyword is null ? test : new NotExpression(test);
    }

    private Quantifier? Quantify(QuantifierExpressionSyntax syntax)
    {
        QuantifierKind kind = syntax.Quantifier.Kind switch
        {
            SyntaxKind.AllKeyword => QuantifierKind.All,
            SyntaxKind.AnyKeyword => QuantifierKind.Any,
            SyntaxKind.NoKeyword => QuantifierKind.No,
            SyntaxKind.FirstKeyword => QuantifierKind.First,
            _ => QuantifierKind.Count,
        };
        if (Domain(syntax.Domain) is not { } domain) return null;
        frame.Open();
        VariableIR variable = frame.Declare(sink, syntax.Variable, domain.Element, SymbolKind.Variable);
        Expression? condition = syntax.Body is null ? null : BindAs(syntax.Body, IrType.Bool);
        frame.Close();
        return syntax.Body is not null && condition is null ? null : new Quantifier(kind, variable, domain, condition);
    }

    private Expression? Misplaced(NewExpressionSyntax syntax)
    {
        sink.Report(BindingDiagnostics.EffectInside, syntax.Span, "new");
        return null;
    }

    private Expression? Wrong()
    {
        sink.Fail();
        return null;
    }
}
