using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Grammar;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>From text to tree: tokens, their checks, the parse, and the typed tree.</summary>
internal static class SourceParser
{
    /// <summary>Reads a file.</summary>
    public static SyntaxTree Parse(SourceText source, CancellationToken cancellationToken)
    {
        DiagnosticBag diagnostics = new();
        if (source.Length > SyntaxLimits.FileLength)
        {
            diagnostics.Add(SyntaxDiagnostics.FileTooLong, source.GetLocation(default), source.Length, SyntaxLimits.FileLength);
            return Unread(source, diagnostics);
        }

        List<CommonToken> tokens = Tokenize(source, new TextSpan(0, source.Length), cancellationToken);
        List<int> malformed = new TokenChecks(source, diagnostics).Check(tokens);
        OpeningWords.Resolve(tokens);
        IopolParser parser = Parser(source, tokens, malformed, diagnostics, cancellationToken);
        try
        {
            CompilationUnitSyntax root = new SyntaxTreeBuilder(source, tokens, diagnostics).CompilationUnit(parser.compilationUnit());
            return new SyntaxTree(source, root, Limit(source, diagnostics));
        }
        catch (NestingTooDeepException tooDeep)
        {
            DiagnosticBag only = new();
            AddNestingTooDeep(source, tooDeep, only);
            return Unread(source, only);
        }
    }

    /// <summary>Reads what is between the braces of a hole in a reason: an operand, in its place in the file.</summary>
    public static ExpressionSyntax ParseHole(SourceText source, TextSpan hole, DiagnosticBag diagnostics)
    {
        List<CommonToken> tokens = Tokenize(source, hole, CancellationToken.None);
        List<int> malformed = new TokenChecks(source, diagnostics).Check(tokens);
        OpeningWords.Resolve(tokens);
        IopolParser parser = Parser(source, tokens, malformed, diagnostics, CancellationToken.None);
        try
        {
            return new SyntaxTreeBuilder(source, tokens, diagnostics, hole.Start).Hole(parser.hole());
        }
        catch (NestingTooDeepException tooDeep)
        {
            AddNestingTooDeep(source, tooDeep, diagnostics);
            return new SyntaxTreeBuilder(source, tokens, diagnostics, hole.Start).Hole(null);
        }
    }

    private static void AddNestingTooDeep(SourceText source, NestingTooDeepException tooDeep, DiagnosticBag diagnostics) =>
        diagnostics.Add(SyntaxDiagnostics.NestingTooDeep, source.GetLocation(TokenChecks.Span(tooDeep.Token)), SyntaxLimits.NestingDepth);

    private static IopolParser Parser(SourceText source, List<CommonToken> tokens, List<int> malformed, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        IopolParser parser = new(new CommonTokenStream(new ListTokenSource([.. tokens])), TextWriter.Null, TextWriter.Null)
        {
            Cancellation = cancellationToken,
            ErrorHandler = new SyntaxRecovery(new SyntaxErrors(source, diagnostics, malformed)),
        };
        parser.RemoveErrorListeners();
        // A word or two of lookahead settle every choice; where the body of a quantifier could end or go on, it goes on.
        parser.Interpreter.PredictionMode = PredictionMode.SLL;
        return parser;
    }

    private static List<CommonToken> Tokenize(SourceText source, TextSpan span, CancellationToken cancellationToken)
    {
        IopolLexer lexer = new(new AntlrInputStream(source.ToString(span)), TextWriter.Null, TextWriter.Null);
        lexer.RemoveErrorListeners();
        List<CommonToken> tokens = [];
        while (true)
        {
            if (tokens.Count % 1024 == 0) cancellationToken.ThrowIfCancellationRequested();
            CommonToken token = (CommonToken)lexer.NextToken();
            token.TokenIndex = tokens.Count;
            if (span.Start > 0) Move(token, span.Start);
            tokens.Add(token);
            if (token.Type == TokenConstants.EOF) return tokens;
        }
    }

    /// <summary>Puts a token of a piece where it stands in the file; its text would be looked up in the piece, so it is kept.</summary>
    private static void Move(CommonToken token, int offset)
    {
        token.Text = token.Text;
        token.StartIndex += offset;
        token.StopIndex += offset;
    }

    /// <summary>A tree that declares nothing and keeps the text before its end.</summary>
    private static SyntaxTree Unread(SourceText source, DiagnosticBag diagnostics)
    {
        SyntaxTrivia text = new(SyntaxKind.SkippedTextTrivia, source, new TextSpan(0, source.Length));
        SyntaxToken end = new(SyntaxKind.EndOfFile, source, new TextSpan(source.Length, 0), isMissing: false, [text], []);
        return new SyntaxTree(source, new CompilationUnitSyntax([], end), diagnostics.ToSortedList());
    }

    private static IReadOnlyList<Diagnostic> Limit(SourceText source, DiagnosticBag diagnostics)
    {
        IReadOnlyList<Diagnostic> all = diagnostics.ToSortedList();
        if (all.Count <= SyntaxLimits.ReportedErrors) return all;
        TextSpan next = all[SyntaxLimits.ReportedErrors].Span;
        return [.. all.Take(SyntaxLimits.ReportedErrors), new Diagnostic(SyntaxDiagnostics.TooManyErrors, source.GetLocation(next), SyntaxLimits.ReportedErrors)];
    }
}
