using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Tests.Syntax;

/// <summary>The values of literals.</summary>
public class LiteralsTests
{
    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("42", 42UL)]
    [InlineData("0x2A", 42UL)]
    [InlineData("4K", 4096UL)]
    [InlineData("2M", 2097152UL)]
    [InlineData("1T", 1099511627776UL)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("0xffffffffffffffff", ulong.MaxValue)]
    [InlineData("17179869183G", 18446744072635809792UL)]
    public void Integers(string text, ulong value)
    {
        Assert.True(Literals.TryReadInteger(text, out ulong read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData("17179869184G")]
    [InlineData("0x10000000000000000")]
    public void No_integers(string text) => Assert.False(Literals.TryReadInteger(text, out _));

    [Theory]
    [InlineData("6.12", "6.12.0")]
    [InlineData("5.12.9", "5.12.9")]
    public void Versions(string text, string value)
    {
        Assert.True(Literals.TryReadVersion(text, out Version read));
        Assert.Equal(new Version(value), read);
    }

    [Theory]
    [InlineData("6")]
    [InlineData("6.x")]
    [InlineData("6.1.2.3")]
    public void No_versions(string text) => Assert.False(Literals.TryReadVersion(text, out _));

    [Fact]
    public void Addresses_patterns_and_ids()
    {
        Assert.True(Literals.TryReadAddress("10000:e1:1f.7", out int domain, out int bus, out int device, out int function));
        Assert.Equal((0x10000, 0xe1, 0x1f, 7), (domain, bus, device, function));
        Assert.False(Literals.TryReadAddress("0000:00:20.0", out _, out _, out _, out _));
        Assert.False(Literals.TryReadAddress("0000:00:1f.8", out _, out _, out _, out _));
        Assert.True(Literals.TryReadAddressPattern("0000:01:*", out _, out bus, out int? any));
        Assert.Equal((1, null), (bus, any));
        Assert.True(Literals.TryReadAddressPattern("0000:00:1f.*", out _, out _, out any));
        Assert.Equal(0x1f, any);
        Assert.False(Literals.TryReadAddressPattern("0000:00:1f.0", out _, out _, out _));
        Assert.True(Literals.TryReadDeviceId("8086:105e", out int vendor, out device));
        Assert.Equal((0x8086, 0x105e), (vendor, device));
    }

    [Theory]
    [InlineData("\"a\\\"b\\\\c\\n\\t\"", "a\"b\\c\n\t")]
    [InlineData("\"\"", "")]
    public void Strings(string literal, string text) => Assert.Equal(text, Literals.ReadString(literal));
}
