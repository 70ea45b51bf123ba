using Iopol.Compiler.IR;

namespace Iopol.Compiler.Symbols;

/// <summary>Something that was declared under a name.</summary>
public sealed class Symbol
{
    internal Symbol(SymbolKind kind, string name, SourcePlace place, string documentation, string detail, Symbol? container)
    {
        Kind = kind;
        Name = name;
        Place = place;
        Documentation = documentation;
        Detail = detail;
        Container = container;
    }

    /// <summary>What it is.</summary>
    public SymbolKind Kind { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where its name is declared.</summary>
    public SourcePlace Place { get; }

    /// <summary>Its doc comment, plain text, or empty.</summary>
    public string Documentation { get; }

    /// <summary>How it is used, on one line: <c>viable(g: group)</c>, <c>owner: group_file? per group</c>.</summary>
    public string Detail { get; }

    /// <summary>What it is declared in: a model, policy, operation …; null for what a file declares.</summary>
    public Symbol? Container { get; }

    /// <summary>The detail.</summary>
    public override string ToString() => Detail;
}

/// <summary>Kinds of <see cref="Symbol"/>.</summary>
public enum SymbolKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A policy.</summary>
    Policy,

    /// <summary>A host.</summary>
    Host,

    /// <summary>A setting of a model.</summary>
    Setting,

    /// <summary>An enum of a model.</summary>
    Enum,

    /// <summary>A member of an enum.</summary>
    EnumMember,

    /// <summary>A kind of object.</summary>
    Object,

    /// <summary>A rule a model asks for.</summary>
    Rule,

    /// <summary>A predicate.</summary>
    Predicate,

    /// <summary>A clause list.</summary>
    Clause,

    /// <summary>A state.</summary>
    State,

    /// <summary>The inverse of a state.</summary>
    Inverse,

    /// <summary>An operation.</summary>
    Operation,

    /// <summary>An action.</summary>
    Action,

    /// <summary>A request.</summary>
    Request,

    /// <summary>A property.</summary>
    Property,

    /// <summary>A set of drivers.</summary>
    DriverSet,

    /// <summary>A named selector.</summary>
    Selector,

    /// <summary>A parameter, or the implicit caller.</summary>
    Parameter,

    /// <summary>A value an operation gives back.</summary>
    Result,

    /// <summary>A <c>let</c>, loop or quantifier variable, or a result in a test.</summary>
    Variable,

    /// <summary>A page-table format.</summary>
    PageTable,

    /// <summary>An option of a page table.</summary>
    Option,

    /// <summary>A fault of a page table.</summary>
    Fault,

    /// <summary>A kind of entry of a page table.</summary>
    EntryKind,

    /// <summary>A field of a page table's entries.</summary>
    Field,
}
