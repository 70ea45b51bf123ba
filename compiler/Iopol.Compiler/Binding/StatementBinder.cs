using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Binds the statements of one operation or action.</summary>
internal sealed partial class StatementBinder
{
    /// <summary>The rule a switch is refused by where the hardware refuses a device.</summary>
    private const string FailedSwitch = "switch";

    private static readonly MessageIR HardwareRefuses = new([new MessagePart("the driver of the IOMMU could not attach the device", null)]);

    private readonly Closure closure;
    private readonly BindingSink sink;
    private readonly Frame frame;
    private readonly ExpressionBinder expressions;
    private readonly string name;
    private readonly bool isAction;
    private readonly IReadOnlyList<GiveIR> gives;
    private readonly IReadOnlyList<Symbol> giveSymbols;
    private readonly Stack<string> inside = new();
    private int phases;

    public StatementBinder(Closure closure, Frame frame, string name, bool isAction, IReadOnlyList<GiveIR> gives, IReadOnlyList<Symbol> giveSymbols)
    {
        this.closure = closure;
        sink = closure.ModelSink;
        this.frame = frame;
        this.name = name;
        this.isAction = isAction;
        this.gives = gives;
        this.giveSymbols = giveSymbols;
        expressions = new ExpressionBinder(closure, null, sink, frame, isAction ? BodyKind.Action : BodyKind.Operation);
    }

    /// <summary>Binds a block; statements that are wrong are reported and left out.</summary>
    public List<Statement> Block(BlockSyntax block)
    {
        var statements = new List<Statement>();
        foreach (StatementSyntax syntax in block.Statements)
        {
            if (Bind(syntax) is { } statement) statements.Add(statement);
            else sink.Fail();
        }

        return statements;
    }

    private Statement? Bind(StatementSyntax syntax)
    {
        SourcePlace place = sink.Place(syntax.Span);
        switch (syntax)
        {
            case RequireStatementSyntax require: return Allowed(require.RequireKeyword) ? Require(require, place) : null;
            case RefuseStatementSyntax refuse: return Allowed(refuse.RefuseKeyword) ? Refuse(ErrnoBinder.Bind(refuse.Errno, sink), refuse.Reason, place) : null;
            case PanicStatementSyntax panic: return Allowed(panic.PanicKeyword) ? Refuse("panic", panic.Reason, place) : null;
            case PromiseStatementSyntax promise: return Promise(promise, place);
            case BlockStatementSyntax block: return Allowed(block.BlockKeyword) ? Block(block, place) : null;
            case AssignmentStatementSyntax assignment: return Assign(assignment, place);
            case SwitchStatementSyntax change: return Switch(change, place);
            case GrantStatementSyntax grant:
                (Expression Device, Expression User)? granted = Access(grant.Subject, grant.User);
                return granted is { } g ? new GrantStatement(g.Device, g.User, place) : null;
            case RevokeStatementSyntax revoke:
                (Expression Device, Expression User)? revoked = Access(revoke.Subject, revoke.User);
                return revoked is { } r ? new RevokeStatement(r.Device, r.User, place) : null;
            case IfStatementSyntax branch: return If(branch, place);
            case EachStatementSyntax each: return Each(each, place);
            case LetStatementSyntax let: return Let(let, place);
            case FreeStatementSyntax free: return Free(free, place);
            case GiveStatementSyntax give: return Give(give, place);
            case CallStatementSyntax call: return Call(call, place);
            default: return null;
        }
    }

    private bool Allowed(SyntaxToken keyword)
    {
        if (!isAction) return true;
        sink.Report(BindingDiagnostics.NotInAction, keyword.Span, keyword.Text);
        return false;
    }

    private RequireStatement? Require(RequireStatementSyntax syntax, SourcePlace place)
    {
        Expression? condition = expressions.BindAs(syntax.Condition, IrType.Bool);
        string errno = ErrnoBinder.Bind(syntax.Errno, sink);
        MessageIR reason = MessageBinder.Bind(syntax.Reason, condition, frame, expressions, sink);
        if (condition is null) return null;
        string rule = syntax.Label?.Name.Text ?? RuleNames.Single(condition) ?? name;
        return new RequireStatement(condition, closure.Refuse(rule, name, errno, reason, place), place);
    }

    private RefuseStatement Refuse(string errno, SyntaxToken? reason, SourcePlace place, string? rule = null) =>
        new(closure.Refuse(rule ?? name, name, errno, MessageBinder.Bind(reason, expressions, sink), place), place);

