using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Antlr4.Runtime.Misc;
using Iopol.Compiler.Diagnostics;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>
/// Goes on after an error where the next declaration, member, statement or step starts, so that one mistake
/// costs one diagnostic. A missing closing sign is made up.
/// </summary>
internal sealed class SyntaxRecovery(SyntaxErrors errors) : DefaultErrorStrategy
{
    public override void ReportError(Parser recognizer, RecognitionException e)
    {
        if (InErrorRecoveryMode(recognizer)) return;
        BeginErrorCondition(recognizer);
        errors.Unexpected(recognizer, e);
    }

    public override void Recover(Parser recognizer, RecognitionException e)
    {
        ParserRuleContext context = recognizer.Context;
        if (context.RuleIndex == RULE_parameterList) SkipParameters(recognizer);
        else if (!IsUnit(context.RuleIndex)) throw e; // Within a unit nothing can be saved: the unit recovers.
        else
        {
            SkipUnit(recognizer, context.Start.TokenIndex);
            EndErrorCondition(recognizer);
        }
    }

    public override IToken RecoverInline(Parser recognizer)
    {
        IntervalSet expected = recognizer.GetExpectedTokens();
        IToken found = recognizer.CurrentToken;
        bool closes = expected.Count == 1 && (expected.Contains(SEMI)
            ? EndsUnit(recognizer.InputStream as ITokenStream, found)
            : expected.Contains(RBRACE) && (found.Type == TokenConstants.EOF || OpeningWords.IsOpening(found.Type)));
        if (closes || (expected.Count == 1 && IsInsertable(expected.MinElement) && SingleTokenInsertionFits(recognizer)))
        {
            if (!InErrorRecoveryMode(recognizer))
            {
                BeginErrorCondition(recognizer);
                errors.Missing(recognizer, expected.MinElement);
            }

            return GetMissingSymbol(recognizer);
        }

        InputMismatchException mismatch = new(recognizer);
        if (!IsMisspelled(expected, found)) throw mismatch;
        ReportError(recognizer, mismatch);
        recognizer.Consume();
        return GetMissingSymbol(recognizer);
    }

    /// <summary>Called before each element of a list: skips what no element starts with.</summary>
    public override void Sync(Parser recognizer)
    {
        ATNState state = recognizer.Interpreter.atn.states[recognizer.State];
        if (state.StateType is not (StateType.StarLoopEntry or StateType.StarLoopBack) || !IsList(recognizer.Context.RuleIndex)) return;
        IntervalSet expected = recognizer.Atn.NextTokens(state);
        while (true)
        {
            IToken found = recognizer.CurrentToken;
            if (found.Type == TokenConstants.EOF || expected.Contains(found.Type)) return;
            if (OpeningWords.IsOpening(found.Type) && ParentTakes(recognizer, found.Type)) return;
            errors.UnexpectedInList(recognizer, found);
            BeginErrorCondition(recognizer);
            if (recognizer.Context.RuleIndex == RULE_compilationUnit) SkipToDeclaration(recognizer, expected);
            else SkipUnit(recognizer, found.TokenIndex);
            EndErrorCondition(recognizer);
        }
    }

    public static bool IsUnit(int rule) => rule
        is RULE_compilationUnit or RULE_hole or RULE_declaration or RULE_modelMember or RULE_policyMember or RULE_statement
        or RULE_hostMember or RULE_hostDevice or RULE_hostOption or RULE_testStep or RULE_pagetableMember or RULE_entryRow or RULE_walkStep;

    private static bool IsList(int rule) => rule
        is RULE_compilationUnit or RULE_modelDeclaration or RULE_policyDeclaration or RULE_hostDeclaration or RULE_testDeclaration
        or RULE_block or RULE_bootBlock or RULE_groupBlock
        or RULE_pagetableDeclaration or RULE_entriesBlock or RULE_tableKind or RULE_leafKind or RULE_walkCheck;

