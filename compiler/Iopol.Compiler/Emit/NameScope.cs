namespace Iopol.Compiler.Emit;

/// <summary>Names taken in a piece of C#; a name that is taken gets a number.</summary>
internal sealed class NameScope
{
    private readonly NameScope? outer;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>An empty scope, inside another one where given: its names are taken too.</summary>
    public NameScope(NameScope? outer = null, params string[] reserved)
    {
        this.outer = outer;
        taken.UnionWith(reserved);
    }

    /// <summary>Takes the name, or the first of <c>name2</c>, <c>name3</c> … that is free.</summary>
    public string Claim(string wanted)
    {
        string name = wanted;
        for (int number = 2; IsTaken(name); number++) name = wanted + Invariant.Text(number);
        taken.Add(name.TrimStart('@'));
        return name;
    }

    private bool IsTaken(string name) => taken.Contains(name.TrimStart('@')) || outer?.IsTaken(name) == true;
}
