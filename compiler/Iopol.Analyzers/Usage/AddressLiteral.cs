using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>A PCI address that the text of a program gives in full.</summary>
internal static class AddressLiteral
{
    /// <summary>Whether an expression makes an address of constants.</summary>
    public static bool Is(IOperation? operation, PolicyTypes types) => Text(operation, types) is not null || Parts(operation, types) is not null;

    /// <summary>The address, packed; null where the expression is none of constants, or of constants that are no address.</summary>
    public static ulong? Value(IOperation? operation, PolicyTypes types) =>
        Text(operation, types) is { } text ? PciAddress.Read(text) : Parts(operation, types) is { } parts ? PciAddress.Pack(parts[0], parts[1], parts[2], parts[3]) : null;

    private static string? Text(IOperation? operation, PolicyTypes types) =>
        BodyFacts.Plain(operation) is IInvocationOperation { TargetMethod: { Name: "Parse", IsStatic: true } method, Arguments: { Length: 1 } arguments }
        && PolicyTypes.Same(method.ContainingType, types.BusAddress)
        && arguments[0].Value.ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static int[]? Parts(IOperation? operation, PolicyTypes types)
    {
        if (BodyFacts.Plain(operation) is not IObjectCreationOperation { Arguments: { Length: 4 } arguments } made || !PolicyTypes.Same(made.Type, types.BusAddress)) return null;
        int[] parts = [.. arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => a.Value.ConstantValue).Where(c => c is { HasValue: true, Value: int }).Select(c => (int)c.Value!)];
        return parts.Length == 4 ? parts : null;
    }
}