    /// <summary>Whether the word found is one of the words expected but for a slip of the finger.</summary>
    private static bool IsMisspelled(IntervalSet expected, IToken found) =>
        found.Type == IDENTIFIER && expected.Count <= 3 && NearWord.Find(found.Text, ExpectedText.Words(expected)) is not null;

    private static bool IsInsertable(int type) => type is RPAREN or RBRACK or ASSIGN or COLON or COMMA or DOTDOT or ARROW;

    private static bool SingleTokenInsertionFits(Parser recognizer)
    {
        ATNState next = recognizer.Atn.states[recognizer.State].Transition(0).target;
        return recognizer.Atn.NextTokens(next, recognizer.Context).Contains(recognizer.CurrentToken.Type);
    }

    /// <summary>Whether a semicolon missing before the token is all that is wrong.</summary>
    private static bool EndsUnit(ITokenStream? tokens, IToken found) =>
        found.Type is TokenConstants.EOF or RBRACE || OpeningWords.IsOpening(found.Type) || (tokens?.LT(-1) is { } previous && previous.Line < found.Line);

    private static bool ParentTakes(Parser recognizer, int opening)
    {
        for (RuleContext? at = recognizer.Context.Parent; at is not null; at = at.Parent)
        {
            if (at.RuleIndex is RULE_modelDeclaration && OpeningWords.OpensModelMember(opening)) return true;
            if (at.RuleIndex is RULE_policyDeclaration && OpeningWords.OpensPolicyMember(opening)) return true;
            if (at.RuleIndex is RULE_hostDeclaration && opening is DEVICE or GROUP or BOOT) return true;
            if (at.RuleIndex is RULE_pagetableDeclaration && PageTableWords.OpensMember(opening)) return true;
            if (at.RuleIndex is RULE_compilationUnit && OpeningWords.OpensDeclaration(opening)) return true;
        }

        return false;
    }

    private static void SkipParameters(Parser recognizer)
    {
        for (int depth = 0; ; recognizer.Consume())
        {
            int type = recognizer.InputStream.LA(1);
            if (type is TokenConstants.EOF or SEMI or LBRACE or RBRACE || OpeningWords.IsOpening(type)) return;
            if (type == LPAREN) depth++;
            if (type != RPAREN || depth-- > 0) continue;
            recognizer.Consume();
            return;
        }
    }

    private static void SkipToDeclaration(Parser recognizer, IntervalSet starts)
    {
        do recognizer.Consume();
        while (recognizer.InputStream.LA(1) != TokenConstants.EOF && !starts.Contains(recognizer.InputStream.LA(1)));
    }

    /// <summary>Skips to the end of a unit: its semicolon, its closing brace, or where something new starts.</summary>
    private static void SkipUnit(Parser recognizer, int start)
    {
        ITokenStream tokens = (ITokenStream)recognizer.InputStream;
        int depth = OpenBraces(tokens, start);
        for (bool moved = tokens.Index > start; ; moved = true)
        {
            int type = tokens.LA(1);
            if (type == TokenConstants.EOF || (depth == 0 && type == RBRACE)) return;
            if (moved && StartsAfresh(tokens, depth)) return;
            recognizer.Consume();
            if (type == LBRACE) depth++;
            if (type == RBRACE && --depth == 0 && tokens.LA(1) is not (ELSE or SEMI)) return;
            if (type == SEMI && depth == 0) return;
        }
    }

    private static int OpenBraces(ITokenStream tokens, int start)
    {
        int depth = 0;
        for (int i = start; i < tokens.Index; i++)
        {
            if (tokens.Get(i).Type == LBRACE) depth++;
            else if (tokens.Get(i).Type == RBRACE) depth--;
        }

        return Math.Max(depth, 0);
    }

    private static bool StartsAfresh(ITokenStream tokens, int depth)
    {
        int type = tokens.LA(1);
        if (OpeningWords.IsOpening(type)) return depth == 0 || OpeningWords.OpensAboveBlocks(type);
        return depth == 0 && OpeningWords.OpensStatement(type) && tokens.LT(-1) is { } previous && previous.Type != ELSE && previous.Line < tokens.LT(1).Line;
    }
}
