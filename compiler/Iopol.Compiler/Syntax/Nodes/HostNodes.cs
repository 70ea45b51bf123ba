namespace Iopol.Compiler.Syntax;

/// <summary><c>boot { iommu = pt; }</c></summary>
public sealed class BootBlockSyntax : HostMemberSyntax
{
    internal BootBlockSyntax(SyntaxToken bootKeyword, SyntaxToken openBrace, IReadOnlyList<HostOptionSyntax> options, SyntaxToken closeBrace)
        : base(SyntaxKind.BootBlock, bootKeyword, openBrace, options, closeBrace)
    {
        BootKeyword = bootKeyword;
        OpenBrace = openBrace;
        Options = options;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>boot</c>.</summary>
    public SyntaxToken BootKeyword { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>The boot options, in order.</summary>
    public IReadOnlyList<HostOptionSyntax> Options { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>NAME = value;</c></summary>
public sealed class HostOptionSyntax : HostMemberSyntax
{
    internal HostOptionSyntax(SyntaxToken name, SyntaxToken equalsToken, ExpressionSyntax value, SyntaxToken semicolon)
        : base(SyntaxKind.HostOption, name, equalsToken, value, semicolon)
    {
        Name = name;
        EqualsToken = equalsToken;
        Value = value;
        Semicolon = semicolon;
    }

    /// <summary>The option.</summary>
    public SyntaxToken Name { get; }

    /// <summary>The <c>=</c>.</summary>
    public SyntaxToken EqualsToken { get; }

    /// <summary>A literal or a name.</summary>
    public ExpressionSyntax Value { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary><c>group INT { … }</c></summary>
public sealed class GroupBlockSyntax : HostMemberSyntax
{
    internal GroupBlockSyntax(SyntaxToken groupKeyword, SyntaxToken number, SyntaxToken openBrace, IReadOnlyList<HostDeviceSyntax> devices, SyntaxToken closeBrace)
        : base(SyntaxKind.GroupBlock, groupKeyword, number, openBrace, devices, closeBrace)
    {
        GroupKeyword = groupKeyword;
        Number = number;
        OpenBrace = openBrace;
        Devices = devices;
        CloseBrace = closeBrace;
    }

    /// <summary>The word <c>group</c>.</summary>
    public SyntaxToken GroupKeyword { get; }

    /// <summary>The number of the group.</summary>
    public SyntaxToken Number { get; }

    /// <summary>The opening <c>{</c>.</summary>
    public SyntaxToken OpenBrace { get; }

    /// <summary>Its devices, in order.</summary>
    public IReadOnlyList<HostDeviceSyntax> Devices { get; }

    /// <summary>The closing <c>}</c>.</summary>
    public SyntaxToken CloseBrace { get; }
}

/// <summary><c>device ADDRESS attributes;</c></summary>
public sealed class HostDeviceSyntax : HostMemberSyntax
{
    internal HostDeviceSyntax(SyntaxToken deviceKeyword, SyntaxToken address, IReadOnlyList<DeviceAttributeSyntax> attributes, SyntaxToken semicolon)
        : base(SyntaxKind.HostDevice, deviceKeyword, address, attributes, semicolon)
    {
        DeviceKeyword = deviceKeyword;
        Address = address;
        Attributes = attributes;
        Semicolon = semicolon;
    }

    /// <summary>The word <c>device</c>.</summary>
    public SyntaxToken DeviceKeyword { get; }

    /// <summary>Where it is.</summary>
    public SyntaxToken Address { get; }

    /// <summary>What is known about it.</summary>
    public IReadOnlyList<DeviceAttributeSyntax> Attributes { get; }

    /// <summary>The closing <c>;</c>.</summary>
    public SyntaxToken Semicolon { get; }
}

/// <summary>A fact in the words of a selector: <c>id</c>, <c>subsystem</c>, <c>class</c>, <c>port</c>, <c>driver</c>, <c>has</c></summary>
public sealed class FactAttributeSyntax : DeviceAttributeSyntax
{
    internal FactAttributeSyntax(SelectorSyntax fact)
        : base(SyntaxKind.FactAttribute, [fact])
    {
        Fact = fact;
    }

    /// <summary>The term; it states what a selector would ask for.</summary>
    public SelectorSyntax Fact { get; }
}

/// <summary><c>header 1</c></summary>
public sealed class HeaderAttributeSyntax : DeviceAttributeSyntax
{
    internal HeaderAttributeSyntax(SyntaxToken headerKeyword, SyntaxToken type)
        : base(SyntaxKind.HeaderAttribute, headerKeyword, type)
    {
        HeaderKeyword = headerKeyword;
        Type = type;
    }

    /// <summary>The word <c>header</c>.</summary>
    public SyntaxToken HeaderKeyword { get; }

    /// <summary>The header type.</summary>
    public SyntaxToken Type { get; }
}

/// <summary><c>multifunction</c></summary>
public sealed class MultifunctionAttributeSyntax : DeviceAttributeSyntax
{
    internal MultifunctionAttributeSyntax(SyntaxToken multifunctionKeyword)
        : base(SyntaxKind.MultifunctionAttribute, [multifunctionKeyword])
    {
        MultifunctionKeyword = multifunctionKeyword;
    }

    /// <summary>The word <c>multifunction</c>.</summary>
    public SyntaxToken MultifunctionKeyword { get; }
}

/// <summary><c>bridge 1..3</c></summary>
public sealed class BridgeAttributeSyntax : DeviceAttributeSyntax
{
    internal BridgeAttributeSyntax(SyntaxToken bridgeKeyword, SyntaxToken secondary, SyntaxToken dots, SyntaxToken subordinate)
        : base(SyntaxKind.BridgeAttribute, bridgeKeyword, secondary, dots, subordinate)
    {
        BridgeKeyword = bridgeKeyword;
        Secondary = secondary;
        Dots = dots;
        Subordinate = subordinate;
    }

    /// <summary>The word <c>bridge</c>.</summary>
    public SyntaxToken BridgeKeyword { get; }

    /// <summary>The bus behind the bridge.</summary>
    public SyntaxToken Secondary { get; }

    /// <summary>The <c>..</c> between the ends.</summary>
    public SyntaxToken Dots { get; }

    /// <summary>The last bus behind the bridge.</summary>
    public SyntaxToken Subordinate { get; }
}

/// <summary><c>acs { SV RR CR UF }</c> or <c>acs none</c></summary>
public sealed class AcsAttributeSyntax : DeviceAttributeSyntax
{
    internal AcsAttributeSyntax(SyntaxToken acsKeyword, SyntaxToken? openBrace, IReadOnlyList<SyntaxToken> controls, SyntaxToken? closeBrace, SyntaxToken? noneKeyword)
        : base(SyntaxKind.AcsAttribute, acsKeyword, openBrace, controls, closeBrace, noneKeyword)
    {
        AcsKeyword = acsKeyword;
        OpenBrace = openBrace;
        Controls = controls;
        CloseBrace = closeBrace;
        NoneKeyword = noneKeyword;
    }

    /// <summary>The word <c>acs</c>.</summary>
    public SyntaxToken AcsKeyword { get; }

    /// <summary>The opening <c>{</c>, if controls are listed.</summary>
    public SyntaxToken? OpenBrace { get; }

    /// <summary>The controls that are on.</summary>
    public IReadOnlyList<SyntaxToken> Controls { get; }

    /// <summary>The closing <c>}</c>, if controls are listed.</summary>
    public SyntaxToken? CloseBrace { get; }

    /// <summary>The word <c>none</c> of a device without the capability.</summary>
    public SyntaxToken? NoneKeyword { get; }
}

/// <summary><c>alias 0000:01:00.0</c></summary>
public sealed class AliasAttributeSyntax : DeviceAttributeSyntax
{
    internal AliasAttributeSyntax(SyntaxToken aliasKeyword, SyntaxToken address)
        : base(SyntaxKind.AliasAttribute, aliasKeyword, address)
    {
        AliasKeyword = aliasKeyword;
        Address = address;
    }

    /// <summary>The word <c>alias</c>.</summary>
    public SyntaxToken AliasKeyword { get; }

    /// <summary>The requester ID it also uses.</summary>
    public SyntaxToken Address { get; }
}

/// <summary><c>direct-map</c></summary>
public sealed class DirectMapAttributeSyntax : DeviceAttributeSyntax
{
    internal DirectMapAttributeSyntax(SyntaxToken directMapKeyword)
        : base(SyntaxKind.DirectMapAttribute, [directMapKeyword])
    {
        DirectMapKeyword = directMapKeyword;
    }

    /// <summary>The word <c>directmap</c>.</summary>
    public SyntaxToken DirectMapKeyword { get; }
}

/// <summary><c>reserved msi 0xfee00000..0xfeefffff</c></summary>
public sealed class ReservedAttributeSyntax : DeviceAttributeSyntax
{
    internal ReservedAttributeSyntax(SyntaxToken reservedKeyword, SyntaxToken region, SyntaxToken first, SyntaxToken dots, SyntaxToken last)
        : base(SyntaxKind.ReservedAttribute, reservedKeyword, region, first, dots, last)
    {
        ReservedKeyword = reservedKeyword;
        Region = region;
        First = first;
        Dots = dots;
        Last = last;
    }

    /// <summary>The word <c>reserved</c>.</summary>
    public SyntaxToken ReservedKeyword { get; }

    /// <summary>The kind of region.</summary>
    public SyntaxToken Region { get; }

    /// <summary>The first IOVA.</summary>
    public SyntaxToken First { get; }

    /// <summary>The <c>..</c> between the ends.</summary>
    public SyntaxToken Dots { get; }

    /// <summary>The last IOVA.</summary>
    public SyntaxToken Last { get; }
}
