using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Iopol.Compiler.Emit;

/// <summary>
/// A template of this assembly, parsed once. It knows the functions <c>indent</c> and <c>document</c>, and where it is the frame of
/// a file <c>sections</c>, which writes the templates inside it.
/// </summary>
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

    /// <summary>The template filled from a view, around other templates filled from theirs.</summary>
    /// <param name="view">Its values.</param>
    /// <param name="setters">Settles what assignments had to leave open.</param>
    /// <param name="sections">What is inside it.</param>
    public string Render(View view, Func<int, bool> setters, params (CSharpTemplate Template, View View)[] sections)
    {
        var functions = new ScriptObject(3);
        functions.SetValue("indent", new TextFunction(Indent), readOnly: true);
        functions.SetValue("document", new TextFunction(Document), readOnly: true);
        functions.SetValue("sections", new SectionsFunction(sections), readOnly: true);
        // Our own functions instead of Scriban's: they need no System.Text.Json, which a compiler's host may lack, and no reflection.
        var context = new TemplateContext(functions) { StrictVariables = true, LoopLimit = int.MaxValue, LimitToString = int.MaxValue };
        // One output for all: where each section made a text of its own, the collector was busier than the templates.
        var output = new CSharpOutput(setters);
        context.PushOutput(output);
        Write(context, this, view);
        return output.Text;
    }

    private static void Write(TemplateContext context, CSharpTemplate template, View view)
    {
        context.PushGlobal(view.Values);
        context.Evaluate(template.template.Page!);
        context.PopGlobal();
    }

    private static void Indent(TemplateContext context, string text, int levels)
    {
        string indent = Spaces(levels);
        foreach ((int start, int length) in Lines(text))
        {
            if (start > 0) context.Write("\n");
            if (length == 0) continue;
            context.Write(indent);
            context.Write(text, start, length);
        }
    }

    private static void Document(TemplateContext context, string text, int levels)
    {
        string indent = Spaces(levels);
        foreach ((int start, int length) in Lines(text))
        {
            if (start > 0) context.Write("\n");
            context.Write(indent);
            context.Write(length == 0 ? "///" : "/// ");
            context.Write(text, start, length);
        }
    }

    private static string Spaces(int levels) => levels switch { 0 => "", 1 => "    ", 2 => "        ", _ => new string(' ', 4 * levels) };

    // Without the white space at their ends.
    private static IEnumerable<(int Start, int Length)> Lines(string text)
    {
        int start = 0;
        while (start <= text.Length)
        {
            int end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            int last = end;
            while (last > start && char.IsWhiteSpace(text[last - 1])) last--;
            yield return (start, last - start);
            start = end + 1;
        }
    }

    /// <summary>A function of a text and a number of levels, which writes.</summary>
    private sealed class TextFunction(Action<TemplateContext, string, int> write) : TemplateFunction(2)
    {
        protected override void Write(TemplateContext context, ScriptArray arguments) => write(context, (string)arguments[0]!, (int)arguments[1]!);

        public override ScriptParameterInfo GetParameterInfo(int index) => index == 0 ? new(typeof(string), "text") : new(typeof(int), "levels");
    }

    private sealed class SectionsFunction((CSharpTemplate Template, View View)[] sections) : TemplateFunction(0)
    {
        protected override void Write(TemplateContext context, ScriptArray arguments)
        {
            foreach ((CSharpTemplate template, View view) in sections) CSharpTemplate.Write(context, template, view);
        }

        public override ScriptParameterInfo GetParameterInfo(int index) => throw new ArgumentOutOfRangeException(nameof(index));
    }

    /// <summary>A function that writes and has no value. Scriban's own functions of delegates are called by reflection.</summary>
    private abstract class TemplateFunction(int parameters) : IScriptCustomFunction
    {
        public int RequiredParameterCount => parameters;

        public int ParameterCount => parameters;

        public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

        public Type ReturnType => typeof(object);

        public abstract ScriptParameterInfo GetParameterInfo(int index);

        public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
        {
            Write(context, arguments);
            return null;
        }

        public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
            new(Invoke(context, callerContext, arguments, blockStatement));

        protected abstract void Write(TemplateContext context, ScriptArray arguments);
    }
}
