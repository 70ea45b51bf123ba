using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Reads values that are known without a host: defaults of settings, initial values of states.</summary>
internal static class ConstantBinder
{
    /// <summary>The value in the value encoding, or null where it is wrong and that was reported.</summary>
    public static long? Bind(ExpressionSyntax syntax, IrType type, ModelScope model, BindingSink sink)
    {
        if (syntax.IsMissing)
        {
            sink.Fail();
            return null;
        }

        if (syntax is LiteralExpressionSyntax literal)
        {
            if (Literal(literal.Token, type, sink) is not { } constant) return null;
            return constant.Value;
        }

        if (syntax is NameExpressionSyntax name)
        {
            if (Member(name.Name, type, model, sink, out IReadOnlyCollection<string> members) is { } value) return value;
            if (members.Count > 0)
            {
                sink.Unknown(Kind(type), name.Name, members, $"one of {string.Join(", ", members)}");
                return null;
            }
        }

        sink.Report(BindingDiagnostics.NotConstant, syntax.Span, syntax);
        return null;
    }

    /// <summary>The value of a name that means a member of the type, or null; <paramref name="members"/> are those there are.</summary>
    public static long? Member(SyntaxToken name, IrType type, ModelScope model, BindingSink sink, out IReadOnlyCollection<string> members)
    {
        members = [];
        if (type.Enum is { } declared)
        {
            members = [.. declared.Members.Select(m => m.Name)];
            int index = 0;
            while (index < declared.Members.Count && declared.Members[index].Name != name.Text) index++;
            if (index == declared.Members.Count) return null;
            if (model.Enums.TryGet(declared.Name, out DeclaredEnum symbols) && index < symbols.Members.Count) sink.Refer(name, symbols.Members[index]);
            return index;
        }

        IReadOnlyDictionary<string, long>? words = type.Sort switch
        {
            Sort.Port => Vocabulary.Ports,
            Sort.Access => Vocabulary.Accesses,
            Sort.Context => Vocabulary.Contexts,
            _ => null,
        };
        if (words is null) return null;
        members = [.. words.Keys];
        return words.TryGetValue(name.Text, out long value) ? value : null;
    }

    /// <summary>What a member of a type is called in messages.</summary>
    public static string Kind(IrType type) => type.Sort switch
    {
        Sort.Port => "port type",
        Sort.Access => "access",
        Sort.Context => "context",
        _ => $"member of {type.Enum?.Name}",
    };

    /// <summary>A literal as a value of a type; without a type, of the type it has by itself.</summary>
    public static Constant? Literal(SyntaxToken token, IrType? type, BindingSink sink)
    {
        if (token.IsMissing)
        {
            sink.Fail();
            return null;
        }

        switch (token.Kind)
        {
            case SyntaxKind.TrueKeyword or SyntaxKind.FalseKeyword:
                return Typed(new Constant(IrType.Bool, token.Kind == SyntaxKind.TrueKeyword ? 1 : 0), type, token, sink);
            case SyntaxKind.NoneKeyword:
                return None(token, type, sink);
            case SyntaxKind.VersionLiteral or SyntaxKind.IntegerLiteral when type is { Sort: Sort.Version } || token.Kind == SyntaxKind.VersionLiteral:
                return NumberBinder.Version(token, sink) is { } version ? Typed(new Constant(new IrType(Sort.Version), version), type, token, sink) : null;
            case SyntaxKind.IntegerLiteral or SyntaxKind.HexLiteral or SyntaxKind.SizeLiteral:
                IrType number = type is { Sort: Sort.Address } ? IrType.Address : IrType.Count;
                if (type is not null && type.Sort is not (Sort.Address or Sort.Count)) return Typed(new Constant(number, 0), type, token, sink);
                ulong most = number.Sort == Sort.Address ? ulong.MaxValue : NumberBinder.MostCount;
                return NumberBinder.Integer(token, most, sink) is { } value ? new Constant(number, unchecked((long)value)) : null;
            default:
                if (type is null) sink.Report(BindingDiagnostics.NotConstant, token.Span, token.Text);
                else sink.Report(BindingDiagnostics.TypeMismatch, token.Span, token.Text, token.Kind == SyntaxKind.StringLiteral ? "text" : "literal", type);
                return null;
        }
    }

    private static Constant? None(SyntaxToken token, IrType? type, BindingSink sink)
    {
        if (type is null) sink.Report(BindingDiagnostics.UntypedNone, token.Span);
        else if (type.Sort == Sort.Access) return new Constant(type, 0);
        else if (type.Optional) return new Constant(type, Ir.None);
        else sink.Report(BindingDiagnostics.NoneNotAllowed, token.Span, type);
        return null;
    }

    private static Constant? Typed(Constant constant, IrType? type, SyntaxToken token, BindingSink sink)
    {
        if (type is null || type.Sort == constant.Type.Sort) return constant;
        sink.Report(BindingDiagnostics.TypeMismatch, token.Span, token.Text, constant.Type, type);
        return null;
    }
}
