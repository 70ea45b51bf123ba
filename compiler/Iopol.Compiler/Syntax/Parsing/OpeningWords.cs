using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolLexer;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>
/// Decides which words are keywords: an opening word is one only where a declaration or a step can start and what
/// follows it fits. So <c>state</c>, <c>group</c> or <c>rule</c> stay free as names, and a missing brace is noticed
/// at the next declaration.
/// </summary>
internal static class OpeningWords
{
    /// <summary>Makes names of the words that are no keywords where they stand.</summary>
    public static void Resolve(IReadOnlyList<CommonToken> tokens)
    {
        CommonToken? previous = null;
        CommonToken? current = null;
        foreach (CommonToken next in tokens)
        {
            if (next.Channel != TokenConstants.DefaultChannel) continue;
            if (current is not null) Resolve(previous, current, next);
            // 'count' counts only in 'count NAME in'; elsewhere it names the type.
            if (previous is { Type: COUNT } && !(IsWord(current!.Type) && next.Type == IN)) previous.Type = IDENTIFIER;
            previous = current;
            current = next;
        }
    }

    /// <summary>Whether the type is that of an opening word; after <see cref="Resolve(IReadOnlyList{CommonToken})"/> it is a keyword then.</summary>
    public static bool IsOpening(int type) => type is >= ACTION and <= TEST;

    /// <summary>Whether the type is that of a word no name can be, except after '.' and as a label.</summary>
    public static bool IsReserved(int type) => type is >= ALL and <= TRUE;

    private static bool IsWord(int type) => type is (>= ALL and <= WITH) or IDENTIFIER or BAD_WORD;

    private static void Resolve(CommonToken? previous, CommonToken current, CommonToken next)
    {
        int type = current.Type;
        if (!IsWord(type)) return;
        bool member = previous is { Type: DOT };
        bool label = previous is { Type: REQUIRE } && next.Type == COLON;
        bool name = IsOpening(type) && !(CanStart(previous, current) && Fits(type, next.Type));
        if (member || label || name) current.Type = IDENTIFIER;
    }

    private static bool CanStart(CommonToken? previous, CommonToken current) =>
        previous is null or { Type: SEMI or LBRACE or RBRACE } || previous.Line < current.Line;

    private static bool Fits(int opening, int next) => opening switch
    {
        IMPORT or TEST or NOTE => next is STRING or BAD_STRING,
        BOOT => next == LBRACE,
        GROUP => next is INTEGER or HEX_INTEGER or SIZE or BAD_NUMBER,
        DEVICE => next is ADDRESS or SHORT_ADDRESS or BAD_ADDRESS,
        EXPECT => next != ASSIGN,
        _ => IsWord(next) && next is not (IS or IN or AND or OR or NOT or IMPLIES or ELSE),
    };
}
