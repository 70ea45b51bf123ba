namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>Parts of a host's state: what a term reads, or a statement changes.</summary>
internal sealed class Changes
{
    private readonly HashSet<int> states = [];
    private Part parts;

    [Flags]
    internal enum Part
    {
        /// <summary>Nothing that statements change.</summary>
        None = 0,

        /// <summary>The drivers of devices.</summary>
        Driver = 1,

        /// <summary>The driver overrides of devices.</summary>
        Override = 2,

        /// <summary>Contexts in effect.</summary>
        Context = 4,

        /// <summary>Which user can reach which device.</summary>
        Access = 8,

        /// <summary>The mappings of spaces.</summary>
        Mappings = 16,

        /// <summary>Which objects and spaces there are.</summary>
        Objects = 32,

        /// <summary>Anything at all.</summary>
        Everything = 64,
    }

    public bool IsEmpty => parts == Part.None && states.Count == 0;

    public void Add(Part part) => parts |= part;

    public void AddState(int state) => states.Add(state);

    public void Add(Changes other)
    {
        parts |= other.parts;
        states.UnionWith(other.states);
    }

    /// <summary>One changes what the other reads.</summary>
    public bool Meets(Changes other)
    {
        if (IsEmpty || other.IsEmpty) return false;
        return ((parts | other.parts) & Part.Everything) != 0 || (parts & other.parts) != 0 || states.Overlaps(other.states);
    }
}
