using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Reads types as written.</summary>
internal static class TypeBinder
{
    /// <summary>The type, or null where it is wrong and that was reported.</summary>
    public static IrType? Bind(TypeSyntax syntax, ModelScope model, BindingSink sink)
    {
        if (BindName(syntax.Name, model, sink) is not { } type) return null;
        if (syntax.Question is null) return type;
        if (CanBeNone(type.Sort)) return type with { Optional = true };
        sink.ReportFixable("Leave the '?' out", new TextEdit(syntax.Question.Span, ""), BindingDiagnostics.NeverNone, syntax.Question.Span, type);
        return null;
    }

    /// <summary>The type a name means, or null where it means none and that was reported.</summary>
    public static IrType? BindName(SyntaxToken name, ModelScope model, BindingSink sink)
    {
        if (model.Enums.TryGet(name.Text, out DeclaredEnum declaredEnum))
        {
            sink.Refer(name, declaredEnum.Symbol);
            return new IrType(Sort.Enum, Enum: declaredEnum.Enum);
        }

        if (model.Objects.TryGet(name.Text, out DeclaredObject declaredObject))
        {
            sink.Refer(name, declaredObject.Symbol);
            return new IrType(Sort.Object, Object: declaredObject.Object);
        }

        if (Vocabulary.Types.TryGetValue(name.Text, out Sort sort)) return new IrType(sort);
        sink.Unknown("type", name, Vocabulary.Types.Keys.Concat(model.Enums.Names).Concat(model.Objects.Names));
        return null;
    }

    /// <summary>Types whose values name something, and so can name nothing.</summary>
    public static bool CanBeNone(Sort sort) =>
        sort is Sort.Enum or Sort.Device or Sort.Group or Sort.Driver or Sort.User or Sort.Context or Sort.Space or Sort.Object or Sort.Port;
}
