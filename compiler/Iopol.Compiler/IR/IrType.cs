namespace Iopol.Compiler.IR;

/// <summary>What kind of value an expression has.</summary>
public enum Sort
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A count, 0 to 2^31-1.</summary>
    Count,

    /// <summary>An IOVA or a size in bytes, unsigned 64 bits.</summary>
    Address,

    /// <summary>Read, write, both or none.</summary>
    Access,

    /// <summary>A release such as 6.12, ordered; packed as major * 65536 + minor * 256 + patch.</summary>
    Version,

    /// <summary>A member of an enum the model declares.</summary>
    Enum,

    /// <summary>A PCI function.</summary>
    Device,

    /// <summary>An IOMMU group.</summary>
    Group,

    /// <summary>A driver, by name.</summary>
    Driver,

    /// <summary>A user.</summary>
    User,

    /// <summary>What the hardware does with a requester ID's DMA.</summary>
    Context,

    /// <summary>A user's I/O address space.</summary>
    Space,

    /// <summary>An object the model declares.</summary>
    Object,

    /// <summary>Port type of the PCI Express capability.</summary>
    Port,

    /// <summary>The host; there is one.</summary>
    Host,
}

/// <summary>Type of an expression or a state. At run time every value is one 64-bit number; <see cref="Ir.None"/> is the absent one.</summary>
/// <param name="Sort">Kind of value.</param>
/// <param name="Optional">The value may be <c>none</c>.</param>
/// <param name="Enum">The enum, where <paramref name="Sort"/> is <see cref="Sort.Enum"/>.</param>
/// <param name="Object">The object, where <paramref name="Sort"/> is <see cref="Sort.Object"/>.</param>
public sealed record IrType(Sort Sort, bool Optional = false, EnumIR? Enum = null, ObjectIR? Object = null)
{
    /// <summary>Truth values.</summary>
    public static IrType Bool { get; } = new(Sort.Bool);

    /// <summary>Counts.</summary>
    public static IrType Count { get; } = new(Sort.Count);

    /// <summary>IOVAs and sizes.</summary>
    public static IrType Address { get; } = new(Sort.Address);

    /// <summary>A value names something: an argument of such a type is there, unless the type has a <c>?</c>.</summary>
    public bool IsReference => Sort is Sort.Device or Sort.Group or Sort.Driver or Sort.User or Sort.Space or Sort.Object or Sort.Enum;

    /// <summary>The name the type has in source text.</summary>
    public override string ToString() => (Sort switch
    {
        Sort.Enum => Enum!.Name,
        Sort.Object => Object!.Name,
        _ => Sort.ToString().ToLowerInvariant(),
    }) + (Optional ? "?" : "");

    /// <summary>Equal by sort, optionality and the declared name: declarations are unique in a model.</summary>
    public bool Equals(IrType? other) =>
        other is not null && Sort == other.Sort && Optional == other.Optional
        && Enum?.Name == other.Enum?.Name && Object?.Name == other.Object?.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => ((int)Sort * 2) + (Optional ? 1 : 0);
}

/// <summary>Constants of the value encoding, shared by both back ends.</summary>
public static class Ir
{
    /// <summary>The value of <c>none</c>. Bool is 0 or 1; references are dense ids; enums are member indexes; access is 1 read + 2 write (0 is none).</summary>
    public const long None = -1;

    /// <summary>Context: the host's default domain (identity under <c>iommu=pt</c>).</summary>
    public const int ContextDefault = 0;

    /// <summary>Context: no DMA.</summary>
    public const int ContextBlocked = 1;

    /// <summary>Context: DMA untranslated.</summary>
    public const int ContextIdentity = 2;

    /// <summary>Context of space <c>s</c> is <c>ContextFirstSpace + s</c>.</summary>
    public const int ContextFirstSpace = 16;
}
