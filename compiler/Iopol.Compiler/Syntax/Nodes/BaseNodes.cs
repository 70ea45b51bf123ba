namespace Iopol.Compiler.Syntax;

/// <summary>Something a file declares: an import, a model, a policy, a host, a test or a page table, or a member of one.</summary>
public abstract class DeclarationSyntax : SyntaxNode
{
    private protected DeclarationSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }

    /// <summary>
    /// The text of the <c>///</c> comment right above, one line of text per line, without the slashes and the space after them;
    /// empty if there is none. A blank line cuts what stands above it off.
    /// </summary>
    public string Documentation => DocumentationComment.Read(GetFirstToken());
}

/// <summary>A declaration with a name.</summary>
public abstract class NamedDeclarationSyntax : DeclarationSyntax
{
    private protected NamedDeclarationSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }

    /// <summary>The declared name; missing where the text has none.</summary>
    public abstract SyntaxToken Name { get; }
}

/// <summary>A member of a model or a policy.</summary>
public abstract class MemberSyntax : DeclarationSyntax
{
    private protected MemberSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A member with a name.</summary>
public abstract class NamedMemberSyntax : MemberSyntax
{
    private protected NamedMemberSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }

    /// <summary>The declared or supplied name; missing where the text has none.</summary>
    public abstract SyntaxToken Name { get; }
}

/// <summary>A statement of an operation, action or request.</summary>
public abstract class StatementSyntax : SyntaxNode
{
    private protected StatementSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>An expression.</summary>
public abstract class ExpressionSyntax : SyntaxNode
{
    private protected ExpressionSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A device selector or a part of one.</summary>
public abstract class SelectorSyntax : SyntaxNode
{
    private protected SelectorSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A member of a host literal.</summary>
public abstract class HostMemberSyntax : DeclarationSyntax
{
    private protected HostMemberSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>Something a host literal says about a device.</summary>
public abstract class DeviceAttributeSyntax : SyntaxNode
{
    private protected DeviceAttributeSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A step of a test.</summary>
public abstract class TestStepSyntax : SyntaxNode
{
    private protected TestStepSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>What must come of a step.</summary>
public abstract class OutcomeSyntax : SyntaxNode
{
    private protected OutcomeSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A member of a page table.</summary>
public abstract class PageTableMemberSyntax : DeclarationSyntax
{
    private protected PageTableMemberSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A member of a page table with a name.</summary>
public abstract class NamedPageTableMemberSyntax : PageTableMemberSyntax
{
    private protected NamedPageTableMemberSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }

    /// <summary>The declared name; missing where the text has none.</summary>
    public abstract SyntaxToken Name { get; }
}

/// <summary>A kind of entry.</summary>
public abstract class KindDeclarationSyntax : NamedPageTableMemberSyntax
{
    private protected KindDeclarationSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }

    /// <summary>The levels it may stand at, if given.</summary>
    public abstract LevelListSyntax? Levels { get; }

    /// <summary>The rows, in order.</summary>
    public abstract IReadOnlyList<EntryRowSyntax> Rows { get; }
}

/// <summary>Says what some bits of an entry are.</summary>
public abstract class EntryRowSyntax : SyntaxNode
{
    private protected EntryRowSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}

/// <summary>A step of a walk's checks.</summary>
public abstract class WalkStepSyntax : SyntaxNode
{
    private protected WalkStepSyntax(SyntaxKind kind, params object?[] parts) : base(kind, parts) { }
}
