using System.Globalization;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Reads numbers, versions, ids and PCI addresses as written.</summary>
internal static class NumberBinder
{
    /// <summary>The largest count.</summary>
    public const long MostCount = int.MaxValue;

    /// <summary>A whole number such as <c>12</c>, <c>0xff</c> or <c>4K</c>, or null where it is malformed, missing or beyond <paramref name="most"/>.</summary>
    public static ulong? Integer(SyntaxToken token, ulong most, BindingSink sink)
    {
        if (token.IsMissing)
        {
            sink.Fail();
            return null;
        }

        if (Literals.TryReadInteger(token.Text, out ulong value) && value <= most) return value;
        sink.Report(BindingDiagnostics.OutOfRange, token.Span, token.Text, $"it may be 0 to {most.ToString(CultureInfo.InvariantCulture)}");
        return null;
    }

    /// <summary>A release such as <c>6.12</c>, packed, or null where a part is beyond its range.</summary>
    public static long? Version(SyntaxToken token, BindingSink sink)
    {
        string text = token.Kind == SyntaxKind.IntegerLiteral ? token.Text + ".0" : token.Text;
        if (Literals.TryReadVersion(text, out Version version) && version is { Major: <= 32767, Minor: <= 255, Build: <= 255 })
        {
            return ((long)version.Major << 16) | (uint)(version.Minor << 8) | (uint)version.Build;
        }

        sink.Report(BindingDiagnostics.OutOfRange, token.Span, token.Text, "a release has a major number up to 32767, and a minor and a patch number up to 255");
        return null;
    }

    /// <summary>A packed PCI address (domain 20 bits, bus 8, device 5, function 3), or null where it is malformed.</summary>
    public static ulong? Address(SyntaxToken token, BindingSink sink)
    {
        if (token.IsMissing)
        {
            sink.Fail();
            return null;
        }

        if (AddressOf(token) is { } address) return address;
        sink.Report(BindingDiagnostics.OutOfRange, token.Span, token.Text, "an address is DOMAIN:BUS:DEVICE.FUNCTION, with a device 00 to 1f and a function 0 to 7");
        return null;
    }

    /// <summary>A packed PCI address, or null where the token is none.</summary>
    public static ulong? AddressOf(SyntaxToken token) =>
        Literals.TryReadAddress(token.Text, out int domain, out int bus, out int device, out int function) ? Pack(domain, bus, device, function) : null;

    /// <summary>A pattern such as <c>0000:01:*</c> or <c>0000:01:00.*</c>: the first address it covers, and the mask of the bits it fixes.</summary>
    public static (ulong First, ulong Mask)? Pattern(SyntaxToken token, BindingSink sink)
    {
        if (Literals.TryReadAddressPattern(token.Text, out int domain, out int bus, out int? device))
        {
            return (Pack(domain, bus, device ?? 0, 0), device is null ? ~0xfful : ~7ul);
        }

        sink.Report(BindingDiagnostics.OutOfRange, token.Span, token.Text, "a device number may be 00 to 1f");
        return null;
    }

    /// <summary>Vendor and device of an id such as <c>8086:105e</c>.</summary>
    public static (int Vendor, int Device)? Id(SyntaxToken token, BindingSink sink)
    {
        if (!token.IsMissing && Literals.TryReadDeviceId(token.Text, out int vendor, out int device)) return (vendor, device);
        sink.Fail();
        return null;
    }

    /// <summary>An address as Linux writes it.</summary>
    public static string Show(ulong packed) =>
        string.Format(CultureInfo.InvariantCulture, "{0:x4}:{1:x2}:{2:x2}.{3}", packed >> 16, (packed >> 8) & 0xff, (packed >> 3) & 0x1f, packed & 7);

    private static ulong Pack(int domain, int bus, int device, int function) =>
        ((ulong)domain << 16) | ((ulong)bus << 8) | ((ulong)device << 3) | (uint)function;
}
