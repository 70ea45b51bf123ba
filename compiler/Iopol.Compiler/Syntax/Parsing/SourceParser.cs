using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Grammar;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>From text to tree: tokens, their checks, the parse, and the typed tree.</summary>
internal static class SourceParser
{
    public static SyntaxTree Parse(SourceText source, CancellationToken cancellationToken)
    {
        DiagnosticBag diagnostics = new();
        List<CommonToken> tokens = Tokenize(source, cancellationToken);
        OpeningWords.Resolve(tokens);
        CommonTokenStream stream = new(new ListTokenSource([.. tokens]));
        IopolParser parser = new(stream, TextWriter.Null, TextWriter.Null) { Cancellation = cancellationToken };
        parser.RemoveErrorListeners();
        // One word of lookahead settles every choice but a few, and where a quantifier's body could end or go on, it goes on.
        parser.Interpreter.PredictionMode = PredictionMode.SLL;
        IopolParser.CompilationUnitContext unit = parser.compilationUnit();
        CompilationUnitSyntax root = new SyntaxTreeBuilder(source, tokens, diagnostics).CompilationUnit(unit);
        return new SyntaxTree(source, root, diagnostics.ToSortedList());
    }

    private static List<CommonToken> Tokenize(SourceText source, CancellationToken cancellationToken)
    {
        IopolLexer lexer = new(new AntlrInputStream(source.ToString()), TextWriter.Null, TextWriter.Null);
        lexer.RemoveErrorListeners();
        List<CommonToken> tokens = [];
        while (true)
        {
            if (tokens.Count % 1024 == 0) cancellationToken.ThrowIfCancellationRequested();
            CommonToken token = (CommonToken)lexer.NextToken();
            token.TokenIndex = tokens.Count;
            tokens.Add(token);
            if (token.Type == TokenConstants.EOF) return tokens;
        }
    }
}
