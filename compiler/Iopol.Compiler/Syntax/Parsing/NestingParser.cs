using Antlr4.Runtime;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Grammar;

/// <summary>What the generated parser stands on: it stops before deep nesting could exhaust the stack.</summary>
internal abstract class NestingParser(ITokenStream input, TextWriter output, TextWriter errorOutput) : Parser(input, output, errorOutput)
{
    private int depth;

    /// <summary>Stops a parse nobody waits for.</summary>
    public CancellationToken Cancellation { get; set; }

    public override void EnterRule(ParserRuleContext localctx, int state, int ruleIndex)
    {
        base.EnterRule(localctx, state, ruleIndex);
        if (!Nests(ruleIndex)) return;
        Cancellation.ThrowIfCancellationRequested();
        if (++depth > SyntaxLimits.NestingDepth) throw new NestingTooDeepException(CurrentToken);
    }

    public override void ExitRule()
    {
        if (Nests(Context.RuleIndex)) depth--;
        base.ExitRule();
    }

    private static bool Nests(int ruleIndex) => ruleIndex
        is IopolParser.RULE_expression or IopolParser.RULE_negation or IopolParser.RULE_block
        or IopolParser.RULE_selector or IopolParser.RULE_selectorNegation;
}

/// <summary>The text nests deeper than <see cref="SyntaxLimits.NestingDepth"/>.</summary>
internal sealed class NestingTooDeepException(IToken token) : Exception
{
    /// <summary>Where the limit was passed.</summary>
    public IToken Token { get; } = token;
}
