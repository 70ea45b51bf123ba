using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>XML documentation of parameters and answers, from what the model says about their types.</summary>
internal static class Documentation
{
    /// <summary>Lines for the parameters of an operation and for what it gives, without slashes.</summary>
    public static IEnumerable<string> Parameters(OperationIR operation, Locals locals, Func<GiveIR, string> given)
    {
        IEnumerable<string> taken = operation.Parameters.Select(p => Parameter(locals[p].Name, Text(p.Type)));
        if (operation.Caller is { } caller) taken = taken.Append(Parameter(locals[caller].Name, "The user who calls."));
        return taken.Concat(operation.Gives.Select(g => Parameter(given(g), Text(g.Type) + " Meaningful where the decision is ok.")));
    }

    /// <summary>Lines for the parameters of a rule.</summary>
    public static IEnumerable<string> Parameters(RuleIR rule, Locals locals) => rule.Parameters.Select(p => Parameter(locals[p].Name, Text(p.Type)));

    /// <summary>A line for one parameter.</summary>
    public static string Parameter(string name, string text) => $"<param name=\"{name.TrimStart('@')}\">{OneLine(text)}</param>";

    /// <summary>A line that lists how an operation refuses.</summary>
    public static string Returns(OperationIR operation, PolicyIR policy)
    {
        string[] refusals = [.. policy.Refusals.Where(r => r.Operation == operation.Name).Select(r => $"{r.Errno} {r.Rule}").Distinct(StringComparer.Ordinal)];
        string text = refusals.Length == 0 ? "Ok, EBADF for an id that is not alive, or EIO after a panic." : $"Ok, or a refusal: {string.Join(", ", refusals)}.";
        return $"<returns>{OneLine(text)}</returns>";
    }

    private static string OneLine(string text) => string.Join(" ", CSharpText.Documentation(text.Trim()));

    private static string Text(IrType type)
    {
        string text = type.Sort switch
        {
            Sort.Object => type.Object!.Documentation is { Length: > 0 } written ? written : $"A {type.Object.Name}.",
            Sort.Enum => $"A {type.Enum!.Name}.",
            Sort.Bool => "True or false.",
            Sort.Count => "A count.",
            Sort.Address => "An IOVA or a size, in bytes.",
            Sort.Access => "Rights.",
            Sort.Version => "A release.",
            Sort.Device => "A device.",
            Sort.Group => "A group.",
            Sort.Driver => "A driver.",
            Sort.User => "A user.",
            Sort.Context => "A context.",
            Sort.Space => "An I/O address space.",
            Sort.Port => "A port type.",
            _ => "The host.",
        };
        return type.Optional ? text + " Null for none." : text;
    }
}
