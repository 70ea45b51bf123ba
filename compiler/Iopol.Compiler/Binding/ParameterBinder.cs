using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Reads parameter lists.</summary>
internal static class ParameterBinder
{
    /// <summary>Parameters that all have a type written. A context stays inside a model: only an action can be passed one.</summary>
    public static List<DeclaredParameter> Bind(IEnumerable<ParameterSyntax> list, string what, ModelScope model, BindingSink sink, bool mayBeContext = false)
    {
        var parameters = new List<DeclaredParameter>();
        foreach (ParameterSyntax parameter in list)
        {
            IrType? type = null;
            if (parameter.Type is null)
            {
                if (parameter.IsMissing) sink.Fail();
                else sink.Report(BindingDiagnostics.WrongShape, parameter.Span, parameter.Name.Text, $"{what} without a type", $"{parameter.Name.Text}: TYPE");
            }
            else
            {
                type = TypeBinder.Bind(parameter.Type, model, sink);
            }

            if (type is { Sort: Sort.Host } || (type is { Sort: Sort.Context } && !mayBeContext))
            {
                sink.Report(BindingDiagnostics.TypeNotHere, parameter.Type!.Span, what, type, "pass a device, a group or a space");
                type = null;
            }

            parameters.Add(new DeclaredParameter(parameter.Name, type));
        }

        return parameters;
    }

    /// <summary>Names a policy gives to parameters that a model declared; a type, where written, must be the declared one.</summary>
    /// <returns>The names, or null where their number is wrong.</returns>
    public static IReadOnlyList<SyntaxToken>? BindNames(string name, ParameterListSyntax list, IReadOnlyList<DeclaredParameter> declared, ModelScope model, BindingSink sink)
    {
        if (list.Parameters.Count != declared.Count)
        {
            sink.Report(BindingDiagnostics.WrongCount, list.Span, name, Count(declared.Count), list.Parameters.Count, Show(declared));
            return null;
        }

        for (int i = 0; i < declared.Count; i++)
        {
            if (list.Parameters[i].Type is not { } written || TypeBinder.Bind(written, model, sink) is not { } type) continue;
            if (declared[i].Type is { } wanted && !wanted.Equals(type)) sink.Report(BindingDiagnostics.TypeMismatch, written.Span, list.Parameters[i].Name.Text, type, wanted);
        }

        return [.. list.Parameters.Select(p => p.Name)];
    }

    /// <summary>Parameters as <c>a: device, b: group</c>.</summary>
    public static string Show(IReadOnlyList<DeclaredParameter> parameters) => string.Join(", ", parameters.Select(p => $"{p.Name.Text}: {p.Type}"));

    /// <summary><c>no arguments</c>, <c>1 argument</c>, <c>2 arguments</c>.</summary>
    public static string Count(int count) => count switch { 0 => "no arguments", 1 => "1 argument", _ => $"{count} arguments" };
}
