using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>A parameter or result as declared; its type is null where that was wrong.</summary>
internal sealed record DeclaredParameter(SyntaxToken Name, IrType? Type);

/// <summary>A setting; its type is null where that was wrong.</summary>
internal sealed record DeclaredSetting(Symbol Symbol, int Index, string Name, IrType? Type, long Default, string Documentation);

/// <summary>An enum with the symbols of its members.</summary>
internal sealed record DeclaredEnum(Symbol Symbol, EnumIR Enum, IReadOnlyList<Symbol> Members);

/// <summary>A kind of object.</summary>
internal sealed record DeclaredObject(Symbol Symbol, ObjectIR Object);

/// <summary>A state or, under its other name, its inverse; the state is null where it was wrong.</summary>
internal sealed record DeclaredState(Symbol Symbol, StateIR? State, bool IsInverse);

/// <summary>What a name in front of parentheses means.</summary>
internal abstract record DeclaredCallable(Symbol Symbol, string Name, IReadOnlyList<DeclaredParameter> Parameters);

/// <summary>A rule of the model, or a predicate of the model or of a policy.</summary>
/// <param name="Symbol">Its declaration.</param>
/// <param name="Name">Name.</param>
/// <param name="Parameters">Parameters.</param>
/// <param name="Body">Default of a rule, condition of a predicate; null where the policy must supply it.</param>
/// <param name="IsPredicate">It is a predicate.</param>
/// <param name="Owner">The policy that declares it, or null for the model.</param>
/// <param name="Documentation">Doc comment.</param>
internal sealed record DeclaredRule(
    Symbol Symbol, string Name, IReadOnlyList<DeclaredParameter> Parameters, ExpressionSyntax? Body, bool IsPredicate, PolicyScope? Owner, string Documentation)
    : DeclaredCallable(Symbol, Name, Parameters);

/// <summary>A clause list of the model.</summary>
internal sealed record DeclaredClause(Symbol Symbol, string Name, IReadOnlyList<DeclaredParameter> Parameters, int Index, string Documentation)
    : DeclaredCallable(Symbol, Name, Parameters);

/// <summary>An action of the model.</summary>
internal sealed record DeclaredAction(Symbol Symbol, string Name, IReadOnlyList<DeclaredParameter> Parameters, ActionDeclarationSyntax Syntax)
    : DeclaredCallable(Symbol, Name, Parameters);

/// <summary>An operation of the model.</summary>
internal sealed record DeclaredOperation(
    Symbol Symbol, string Name, IReadOnlyList<DeclaredParameter> Parameters, Actor By, IReadOnlyList<DeclaredParameter> Gives,
    IReadOnlyList<Symbol> GiveSymbols, OperationDeclarationSyntax Syntax)
    : DeclaredCallable(Symbol, Name, Parameters);

/// <summary>A set of drivers of a policy.</summary>
internal sealed record DeclaredDriverSet(Symbol Symbol, DriverSetDeclarationSyntax Syntax, PolicyScope Owner);

/// <summary>A named selector of a policy.</summary>
internal sealed record DeclaredSelector(Symbol Symbol, SelectorDeclarationSyntax Syntax, PolicyScope Owner);

/// <summary>What a policy supplies for a rule, or puts in the place of a predicate.</summary>
internal sealed record Definition(DeclaredRule Rule, RuleDefinitionSyntax Syntax, PolicyScope Owner);
