namespace Iopol.Compiler.Syntax;

/// <summary>A whole file.</summary>
public sealed class CompilationUnitSyntax : SyntaxNode
{
    internal CompilationUnitSyntax(IReadOnlyList<DeclarationSyntax> declarations, SyntaxToken endOfFile)
        : base(SyntaxKind.CompilationUnit, declarations, endOfFile)
    {
        Declarations = declarations;
        EndOfFile = endOfFile;
    }

    /// <summary>What the file declares, in order.</summary>
    public IReadOnlyList<DeclarationSyntax> Declarations { get; }

    /// <summary>The end of the file; comments after the last declaration lead it.</summary>
    public SyntaxToken EndOfFile { get; }
}

/// <summary><c>import "iopol:linux-6-vfio";</c></summary>
public sealed class ImportDeclarationSyntax : DeclarationSyntax
{
    internal ImportDeclarationSyntax(SyntaxToken importKeyword, SyntaxToken path, SyntaxToken semicolon)
        : base(SyntaxKind.ImportDeclaration, importKeyword, path, semicolon)
    {
        ImportKeyword = importKeyword;
        Path = path;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>import</c>.</summary>
    public SyntaxToken ImportKeyword { get; }

    /// <summary>The string: a path relative to this file, or <c>iopol:name</c> for what ships with Iopol.</summary>
    public SyntaxToken Path { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }

    /// <summary>What the string says; empty where it is missing.</summary>
    public string Specifier => Path.IsMissing ? "" : Literals.ReadString(Path.Text);
}

/// <summary><c>model NAME { … }</c></summary>
public sealed class ModelDeclarationSyntax : NamedDeclarationSyntax
{
    internal ModelDeclarationSyntax(SyntaxToken modelKeyword, SyntaxToken name, SyntaxToken openBrace, IReadOnlyList<MemberSyntax> members, SyntaxToken closeBrace)
        : base(SyntaxKind.ModelDeclaration, modelKeyword, name, openBrace, members, closeBrace)
    {
        ModelKeyword = modelKeyword;
        Name = name;
        OpenBrace = openBrace;
        Members = members;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>model</c>.</summary>
    public SyntaxToken ModelKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<MemberSyntax> Members { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>policy NAME for MODEL { … }</c> or <c>policy NAME extends POLICY { … }</c></summary>
public sealed class PolicyDeclarationSyntax : NamedDeclarationSyntax
{
    internal PolicyDeclarationSyntax(SyntaxToken policyKeyword, SyntaxToken name, SyntaxToken relationKeyword, SyntaxToken baseName, SyntaxToken openBrace, IReadOnlyList<MemberSyntax> members, SyntaxToken closeBrace)
        : base(SyntaxKind.PolicyDeclaration, policyKeyword, name, relationKeyword, baseName, openBrace, members, closeBrace)
    {
        PolicyKeyword = policyKeyword;
        Name = name;
        RelationKeyword = relationKeyword;
        BaseName = baseName;
        OpenBrace = openBrace;
        Members = members;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>policy</c>.</summary>
    public SyntaxToken PolicyKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary><c>for</c> (<see cref="SyntaxKind.ForKeyword"/>) or <c>extends</c> (<see cref="SyntaxKind.ExtendsKeyword"/>).</summary>
    public SyntaxToken RelationKeyword { get; }

    /// <summary>The model it is for, or the policy it extends.</summary>
    public SyntaxToken BaseName { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<MemberSyntax> Members { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary>A topology: <c>host NAME { … }</c></summary>
public sealed class HostDeclarationSyntax : NamedDeclarationSyntax
{
    internal HostDeclarationSyntax(SyntaxToken hostKeyword, SyntaxToken name, SyntaxToken openBrace, IReadOnlyList<HostMemberSyntax> members, SyntaxToken closeBrace)
        : base(SyntaxKind.HostDeclaration, hostKeyword, name, openBrace, members, closeBrace)
    {
        HostKeyword = hostKeyword;
        Name = name;
        OpenBrace = openBrace;
        Members = members;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>host</c>.</summary>
    public SyntaxToken HostKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>Options, groups and devices, in order.</summary>
    public IReadOnlyList<HostMemberSyntax> Members { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary>A topology in a file of its own: <c>host NAME = "capture.tar.gz";</c></summary>
public sealed class HostFileDeclarationSyntax : NamedDeclarationSyntax
{
    internal HostFileDeclarationSyntax(SyntaxToken hostKeyword, SyntaxToken name, SyntaxToken equalsToken, SyntaxToken path, SyntaxToken semicolon)
        : base(SyntaxKind.HostFileDeclaration, hostKeyword, name, equalsToken, path, semicolon)
    {
        HostKeyword = hostKeyword;
        Name = name;
        EqualsToken = equalsToken;
        Path = path;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>host</c>.</summary>
    public SyntaxToken HostKeyword { get; }

    /// <summary>The declared name.</summary>
    public override SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>The string: a path relative to this file.</summary>
    public SyntaxToken Path { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>test "title" { … }</c></summary>
public sealed class TestDeclarationSyntax : DeclarationSyntax
{
    internal TestDeclarationSyntax(SyntaxToken testKeyword, SyntaxToken title, SyntaxToken openBrace, IReadOnlyList<TestStepSyntax> steps, SyntaxToken closeBrace)
        : base(SyntaxKind.TestDeclaration, testKeyword, title, openBrace, steps, closeBrace)
    {
        TestKeyword = testKeyword;
        Title = title;
        OpenBrace = openBrace;
        Steps = steps;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>test</c>.</summary>
    public SyntaxToken TestKeyword { get; }

    /// <summary>The string that names the test.</summary>
    public SyntaxToken Title { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<TestStepSyntax> Steps { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}
