using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>What a format consists of, its own members in the place of those it inherits.</summary>
internal sealed class PageTableMembers
{
    private readonly List<Speaker> speakers = [];

    public PageTableMembers(PageTableScope scope)
    {
        Scope = scope;
        Add(scope);
    }

    public PageTableScope Scope { get; }

    public Given<EntrySizeSyntax>? EntrySize { get; private set; }

    public Given<LevelCountsSyntax>? LevelCounts { get; private set; }

    public Given<RootRuleSyntax>? Root { get; private set; }

    public Given<RunRuleSyntax>? Run { get; private set; }

    public Given<MapAvoidanceSyntax>? Avoidance { get; private set; }

    public List<Given<LevelDeclarationSyntax>> Levels { get; } = [];

    public List<Given<PageTableMemberSyntax>> Inputs { get; } = [];

    public List<Given<OptionDeclarationSyntax>> Options { get; } = [];

    public List<Given<FaultDeclarationSyntax>> Faults { get; } = [];

    /// <summary>The <c>entries</c> of the format and of those it extends, outermost first.</summary>
    public List<Given<EntriesBlockSyntax>> Entries { get; } = [];

    /// <summary>Each kind with what the formats it extends say of it, outermost first.</summary>
    public List<List<Given<KindDeclarationSyntax>>> Kinds { get; } = [];

    public Dictionary<string, Given<WalkCheckSyntax>> Checks { get; } = [];

    public Dictionary<string, Given<AllowRuleSyntax>> Allows { get; } = [];

    public List<Given<MapRefusalSyntax>> Refusals { get; } = [];

    /// <summary>Tells the heir what of the inherited text does not fit it, unless it has mistakes of its own that may be the cause.</summary>
    public void Finish()
    {
        if (Scope.Sink.HasErrors) return;
        foreach (Speaker speaker in speakers) speaker.Finish();
    }

    private void Add(PageTableScope owner)
    {
        if (owner.Base is not null) Add(owner.Base);
        var speaker = new Speaker(Scope, owner);
        speakers.Add(speaker);
        IReadOnlyList<PageTableMemberSyntax> own = owner.Syntax.Members;
        if (own.Any(m => m is LevelDeclarationSyntax)) Levels.Clear();
        if (own.Any(m => m is InputExtensionSyntax or InputWidthSyntax or IgnoredInputSyntax)) Inputs.Clear();
        var once = new Dictionary<string, PageTableMemberSyntax>(StringComparer.Ordinal);
        foreach (PageTableMemberSyntax member in own) Add(member, speaker, once);
    }

