using Scriban;
using Scriban.Runtime;

namespace Iopol.Compiler.Emit;

/// <summary>A template of this assembly, parsed once. It knows two functions: <c>indent</c> and <c>document</c>.</summary>
internal sealed class CSharpTemplate
{
    private readonly Template template;

    public CSharpTemplate(string name)
    {
        using Stream stream = typeof(CSharpTemplate).Assembly.GetManifestResourceStream($"Iopol.Compiler.Emit.Templates.{name}.sbn")
            ?? throw new InvalidOperationException($"no template {name}");
        using var reader = new StreamReader(stream);
        template = Template.Parse(reader.ReadToEnd().Replace("\r\n", "\n"), name);
        if (template.HasErrors) throw new InvalidOperationException(template.Messages.ToString());
    }

    /// <summary>The template filled from a view.</summary>
    public string Render(View view)
    {
        var functions = new ScriptObject();
        functions.SetValue("indent", DelegateCustomFunction.CreateFunc<string, int, string>((text, levels) => Indent(text, levels, "")), readOnly: true);
        functions.SetValue("document", DelegateCustomFunction.CreateFunc<string, int, string>((text, levels) => Indent(text, levels, "/// ")), readOnly: true);
        // Our own functions instead of Scriban's: they need no System.Text.Json, which a compiler's host may lack, and no reflection.
        var context = new TemplateContext(functions) { StrictVariables = true, LoopLimit = int.MaxValue, LimitToString = int.MaxValue };
        context.PushGlobal(view.Values);
        return template.Render(context);
    }

    private static string Indent(string text, int levels, string prefix)
    {
        string start = new string(' ', 4 * levels) + prefix;
        return string.Join("\n", text.Split('\n').Select(line => line.Length == 0 && prefix.Length == 0 ? "" : (start + line).TrimEnd()));
    }
}
