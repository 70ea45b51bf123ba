using Iopol.Compiler.Symbols;

namespace Iopol.Compiler.Binding;

/// <summary>Kinds of declaration as messages name them.</summary>
internal static class Kinds
{
    /// <summary><c>a rule</c>, <c>an action</c>, <c>a set of drivers</c>.</summary>
    public static string Show(SymbolKind kind) => kind switch
    {
        SymbolKind.DriverSet => "a set of drivers",
        SymbolKind.EnumMember => "a member",
        SymbolKind.PageTable => "a page table",
        SymbolKind.Enum or SymbolKind.Object or SymbolKind.Inverse or SymbolKind.Operation or SymbolKind.Action => $"an {kind.ToString().ToLowerInvariant()}",
        _ => $"a {kind.ToString().ToLowerInvariant()}",
    };
}
