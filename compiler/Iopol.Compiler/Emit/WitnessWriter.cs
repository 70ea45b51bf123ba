using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>
/// Writes the search for the device that decided. It follows the witness rule the interpreter states (its class
/// <c>Blame</c>) and runs only after a refusal. Every method takes the id to search from, so that an explanation
/// can ask about each device of a group.
/// </summary>
internal sealed class WitnessWriter(ClassWriter @class, ExpressionWriter expressions)
{
    private readonly Dictionary<(int Rule, bool Expected), string?> rules = [];

    /// <summary>C# for the device that made a required condition false, or null where there never is one.</summary>
    public string? Find(Expression condition, Locals locals, string from) => Find(condition, locals, from, expected: true);

    private string? Find(Expression expression, Locals locals, string from, bool expected)
    {
        switch (expression)
        {
            case NotExpression not:
                return Find(not.Operand, locals, from, !expected);
            case RuleCall call:
                return OfRule(call.Rule, expected) is { } method
                    ? $"{method}({expressions.Arguments(call.Rule.Parameters, call.Arguments, locals)}, {from})"
                    : null;
            case Quantifier quantifier when CanFind(quantifier, expected):
                return Search(expression, locals, from, (lines, inner) => Visit(lines, quantifier, inner));
            case AndExpression and:
                return Operands(and, and.Operands, locals, from, expected, firstDecides: expected);
            case OrExpression or:
                return Operands(or, or.Operands, locals, from, expected, firstDecides: !expected);
            case ImpliesExpression implies when Find(implies.Right, locals, from, expected) is { } right:
                return expected ? right : $"({expressions.Condition(implies.Left, locals).Operand(Binding.Equality)} ? {right} : None)";
            default:
                return null;
        }
    }

    private static bool Blames(Quantifier quantifier, bool expected) => quantifier.Kind switch
    {
        QuantifierKind.All or QuantifierKind.No => expected,
        QuantifierKind.Any => !expected,
        _ => false,
    };

    private string? OfRule(RuleIR rule, bool expected)
    {
        if (rules.TryGetValue((rule.Index, expected), out string? known)) return known;
        Locals locals = @class.ParametersOf(rule);
        string parameters = string.Concat(rule.Parameters.Select(p => locals[p].Parameter + ", ")) + "int from";
        string? method = @class.Within(rule.Name, rule.Place, () => Find(rule.Body, locals, "from", expected) is { } found
            ? ThatIs(found, rule, locals) ?? @class.ColdMethod("int", expected ? "Offender" : "Supporter", parameters, $"return {found};")
            : null);
        rules.Add((rule.Index, expected), method);
        return method;
    }

    /// <summary>The method that is called with just the rule's parameters, if that is all there is to do.</summary>
    private static string? ThatIs(string found, RuleIR rule, Locals locals)
    {
        string passed = "(" + string.Concat(rule.Parameters.Select(p => locals[p].Name + ", ")) + "from)";
        string method = found.Substring(0, found.IndexOf('('));
        return found == method + passed ? method : null;
    }

    private string? Operands(
        Expression whole, IReadOnlyList<Expression> operands, Locals locals, string from, bool expected, bool firstDecides)
    {
        if (!operands.Any(o => CanFind(o, expected))) return null;
        return Search(whole, locals, from, (lines, inner) =>
        {
            string found = inner.Claim("found");
            if (!firstDecides) lines.Line($"int {found};");
            foreach (Expression operand in operands)
            {
                string? witness = Find(operand, inner, "from", expected);
                if (firstDecides)
                {
                    Code holds = expressions.Condition(operand, inner);
                    lines.Line($"if ({(expected ? holds.Not() : holds).Text}) return {witness ?? "None"};");
                }
                else if (witness is not null)
                {
                    lines.Line($"if (({found} = {witness}) >= 0) return {found};");
                }
            }
        });
    }

    private bool CanFind(Expression expression, bool expected) => expression switch
    {
        NotExpression not => CanFind(not.Operand, !expected),
        RuleCall call => OfRule(call.Rule, expected) is not null,
        Quantifier quantifier => Blames(quantifier, expected) && (quantifier.Variable.Type.Sort == Sort.Device
            || (quantifier.Body is { } body && CanFind(body, expected: quantifier.Kind == QuantifierKind.All))),
        AndExpression and => and.Operands.Any(o => CanFind(o, expected)),
        OrExpression or => or.Operands.Any(o => CanFind(o, expected)),
        ImpliesExpression implies => CanFind(implies.Right, expected),
        _ => false,
    };

    private string Search(Expression whole, Locals locals, string from, Action<CodeLines, Locals> write)
    {
        (string parameters, string arguments, Locals inner) = ExpressionWriter.Capture(FreeVariables.Of(whole), locals, @class.Names.Scope);
        var lines = new CodeLines();
        write(lines, inner);
        lines.Line("return None;");
        string separator = parameters.Length > 0 ? ", " : "";
        string method = @class.ColdMethod("int", "Witness", $"{parameters}{separator}int from", lines.ToString());
        return $"{method}({arguments}{separator}{from})";
    }

    private void Visit(CodeLines lines, Quantifier quantifier, Locals locals)
    {
        Local item = expressions.OpenLoop(lines, quantifier.Variable, quantifier.Domain, locals);
        Code holds = quantifier.Body is { } body ? expressions.Condition(body, locals) : Code.Bool("true");
        Code offends = quantifier.Kind == QuantifierKind.All ? holds.Not() : holds;
        bool isDevice = quantifier.Variable.Type.Sort == Sort.Device;
        string condition = isDevice ? $"{item.Name} >= from && {offends.Operand(Binding.And)}" : offends.Text;
        string result = isDevice ? item.Name
            : quantifier.Body is { } inside ? Find(inside, locals, "from", expected: quantifier.Kind == QuantifierKind.All) ?? "None"
            : "None";
        lines.Line($"if ({condition}) return {result};");
        lines.Close().Line("");
    }
}
