using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>
/// The second back end: a policy as a C# class on the runtime, specialised to what the policy says. The text depends on
/// the policy and the options only, so that the same input gives the same bytes on every machine.
/// </summary>
public static class PolicyEmitter
{
    private static readonly CSharpTemplate Shell = new("policy");
    private static readonly CSharpTemplate Types = new("types");
    private static readonly CSharpTemplate State = new("state");
    private static readonly CSharpTemplate Operations = new("operations");
    private static readonly CSharpTemplate Rules = new("rules");
    private static readonly CSharpTemplate Tables = new("tables");

    /// <summary>The name of the class of a policy or a page table, unless <see cref="EmitOptions.ClassName"/> gives another.</summary>
    /// <param name="name">The declared name.</param>
    public static string ClassName(string name) => CSharpText.Pascal(name);

    /// <summary>Writes the class of a policy.</summary>
    public static EmittedFile Emit(PolicyIR policy, EmitOptions options)
    {
        string name = ClassName(options.ClassName ?? policy.Name);
        var @class = new ClassWriter(policy, name, new LineDirectives(options.LinePath));
        // Rules come before their callers, so that what a rule keeps is computed before what calls the rule.
        View rules = RuleViews.Of(@class);
        View operations = OperationViews.Of(@class);
        View tables = TableViews.Of(@class);
        // What is to be kept up to date is known now.
        HashSet<int> counted = [.. @class.Facets.Counters.SelectMany(c => c.DependsOn.States)];
        View state = StateViews.Of(@class, name, counted);

        var shell = new View()
            .With("source", CSharpText.Comment(policy.Place.Path.Replace('\\', '/')))
            .With("namespace", CSharpText.Namespace(options.Namespace))
            .With("visibility", options.Visibility == ClassVisibility.Public ? "public" : "internal")
            .With("class", name)
            .With("drivers", string.Join(", ", policy.DriverNames.Select(CSharpText.Literal)))
            .With("doc", Summary(policy.Documentation, $"Policy {policy.Name} for {policy.ModelName}."));
        string text = Shell.Render(
            shell, counted.Contains, (Types, TypeViews.Of(@class, name)), (State, state), (Operations, operations), (Rules, rules), (Tables, tables));
        return new EmittedFile(name + ".g.cs", text);
    }

    /// <summary>A summary element of XML documentation, as lines without slashes.</summary>
    internal static string Summary(string documentation, string otherwise)
    {
        string[] lines = [.. CSharpText.Documentation(documentation.Trim().Length == 0 ? otherwise : documentation.Trim())];
        return lines.Length == 1 ? $"<summary>{lines[0]}</summary>" : $"<summary>\n{string.Join("\n", lines)}\n</summary>";
    }
}
