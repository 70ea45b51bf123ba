using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>Objects of a model in C#: which variable holds one, who opened it, and as which user.</summary>
internal sealed class Handles(PolicyTypes types, BodyFacts facts)
{
    private const int MostSteps = 8;

    /// <summary>The arguments of an operation that are objects of the model, with the variables that hold them; others are left out.</summary>
    public IEnumerable<(IArgumentOperation Argument, ISymbol Variable)> PassedTo(IInvocationOperation call) =>
        from argument in call.Arguments
        where argument.Parameter is { RefKind: RefKind.None } parameter && types.IsObject(parameter.Type)
        let variable = Holder(argument.Value)
        where variable is not null
        select (argument, variable);

    /// <summary>The variable that holds an object, by number or held open; or null.</summary>
    public ISymbol? Holder(IOperation? value)
    {
        IOperation? plain = BodyFacts.Plain(value);
        if (plain is IPropertyReferenceOperation { Property.Name: "Id", Instance: { } held } && types.IsHeld(held.Type)) plain = BodyFacts.Plain(held);
        return plain is ILocalReferenceOperation or IParameterReferenceOperation && (types.IsObject(plain.Type) || types.IsHeld(plain.Type)) ? BodyFacts.Variable(plain) : null;
    }

    /// <summary>The call that opened what a local holds, where the local is assigned nowhere else; or null.</summary>
    public IInvocationOperation? OpenedBy(ISymbol variable)
    {
        if (facts.Only(variable) is not { } write) return null;
        IInvocationOperation? call = write.Call ?? BodyFacts.Plain(write.Value) as IInvocationOperation;
        return call is not null && types.IsOperation(call.TargetMethod) ? call : null;
    }

    /// <summary>The user an expression stands for, where the text says so; or null.</summary>
    public int? User(IOperation? value) => User(value, MostSteps);

    /// <summary>The object creation that a policy variable holds for good, or null.</summary>
    public IObjectCreationOperation? Creation(IOperation? policy) =>
        BodyFacts.Variable(policy) is { } variable && facts.Only(variable) is { Value: { } value } && BodyFacts.Plain(value) is IObjectCreationOperation made && types.IsPolicy(made.Type)
            ? made
            : null;

    private int? User(IOperation? value, int steps) => steps == 0 ? null : BodyFacts.Plain(value) switch
    {
        IObjectCreationOperation made when types.IsUser(made.Type) && made.Initializer is null => made.Arguments.Length switch
        {
            0 => 0,
            1 => Constant(made.Arguments[0].Value),
            _ => null,
        },
        IDefaultValueOperation empty when types.IsUser(empty.Type) => 0,
        ILocalReferenceOperation local => facts.Only(local.Local) is { Value: { } only } ? User(only, steps - 1) : null,
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } when types.IsUser(field.Type) => Initial(field),
        _ => null,
    };

    // The initializer stands in another member, of which there are no operations here; a literal can be read without them.
    private static int? Initial(IFieldSymbol field) =>
        field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax
        {
            Initializer.Value: BaseObjectCreationExpressionSyntax { Initializer: null, ArgumentList.Arguments: { Count: 1 } arguments },
        }
        && arguments[0].Expression is LiteralExpressionSyntax { Token.Value: int id } ? id : null;

    private static int? Constant(IOperation value) => value.ConstantValue is { HasValue: true, Value: int id } ? id : null;
}
