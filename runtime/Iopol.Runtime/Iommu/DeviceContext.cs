using System.Globalization;

namespace Iopol.Runtime.Iommu;

/// <summary>What a context entry says about the DMA of a requester ID.</summary>
public enum ContextKind : byte
{
    /// <summary>There is no entry: DMA faults.</summary>
    None,

    /// <summary>DMA faults.</summary>
    Blocked,

    /// <summary>DMA passes untranslated.</summary>
    Identity,

    /// <summary>DMA is translated by the page table of a domain.</summary>
    Translated,
}

/// <summary>The content of a context entry: one value of 8 bytes, which is read and written in one piece.</summary>
public readonly record struct DeviceContext
{
    private const int DomainShift = 8;

    private DeviceContext(ulong value) => Value = value;

    /// <summary>No entry.</summary>
    public static DeviceContext None => default;

    /// <summary>DMA faults.</summary>
    public static DeviceContext Blocked => new((ulong)ContextKind.Blocked);

    /// <summary>DMA passes untranslated.</summary>
    public static DeviceContext Identity => new((ulong)ContextKind.Identity);

    /// <summary>What it says.</summary>
    public ContextKind Kind => KindOf(Value);

    /// <summary>ID of the domain of a <see cref="ContextKind.Translated"/> context; 0 for the others.</summary>
    public int DomainId => DomainOf(Value);

    internal ulong Value { get; }

    /// <summary><c>none</c>, <c>blocked</c>, <c>identity</c>, or <c>domain 5</c>.</summary>
    public override string ToString() => Kind switch
    {
        ContextKind.None => "none",
        ContextKind.Blocked => "blocked",
        ContextKind.Identity => "identity",
        _ => string.Create(CultureInfo.InvariantCulture, $"domain {DomainId}"),
    };

    internal static DeviceContext Translated(int domainId) => new((ulong)ContextKind.Translated | ((ulong)domainId << DomainShift));

    internal static DeviceContext Of(ulong value) => new(value);

    internal static ContextKind KindOf(ulong value) => (ContextKind)(byte)value;

    internal static int DomainOf(ulong value) => (int)(value >> DomainShift);
}
