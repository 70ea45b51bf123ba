namespace Iopol.Runtime.PageTables;

/// <summary>Which IOVAs a table can mean anything for: those with <c>((iova + Bias) &amp; Outside) == 0</c>.</summary>
/// <param name="Bias">Added first, wrapping.</param>
/// <param name="Outside">Bits that must then be 0.</param>
public readonly record struct InputRule(ulong Bias, ulong Outside)
{
    /// <summary>The bits above the width are 0.</summary>
    /// <param name="width">Bits of an IOVA, 1 to 64.</param>
    public static InputRule Zeros(int width) => new(0, Above(width));

    /// <summary>The bits above the width equal its highest.</summary>
    /// <inheritdoc cref="Zeros"/>
    public static InputRule Sign(int width) => new(1UL << (width - 1), Above(width));

    /// <summary>The bits above the width are 1.</summary>
    /// <inheritdoc cref="Zeros"/>
    public static InputRule Ones(int width) => new(width == 64 ? 0 : 1UL << width, Above(width));

    /// <summary>The same rule where nobody looks at some bits.</summary>
    public InputRule Ignoring(ulong bits) => this with { Outside = Outside & ~bits };

    /// <summary>The IOVA can mean nothing.</summary>
    public bool IsOutside(ulong iova) => unchecked((iova + Bias) & Outside) != 0;

    private static ulong Above(int width) => width == 64 ? 0 : ulong.MaxValue << width;
}
