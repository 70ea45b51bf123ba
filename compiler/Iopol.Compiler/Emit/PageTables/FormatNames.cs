using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>C# names of a page-table format's class and what it has.</summary>
internal sealed class FormatNames
{
    private static readonly string[] OfObject =
        ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "PrintMembers", "EqualityContract", "Deconstruct", "Clone"];

    // Members of the base class and those every emitted class has: a class may not have a member's name, nor a member of its base's.
    private static readonly string[] OfPageTable =
    [
        "PageTable", "Memory", "Layout", "Root", "Faults", "Translate", "TranslateMany", "TranslateRange", "Walk", "WalkSteps", "Peek", "Decode", "TableEntry",
        "LeafEntry", "Refuses", "Masks", "MasksAt", "SetMasks", "SetPlainMasks", "HasTop", "Top", "TopPosition", "TopOffsets", "EntryAddress", "CodedAddress", "NoAddress", "Output",
        "Encoded", "Below", "Exceeds", "IsSkipped", "IsOutside", "IsRefused", "Passes", "Entry4", "Entry8", "Top4", "Top8", "MostRestarts", "TryReadEntry",
        "TryUpdateEntry", "CodedSizeBits", "SettleLeafSizes",
        "Create", "EntryKind", "LevelNumbers", "IndexCounts", "AllFaults", "AllLeafSizes", "options", "wide", "LayoutOf", "InputOf", "TableMask", "LeafMask",
        "WideMask", "MayEnter", "AddressIn", "ReservedBits", "SizeBits", "IsMisaligned", "NextPosition", "None",
    ];

    private readonly Dictionary<int, string> kinds = [];
    private readonly Dictionary<int, string> options = [];
    private readonly Dictionary<string, string> paths = new(StringComparer.Ordinal);
    private readonly NameScope members = new(null, [.. OfObject, .. OfPageTable]);

    /// <summary>Names of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="className">Name of its class, not yet an identifier; null for the format's.</param>
    public FormatNames(PageTableIR format, string? className)
    {
        Class = members.Claim(CSharpText.Pascal(className ?? format.Name));
        Options = Class + "Options";
        foreach (KindIR kind in format.Kinds) kinds[kind.Index] = members.Claim(CSharpText.Pascal(kind.Name));
        var scope = new NameScope(null, [.. OfObject, Options, "Check"]);
        foreach (OptionIR option in format.Options) options[option.Index] = scope.Claim(CSharpText.Pascal(option.Name));
    }

    /// <summary>The class of the format.</summary>
    public string Class { get; }

    /// <summary>The record of its options.</summary>
    public string Options { get; }

    /// <summary>The class of a shape.</summary>
    public string Shape(int levels) => $"{Class}Levels{Invariant.Text(levels)}";

    /// <summary>A member of the class.</summary>
    public string Member(string wanted) => members.Claim(wanted);

    /// <summary>The kind's name, unique among the members.</summary>
    public string Kind(KindIR kind) => kinds[kind.Index];

    /// <summary>The option's property.</summary>
    public string Option(OptionIR option) => options[option.Index];

    /// <summary>The local variable that holds a field over the whole path.</summary>
    public string Path(PathCondition path)
    {
        string wanted = (path.Every ? "every" : "some") + CSharpText.Pascal(path.Field.Name);
        string key = (path.Every ? "every " : "some ") + path.Field.Name;
        if (!paths.TryGetValue(key, out string? name)) paths.Add(key, name = members.Claim(wanted));
        return name;
    }
}
