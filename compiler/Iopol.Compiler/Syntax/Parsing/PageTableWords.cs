using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolLexer;

namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>Decides which words of page tables are words at all: only those between the braces of a <c>pagetable</c>; elsewhere they stay names.</summary>
internal sealed class PageTableWords
{
    private int depth;
    private bool declared;

    /// <summary>Whether the tokens so far leave a page table open.</summary>
    public bool IsInside => depth > 0;

    /// <summary>Whether the type is that of a word only page tables have, the one that declares them apart.</summary>
    public static bool IsOwn(int type) => (OpensMember(type) && type != CHECK) || OpensStep(type)
        || type is ADDRESS_WORD or AVOIDS or BITS or CODED or CONCATENATES or COVERS or IGNORES or INDEX or LEAST or NEXT or OTHERS or WIDER or WIDTH;

    /// <summary>Whether the word starts a member of a page table; <c>refuse</c> does too.</summary>
    public static bool OpensMember(int type) => type
        is ENTRY or LEVEL or LEVELS or ROOT or INPUT or OPTION or FAULT or ENTRIES or TABLE or LEAF or CHECK or ALLOW or RUN or MAP;

    /// <summary>Whether the word starts a step of a check.</summary>
    public static bool OpensStep(int type) => type is FAULT or TAKE or SET or CLEAR;

    /// <summary>Whether the word starts a member of a page table and never anything inside the braces of one.</summary>
    public static bool OpensAboveRows(int type) => OpensMember(type) && type is not FAULT;

    /// <summary>Whether the token after next goes with <c>pagetable NAME</c>.</summary>
    public static bool Declares(int next, int afterNext) => next is LBRACE || afterNext is LBRACE or EXTENDS;

    /// <summary>Whether a word that starts a member or a step stands where one can start and nothing else.</summary>
    public bool MustStart(CommonToken? previous) => previous?.Type is SEMI or RBRACE || (previous?.Type == LBRACE && depth == 1);

    /// <summary>Whether what follows fits a word that starts a member or a step.</summary>
    public static bool Fits(int opening, int next) => opening switch
    {
        ENTRY or LEVEL or LEVELS => next is INTEGER or HEX_INTEGER or SIZE or BAD_NUMBER,
        ENTRIES => next is LBRACE,
        _ => OpeningWords.IsWord(next) && next is not (IS or IN or AND or OR or NOT or IMPLIES or ELSE or WHEN or FOR or MATCHES),
    };

    /// <summary>Follows the braces.</summary>
    public void Pass(CommonToken token)
    {
        int type = token.Type;
        if (type == PAGETABLE) (declared, depth) = (true, 0);
        else if (OpeningWords.OpensDeclaration(type)) (declared, depth) = (false, 0);
        else if (type == LBRACE && (declared || IsInside)) (declared, depth) = (false, depth + 1);
        else if (type == RBRACE && IsInside) depth--;
    }
}
