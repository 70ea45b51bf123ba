using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private TestStepSyntax? TestStep(ParserRuleContext context) => (context as TestStepContext)?.GetChild(0) switch
    {
        PolicyStepContext c => new PolicyStepSyntax(Token(c, POLICY), Name(c.name()), Token(c, SEMI)),
        HostStepContext c => new HostStepSyntax(Token(c, HOST), Name(c.name()), Token(c, SEMI)),
        ExpectStepContext c => new ExpectStepSyntax(Token(c, EXPECT), Expression(c.expression()), Token(c, SEMI)),
        CheckStepContext c => new CheckStepSyntax(Token(c, CHECK), Name(c.name()), Token(c, SEMI)),
        NoteStepContext c => new NoteStepSyntax(Token(c, NOTE), String(c.text()), Token(c, SEMI)),
        FailStepContext c => new FailStepSyntax(
            Token(c, FAIL), Operand(c.operand(0)), OptionalToken(c, TO), c.operand(1) is { } to ? Operand(to) : null, Token(c, WITH), Name(c.errno()), Token(c, SEMI)),
        MendStepContext c => new MendStepSyntax(Token(c, MEND), Operand(c.operand()), Token(c, SEMI)),
        FinishedStepContext c => new FinishedStepSyntax(Token(c, FINISHED), Name(c.name()), Token(c, ARROW), Outcome(c.outcome()), Token(c, SEMI)),
        SettingStepContext c => new SettingStepSyntax(Name(c.name()), Token(c, ASSIGN), SettingValue(c.settingValue()), Token(c, SEMI)),
        OperationStepContext c => OperationStep(c),
        _ => null,
    };

    private OperationStepSyntax OperationStep(OperationStepContext c)
    {
        int at = c.ASSIGN() is null ? 0 : 1;
        return new OperationStepSyntax(
            at == 0 ? null : Name(c.name(0)), OptionalToken(c, ASSIGN), Name(c.name(at)), Token(c, LPAREN), Arguments(c), Token(c, RPAREN),
            OptionalToken(c, BY), OptionalName(c.name(at + 1)), Token(c, ARROW), Outcome(c.outcome()), Token(c, SEMI));
    }

    private OutcomeSyntax Outcome(OutcomeContext? c)
    {
        if (OptionalToken(c, OK) is { } ok) return new OkOutcomeSyntax(ok, OptionalToken(c, WITH), Separated(c, Binding));
        if (OptionalToken(c, BLOCKED) is { } blocked) return new BlockedOutcomeSyntax(blocked, OptionalToken(c, AS), OptionalName(c!.name()));
        if (OptionalToken(c, PANIC) is { } panic) return new PanicOutcomeSyntax(panic);
        return new ErrorOutcomeSyntax(
            Name(c?.errno()), OptionalToken(c, BECAUSE), OptionalName(c?.name()), OptionalToken(c, AT), c?.address() is { } address ? Address(address) : null);
    }

    private ResultBindingSyntax? Binding(ParserRuleContext context) =>
        context is BindingContext c ? new ResultBindingSyntax(Name(c.name()), Token(c, ASSIGN), Expression(c.expression())) : null;
}