    private void Add(PageTableMemberSyntax member, Speaker speaker, Dictionary<string, PageTableMemberSyntax> once)
    {
        switch (member)
        {
            case EntrySizeSyntax size when Once("entry", size.EntryKeyword): EntrySize = new(size, speaker); break;
            case LevelDeclarationSyntax level: Levels.Add(new(level, speaker)); break;
            case LevelCountsSyntax counts when Once("levels", counts.LevelsKeyword): LevelCounts = new(counts, speaker); break;
            case RootRuleSyntax root when Once("root", root.RootKeyword): Root = new(root, speaker); break;
            case RunRuleSyntax run when Once("run", run.RunKeyword): Run = new(run, speaker); break;
            case MapAvoidanceSyntax avoidance when Once("map avoids", avoidance.MapKeyword): Avoidance = new(avoidance, speaker); break;
            case InputWidthSyntax width when Once("input width", width.WidthKeyword): Inputs.Add(new(width, speaker)); break;
            case IgnoredInputSyntax ignored when Once("input ignores", ignored.IgnoresKeyword): Inputs.Add(new(ignored, speaker)); break;
            case InputExtensionSyntax extension: Inputs.Add(new(extension, speaker)); break;
            case OptionDeclarationSyntax option when Named(option, SymbolKind.Option, "option"): Put(Options, new(option, speaker)); break;
            case FaultDeclarationSyntax fault when Named(fault, SymbolKind.Fault, "fault"): Put(Faults, new(fault, speaker)); break;
            case EntriesBlockSyntax entries when Once("entries", entries.EntriesKeyword): Entries.Add(new(entries, speaker)); break;
            case KindDeclarationSyntax kind when Named(kind, SymbolKind.EntryKind, kind is TableKindSyntax ? "table" : "leaf"): PutKind(new(kind, speaker)); break;
            case WalkCheckSyntax check when Word(check.Where, WalkWords.Checks, "check", "check "): Checks[check.Where.Text] = new(check, speaker); break;
            case AllowRuleSyntax allow when Word(allow.Right, WalkWords.Allowed, "right", "allow "): Allows[allow.Right.Text] = new(allow, speaker); break;
            case MapRefusalSyntax refusal: PutRefusal(new(refusal, speaker)); break;
        }

        bool Once(string key, SyntaxToken token)
        {
            if (!once.TryGetValue(key, out PageTableMemberSyntax? earlier))
            {
                once.Add(key, member);
                return true;
            }

            speaker.Sink.Report(PageTableDiagnostics.GivenTwice, token.Span, key, speaker.Place(earlier).Line);
            return false;
        }

        bool Named(NamedPageTableMemberSyntax named, SymbolKind kind, string word)
        {
            if (named.Name.IsMissing)
            {
                speaker.Sink.Fail();
                return false;
            }

            string key = $"{kind} {named.Name.Text}";
            if (once.TryGetValue(key, out PageTableMemberSyntax? earlier))
            {
                speaker.Sink.Report(PageTableDiagnostics.DuplicateName, named.Name.Span, named.Name.Text, $"line {speaker.Place(earlier).Line}");
                return false;
            }

            if (kind == SymbolKind.Option && WalkWords.IsTakenFromOptions(named.Name.Text))
            {
                speaker.Sink.Report(PageTableDiagnostics.WordTaken, named.Name.Span, named.Name.Text, "an option");
                return false;
            }

            once.Add(key, member);
            if (speaker.IsHeir) Scope.Enter(kind, named.Name, named.Documentation, $"{word} {named.Name.Text}");
            return true;
        }

        bool Word(SyntaxToken word, IReadOnlyList<string> words, string what, string prefix)
        {
            if (words.Contains(word.Text)) return Once(prefix + word.Text, word);
            speaker.Sink.Unknown(PageTableDiagnostics.UnknownName, what, word, words, $"one of {string.Join(", ", words)}");
            return false;
        }
    }

    private static void Put<T>(List<Given<T>> list, Given<T> given)
        where T : NamedPageTableMemberSyntax
    {
        int at = list.FindIndex(g => g.Syntax.Name.Text == given.Syntax.Name.Text);
        if (at < 0) list.Add(given);
        else list[at] = given;
    }

    private void PutKind(Given<KindDeclarationSyntax> kind)
    {
        List<Given<KindDeclarationSyntax>>? known = Kinds.Find(k => k[0].Syntax.Name.Text == kind.Syntax.Name.Text);
        if (known is null) Kinds.Add([kind]);
        else if (known[0].Syntax.Kind == kind.Syntax.Kind) known.Add(kind);
        else kind.Speaker.Sink.Report(PageTableDiagnostics.KindChanges, kind.Syntax.Name.Span, kind.Syntax.Name.Text, known[0].Syntax is TableKindSyntax ? "table" : "leaf", known[0].Speaker.Owner.Name);
    }

    private void PutRefusal(Given<MapRefusalSyntax> refusal)
    {
        int at = Refusals.FindIndex(r => r.Speaker != refusal.Speaker && r.Syntax.Text.Text == refusal.Syntax.Text.Text);
        if (at < 0) Refusals.Add(refusal);
        else Refusals[at] = refusal;
    }
}
