using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Binding;

/// <summary>Texts with one mistake, which stands between <c>[|</c> and <c>|]</c>, set into a small model.</summary>
internal static class Marked
{
    private const string Members = """
            setting kernel: version = 6.12;
            setting strict: bool = false;
            enum kind { one = 1, two }
            object file limit 4;
            rule safe(d: device);
            clause protect(d: device);
            state owner: file? per group;
            state group: group? per file inverse groups_of;
            state count_of: count per device;
            state quiet: bool per host;
            operation open(g: group) by user gives f: file { let made = new file; group[made] = g; owner[g] = made; give f = made; }
            operation close(f: file) by user { require owner[group[f]] is f else EINVAL "not open"; free f; }
            operation wait(d: device) by admin { block until safe(d); }
            action forget(g: group) { owner[g] = none; }
            property fine = all d in devices: safe(d);
        """;

    public static string Model(string members) => $"model M {{\n{Members}\n{members}\n}}\npolicy P for M {{ safe(d) = true; }}\n";

    public static string Operation(string statements) => Model($"operation op(d: device, g: group, f: file, x: address) by user gives ok_: bool {{ {statements} }}");

    public static string Action(string statements) => Model($"action act(d: device, g: group) {{ {statements} }}");

    public static string Condition(string condition) => Operation($"require label: {condition} else EINVAL \"no\";");

    public static string Policy(string members) => $"{Model("").Replace("policy P for M { safe(d) = true; }", "", StringComparison.Ordinal)}policy P for M {{\nsafe(d) = true;\n{members}\n}}\n";

    public static string Extended(string members) => $"{Model("")}policy Q extends P {{\n{members}\n}}\n";

    public static string Test(string steps) => Model("") + $"host h {{ group 1 {{ device 0000:01:00.0; }} }}\ntest \"t\" {{\n{steps}\n}}\n";

    public static string Host(string members) => $"host h {{\n{members}\n}}\n";

    /// <summary>Asserts that the text has this one diagnostic, at the marked place.</summary>
    public static Diagnostic AssertOnly(string id, string message, string marked, params (string Path, string Text)[] others)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        int end = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        Assert.True(start >= 0 && end >= start, "the text marks no place");
        string text = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        Compilation compilation = Bound.Compile(text, others);
        Diagnostic[] errors = [.. compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];

        Assert.True(errors.Length == 1, $"not one error but: {string.Join("; ", errors.Select(e => e.ToString()))}");
        Diagnostic only = errors[0];
        Assert.Equal(id, only.Id);
        Assert.Equal(message, only.Message);
        Assert.Equal(text[start..end], text.Substring(only.Span.Start, only.Span.Length));
        Assert.Equal(TextSpan.FromBounds(start, end), only.Span);
        return only;
    }
}
