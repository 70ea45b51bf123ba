using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Types of the language as C#.</summary>
internal static class ValueTypes
{
    private const string Enforcement = "global::Iopol.Runtime.Enforcement.";

    /// <summary>How emitted code holds a value of the type.</summary>
    public static Representation Held(IrType type) => type.Sort switch
    {
        Sort.Bool when !type.Optional => Representation.Bool,
        Sort.Address => Representation.Address,
        _ => Representation.Int,
    };

    /// <summary>The C# keyword of a representation.</summary>
    public static string Keyword(Representation representation) => representation switch
    {
        Representation.Bool => "bool",
        Representation.Address => "ulong",
        _ => "int",
    };

    /// <summary>A value in the value encoding as a C# literal.</summary>
    public static string Literal(long value, Representation representation) => representation switch
    {
        Representation.Bool => value != 0 ? "true" : "false",
        Representation.Address => value == Ir.None ? "ulong.MaxValue" : Invariant.Hex((ulong)value) + "UL",
        _ => value == Ir.None ? "None" : Invariant.Text(Math.Max(int.MinValue, Math.Min(int.MaxValue, value))),
    };

    /// <summary>A packed release.</summary>
    public static string Release(long packed) => (packed & 0xff) == 0
        ? $"Release({Invariant.Text(packed >> 16)}, {Invariant.Text((packed >> 8) & 0xff)})"
        : $"Release({Invariant.Text(packed >> 16)}, {Invariant.Text((packed >> 8) & 0xff)}, {Invariant.Text(packed & 0xff)})";

    /// <summary>The value of something absent: false, 0 or none.</summary>
    public static long Absent(IrType type) => type.Sort is Sort.Bool or Sort.Count or Sort.Address or Sort.Access or Sort.Version ? 0 : Ir.None;

    /// <summary>A value held by emitted code as <c>long</c>, in the value encoding.</summary>
    public static string ToLong(Code code) => code.As switch
    {
        Representation.Bool => $"{code.Operand(Binding.Equality)} ? 1 : 0",
        Representation.Address => $"(long){code.Operand(Binding.Unary)}",
        _ => code.Text,
    };

    /// <summary>A <c>long</c> in the value encoding as emitted code holds it; what fits no id becomes an id that is never valid.</summary>
    public static string FromLong(string text, IrType type) => Held(type) switch
    {
        Representation.Bool => $"{text} != 0",
        Representation.Address => $"(ulong){text}",
        _ => $"Id({text})",
    };

    /// <summary>The C# type callers see, without optionality.</summary>
    public static string Public(IrType type, MemberNames names) => type.Sort switch
    {
        Sort.Bool => "bool",
        Sort.Address => "ulong",
        Sort.Access => Enforcement + "AccessRights",
        Sort.Enum => names.Enum(type.Enum!),
        Sort.Device => Enforcement + "DeviceId",
        Sort.Group => Enforcement + "GroupId",
        Sort.Driver => Enforcement + "DriverId",
        Sort.User => Enforcement + "UserId",
        Sort.Space => Enforcement + "SpaceId",
        Sort.Object => names.Object(type.Object!),
        Sort.Port => "global::Iopol.Runtime.Facts.PciePort",
        _ => "int",
    };

    /// <summary>The C# type callers see.</summary>
    public static string PublicOptional(IrType type, MemberNames names) => Public(type, names) + (type.Optional ? "?" : "");

    /// <summary>A value of the public type, as emitted code holds it.</summary>
    public static string FromPublic(string name, IrType type) => (IsId(type), type.Optional) switch
    {
        (true, true) => $"{name}?.Value ?? None",
        (true, false) => $"{name}.Value",
        (false, true) => type.Sort switch
        {
            Sort.Bool => $"{name} is {{ }} known ? (known ? 1 : 0) : None",
            Sort.Address => $"{name} ?? ulong.MaxValue",
            _ => $"(int?){name} ?? None",
        },
        _ => type.Sort is Sort.Access or Sort.Enum or Sort.Port ? $"(int){name}" : name,
    };

    /// <summary>A value emitted code holds, as the public type; the text stands for a variable.</summary>
    public static string ToPublic(string name, IrType type, MemberNames names)
    {
        string made = IsId(type) ? $"new {Public(type, names)}({name})"
            : type.Sort == Sort.Bool && type.Optional ? $"{name} != 0"
            : type.Sort is Sort.Access or Sort.Enum or Sort.Port ? $"({Public(type, names)}){name}"
            : name;
        if (!type.Optional) return made;
        string isNone = type.Sort == Sort.Address ? $"{name} == ulong.MaxValue" : $"{name} < 0";
        return $"{isNone} ? null : {made}";
    }

    private static bool IsId(IrType type) => type.Sort is Sort.Device or Sort.Group or Sort.Driver or Sort.User or Sort.Space or Sort.Object;
}
