using Scriban.Runtime;

namespace Iopol.Compiler.Emit;

/// <summary>Values for a template. Only text, truth values, lists and views go in: a template sees no object of ours.</summary>
internal sealed class View
{
    /// <summary>The values by name.</summary>
    public ScriptObject Values { get; } = [];

    /// <summary>C# text, a comment line or a literal.</summary>
    public View With(string name, string text)
    {
        Values.SetValue(name, text, readOnly: true);
        return this;
    }

    /// <summary>A truth value.</summary>
    public View With(string name, bool value)
    {
        Values.SetValue(name, value, readOnly: true);
        return this;
    }

    /// <summary>A list of views.</summary>
    public View With(string name, IEnumerable<View> items)
    {
        var list = new ScriptArray();
        foreach (View item in items) list.Add(item.Values);
        Values.SetValue(name, list, readOnly: true);
        return this;
    }

    /// <summary>A list of texts.</summary>
    public View With(string name, IEnumerable<string> items)
    {
        var list = new ScriptArray();
        foreach (string item in items) list.Add(item);
        Values.SetValue(name, list, readOnly: true);
        return this;
    }
}
