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

    /// <summary>Writes the class of a policy.</summary>
    public static EmittedFile Emit(PolicyIR policy, EmitOptions options)
    {
        string name = CSharpText.Pascal(options.ClassName ?? policy.Name);
        // What a body asks for says what assignments elsewhere have to bring up to date, so bodies are written twice.
        var directives = new LineDirectives(options.LinePath);
        var draft = new ClassWriter(policy, name, new HashSet<int>(), directives);
        Bodies(draft);
        var @class = new ClassWriter(policy, name, new HashSet<int>(draft.Facets.Counters.SelectMany(c => c.DependsOn.States)), directives);
        (View rules, View operations, View tables) = Bodies(@class);
        View state = StateViews.Of(@class, name);

        var shell = new View()
            .With("source", CSharpText.Comment(policy.Place.Path.Replace('\\', '/')))
            .With("namespace", CSharpText.Namespace(options.Namespace))
            .With("visibility", options.Visibility == ClassVisibility.Public ? "public" : "internal")
            .With("class", name)
            .With("doc", Summary(policy.Documentation, $"Policy {policy.Name} for {policy.ModelName}."))
            .With("sections", new[]
            {
                Types.Render(TypeViews.Of(@class, name)),
                State.Render(state),
                Operations.Render(operations),
                Rules.Render(rules),
                Tables.Render(tables),
            });
        return new EmittedFile(name + ".g.cs", Shell.Render(shell).Replace("\r\n", "\n"));
    }

    // Rules come before their callers, so that what a rule keeps is computed before what calls the rule.
    private static (View Rules, View Operations, View Tables) Bodies(ClassWriter @class)
    {
        View rules = RuleViews.Of(@class);
        View operations = OperationViews.Of(@class);
        return (rules, operations, TableViews.Of(@class));
    }

    /// <summary>A summary element of XML documentation, as lines without slashes.</summary>
    internal static string Summary(string documentation, string otherwise)
    {
        string[] lines = [.. CSharpText.Documentation(documentation.Trim().Length == 0 ? otherwise : documentation.Trim())];
        return lines.Length == 1 ? $"<summary>{lines[0]}</summary>" : $"<summary>\n{string.Join("\n", lines)}\n</summary>";
    }
}