    private IfStatement? Promise(PromiseStatementSyntax syntax, SourcePlace place)
    {
        Expression? condition = expressions.BindAs(syntax.Condition, IrType.Bool);
        string? rule = condition is null ? null : RuleNames.Single(condition);
        SourcePlace reactionPlace = sink.Place(syntax.Reaction.Span);
        Statement? reaction = syntax.Reaction switch
        {
            RefuseStatementSyntax refuse => Allowed(refuse.RefuseKeyword) ? Refuse(ErrnoBinder.Bind(refuse.Errno, sink), refuse.Reason, reactionPlace, rule) : null,
            PanicStatementSyntax panic => Allowed(panic.PanicKeyword) ? Refuse("panic", panic.Reason, reactionPlace, rule) : null,
            _ => Bind(syntax.Reaction),
        };
        return condition is null || reaction is null ? null : new IfStatement(new NotExpression(condition), [reaction], [], place);
    }

    private BlockStatement? Block(BlockStatementSyntax syntax, SourcePlace place)
    {
        if (inside.Count > 0)
        {
            sink.Report(BindingDiagnostics.BlockInside, syntax.BlockKeyword.Span, inside.Peek());
            return null;
        }

        frame.Stop();
        phases++;
        return expressions.BindAs(syntax.Condition, IrType.Bool) is { } condition ? new BlockStatement(condition, phases, place) : null;
    }

    private (Expression Device, Expression User)? Access(ExpressionSyntax deviceSyntax, ExpressionSyntax userSyntax)
    {
        Expression? device = expressions.BindAs(deviceSyntax, new IrType(Sort.Device));
        Expression? user = expressions.BindAs(userSyntax, new IrType(Sort.User));
        return device is null || user is null ? null : (device, user);
    }

    private SwitchStatement? Switch(SwitchStatementSyntax syntax, SourcePlace place)
    {
        var context = new IrType(Sort.Context);
        Expression? target = expressions.Bind(syntax.Subject);
        Expression? to = expressions.BindAs(syntax.Context, context);
        Expression? through = syntax.Intermediate is null ? null : expressions.BindAs(syntax.Intermediate, context);
        if (target is not null && target.Type.Sort is not (Sort.Device or Sort.Group))
        {
            sink.Report(BindingDiagnostics.TypeMismatch, syntax.Subject.Span, syntax.Subject, target.Type, "device or group");
            target = null;
        }

        if (syntax is { Mode: null, Else: { } clause }) sink.Report(BindingDiagnostics.NothingToFail, clause.ElseKeyword.Span);
        // Entered before what the body may refuse by: a switch fails before its body runs.
        int failing = syntax.Mode is null ? 0 : closure.Refuse(FailedSwitch, name, RefusalIR.FromHardware, HardwareRefuses, place);
        List<Statement> body = syntax.Else is null ? [] : Nested("else", syntax.Else.Block);
        if (target is null || to is null || (syntax.Intermediate is not null && through is null)) return null;
        SwitchOrder order = syntax.Mode?.Kind switch
        {
            SyntaxKind.StepwiseKeyword => SwitchOrder.Stepwise,
            SyntaxKind.RollbackKeyword => SwitchOrder.Rollback,
            _ => SwitchOrder.Direct,
        };
        // Sharers of a requester ID are in one group, so a group's switch never splits them.
        bool canRefuse = closure.Aliases.Kind == AliasKind.Refuse && target.Type.Sort == Sort.Device;
        int refusal = canRefuse ? closure.Refuse(name, name, closure.Aliases.Errno!, MessageIR.Empty, place) : 0;
        return new SwitchStatement(target, to, through, order, refusal, failing == 0 ? null : new SwitchFailure(failing, body), place);
    }

    private IfStatement? If(IfStatementSyntax syntax, SourcePlace place)
    {
        Expression? condition = expressions.BindAs(syntax.Condition, IrType.Bool);
        List<Statement> then = Nested("if", syntax.Then);
        var clauses = new List<(Expression? Condition, List<Statement> Then, SourcePlace Place)>();
        foreach (ElseIfClauseSyntax clause in syntax.ElseIfs)
        {
            clauses.Add((expressions.BindAs(clause.Condition, IrType.Bool), Nested("if", clause.Then), sink.Place(clause.Span)));
        }

        List<Statement> otherwise = syntax.Else is null ? [] : Nested("if", syntax.Else.Block);
        for (int i = clauses.Count - 1; i >= 0; i--)
        {
            if (clauses[i].Condition is not { } nested) return null;
            otherwise = [new IfStatement(nested, clauses[i].Then, otherwise, clauses[i].Place)];
        }

        return condition is null ? null : new IfStatement(condition, then, otherwise, place);
    }

    private EachStatement? Each(EachStatementSyntax syntax, SourcePlace place)
    {
        if (expressions.Domain(syntax.Domain) is not { } domain) return null;
        frame.Open();
        VariableIR variable = frame.Declare(sink, syntax.Variable, domain.Element, SymbolKind.Variable);
        List<Statement> body = Nested("each", syntax.Body);
        frame.Close();
        return new EachStatement(variable, domain, body, place);
    }

    private List<Statement> Nested(string construct, BlockSyntax block)
    {
        inside.Push(construct);
        frame.Open();
        List<Statement> statements = Block(block);
        frame.Close();
        inside.Pop();
        return statements;
    }
}
