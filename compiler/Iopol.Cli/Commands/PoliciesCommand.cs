using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol policies</c>: what is shipped.</summary>
internal static class PoliciesCommand
{
    public static Command Create(Session session)
    {
        var name = new Argument<string?>("NAME") { Description = "One of them", Arity = ArgumentArity.ZeroOrOne };
        var source = new Option<bool>("--source") { Description = "Print the text of NAME" };
        Option<string> format = Choices.Format("text", "json");
        var verb = new Verb("policies", "Lists the policies that are shipped with the tool.",
            new Example("iopol policies", "all of them, with their models and settings"),
            new Example("iopol policies linux-6-vfio --source", "the text, to read or to learn the language from"))
        {
            Arguments = { name },
            Options = { source, format },
        };
        verb.Does(result =>
        {
            string? wanted = result.GetValue(name);
            if (result.GetValue(source))
            {
                string file = wanted ?? throw CommandFailure.Unusable("--source needs the name of a policy", "iopol policies lists them.");
                session.Output.Write(PolicySource.ShippedText(file).ToString());
                return ExitCode.Fine;
            }

            IReadOnlyList<string> names = wanted is null ? PolicySource.ShippedNames : [PolicySource.ShippedName(wanted)];
            (string File, PolicyIR Policy)[] shipped = [.. names.SelectMany(n => PolicySource.Own(PolicySource.CompileWithoutErrors(session, [ShippedLibrary.Scheme + n])).Select(p => (n, p)))];
            if (result.GetValue(format) == "json") WriteJson(session, shipped);
            else WriteText(session.Screen, shipped);
            return ExitCode.Fine;
        });
        return verb;
    }

    private static void WriteText(Screen screen, IEnumerable<(string File, PolicyIR Policy)> shipped)
    {
        bool first = true;
        foreach ((string file, PolicyIR policy) in shipped)
        {
            if (!first) screen.Line();
            first = false;
            screen.Line(new Ink(file, Tone.Strong), $"  policy {policy.Name} for {policy.ModelName}");
            if (policy.Documentation.Length > 0) screen.Wrapped(2, 2, FirstParagraph(policy.Documentation));
            screen.Rows(4, [.. policy.Settings.Select(s => new[] { new Ink($"--set {s.Name}={Settings.Show(s)}", Tone.Command), new Ink(FirstParagraph(s.Documentation)) })]);
        }
    }

    private static void WriteJson(Session session, IEnumerable<(string File, PolicyIR Policy)> shipped) => JsonText.Document(session, json =>
    {
        json.WriteStartArray();
        foreach ((string file, PolicyIR policy) in shipped)
        {
            json.WriteStartObject();
            json.WriteString("name", file);
            json.WriteString("policy", policy.Name);
            json.WriteString("model", policy.ModelName);
            json.WriteString("documentation", policy.Documentation);
            json.WriteStartArray("settings");
            foreach (SettingIR setting in policy.Settings)
            {
                json.WriteStartObject();
                json.WriteString("name", setting.Name);
                json.WriteString("value", Settings.Show(setting));
                json.WriteString("documentation", setting.Documentation);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string FirstParagraph(string documentation)
    {
        int end = documentation.IndexOf("\n\n", StringComparison.Ordinal);
        return (end < 0 ? documentation : documentation[..end]).Replace('\n', ' ').Trim();
    }
}
