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
        CommonToken[] words = [.. tokens.Where(t => t.Channel == TokenConstants.DefaultChannel)];
        var pageTables = new PageTableWords();
        for (int i = 0; i + 1 < words.Length; i++)
        {
            CommonToken? previous = i == 0 ? null : words[i - 1];
            CommonToken next = words[i + 1];
            Resolve(previous, words[i], next, words[Math.Min(i + 2, words.Length - 1)], pageTables);
            // 'count' counts only in 'count NAME in', and elsewhere names the type; so with 'first', which elsewhere is any name.
            if (previous is { Type: COUNT or FIRST } && !(IsWord(words[i].Type) && next.Type == IN)) previous.Type = IDENTIFIER;
            pageTables.Pass(words[i]);
        }
    }

    /// <summary>Whether the type is that of an opening word; after <see cref="Resolve(IReadOnlyList{CommonToken})"/> it is a keyword then.</summary>
    public static bool IsOpening(int type) => type is >= ACTION and <= TEST;

    /// <summary>Whether the type is that of a word no name can be, except after '.' and as a label.</summary>
    public static bool IsReserved(int type) => type is >= ALL and <= TRUE;

    /// <summary>Whether the word starts a member of a model.</summary>
    public static bool OpensModelMember(int type) => type
        is SETTING or ENUM or OBJECT or RULE or CLAUSE or STATE or OPERATION or ACTION or REQUEST or PROPERTY or PREDICATE;

    /// <summary>Whether the word starts a member of a policy.</summary>
    public static bool OpensPolicyMember(int type) => type is DRIVERS or SELECT or OVERRIDE or FORBID or PROPERTY or PREDICATE;

    /// <summary>Whether the word starts a declaration of a file.</summary>
    public static bool OpensDeclaration(int type) => type is IMPORT or MODEL or POLICY or HOST or TEST or PAGETABLE;

    /// <summary>Whether the word never starts anything inside the braces of a member.</summary>
    public static bool OpensAboveBlocks(int type) => OpensModelMember(type) || OpensPolicyMember(type) || PageTableWords.OpensAboveRows(type) || type is IMPORT or MODEL or TEST or PAGETABLE;

    /// <summary>Whether the word starts a statement.</summary>
    public static bool OpensStatement(int type) => type
        is REQUIRE or PROMISE or REFUSE or PANIC or BLOCK or SWITCH or GRANT or REVOKE or IF or EACH or LET or FREE or GIVE;

    /// <summary>Whether the type is that of a word, a name or not.</summary>
    public static bool IsWord(int type) => type is (>= ALL and <= WITH) or IDENTIFIER or BAD_WORD;

    private static void Resolve(CommonToken? previous, CommonToken current, CommonToken next, CommonToken afterNext, PageTableWords pageTables)
    {
        int type = current.Type;
        if (!IsWord(type)) return;
        bool member = previous is { Type: DOT or BECAUSE };
        bool stranger = PageTableWords.IsOwn(type) && !pageTables.IsInside;
        bool starts = PageTableWords.IsOwn(type) && pageTables.MustStart(previous);
        bool name = IsOpening(type) && !starts && !(CanStart(previous, current) && Fits(type, next.Type, afterNext.Type));
        if (previous is { Type: REQUIRE } && next.Type == COLON) current.Type = LABEL;
        else if (member || stranger || name) current.Type = IDENTIFIER;
    }

    private static bool CanStart(CommonToken? previous, CommonToken current) =>
        previous is null or { Type: SEMI or LBRACE or RBRACE } || previous.Line < current.Line;

    private static bool Fits(int opening, int next, int afterNext) => opening switch
    {
        IMPORT or TEST or NOTE when next is STRING or BAD_STRING => true,
        BOOT when next == LBRACE => true,
        GROUP when next is INTEGER or HEX_INTEGER or SIZE or BAD_NUMBER => true,
        DEVICE when next is ADDRESS or SHORT_ADDRESS or BAD_ADDRESS => true,
        FAIL or MEND when next is ADDRESS or SHORT_ADDRESS or BAD_ADDRESS => true,
        EXPECT => next != ASSIGN,
        PAGETABLE => PageTableWords.Declares(next, afterNext),
        _ when PageTableWords.IsOwn(opening) => PageTableWords.Fits(opening, next),
        _ => IsWord(next) && next is not (IS or IN or AND or OR or NOT or IMPLIES or ELSE),
    };
}
