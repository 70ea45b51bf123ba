namespace Iopol.Compiler.Syntax;

/// <summary><c>a or b</c>, flat</summary>
public sealed class OrSelectorSyntax : SelectorSyntax
{
    internal OrSelectorSyntax(SeparatedList<SelectorSyntax> terms)
        : base(SyntaxKind.OrSelector, [terms])
    {
        Terms = terms;
    }

    /// <summary>Two terms or more.</summary>
    public SeparatedList<SelectorSyntax> Terms { get; }
}

/// <summary><c>a b</c> or <c>a and b</c>, flat</summary>
public sealed class AndSelectorSyntax : SelectorSyntax
{
    internal AndSelectorSyntax(SeparatedList<SelectorSyntax> terms)
        : base(SyntaxKind.AndSelector, [terms])
    {
        Terms = terms;
    }

    /// <summary>Two terms or more; the separators are the words <c>and</c> that were written, terms side by side have none.</summary>
    public SeparatedList<SelectorSyntax> Terms { get; }
}

/// <summary><c>not a</c></summary>
public sealed class NotSelectorSyntax : SelectorSyntax
{
    internal NotSelectorSyntax(SyntaxToken notKeyword, SelectorSyntax operand)
        : base(SyntaxKind.NotSelector, notKeyword, operand)
    {
        NotKeyword = notKeyword;
        Operand = operand;
    }

    /// <summary>The word <c>not</c>.</summary>
    public SyntaxToken NotKeyword { get; }

    /// <summary>What is negated.</summary>
    public SelectorSyntax Operand { get; }
}

/// <summary><c>(a)</c></summary>
public sealed class ParenthesizedSelectorSyntax : SelectorSyntax
{
    internal ParenthesizedSelectorSyntax(SyntaxToken openParenthesis, SelectorSyntax inner, SyntaxToken closeParenthesis)
        : base(SyntaxKind.ParenthesizedSelector, openParenthesis, inner, closeParenthesis)
    {
        OpenParenthesis = openParenthesis;
        Inner = inner;
        CloseParenthesis = closeParenthesis;
    }

    /// <summary>The opening <c>(</c>.</summary>
    public SyntaxToken OpenParenthesis { get; }

    /// <summary>What is inside.</summary>
    public SelectorSyntax Inner { get; }

    /// <summary>The closing <c>)</c>.</summary>
    public SyntaxToken CloseParenthesis { get; }
}

/// <summary><c>at 0000:01:00.0</c>, <c>at 0000:01:*</c>, <c>at 0000:01:00.0..0000:01:00.3</c></summary>
public sealed class AtSelectorSyntax : SelectorSyntax
{
    internal AtSelectorSyntax(SyntaxToken atKeyword, SyntaxToken address, SyntaxToken? dots, SyntaxToken? end)
        : base(SyntaxKind.AtSelector, atKeyword, address, dots, end)
    {
        AtKeyword = atKeyword;
        Address = address;
        Dots = dots;
        End = end;
    }

    /// <summary>The word <c>at</c>.</summary>
    public SyntaxToken AtKeyword { get; }

    /// <summary>The address, the pattern, or the first address of a range.</summary>
    public SyntaxToken Address { get; }

    /// <summary>The <c>..</c> of a range.</summary>
    public SyntaxToken? Dots { get; }

    /// <summary>The last address of a range.</summary>
    public SyntaxToken? End { get; }
}

/// <summary><c>vendor 0x8086</c></summary>
public sealed class VendorSelectorSyntax : SelectorSyntax
{
    internal VendorSelectorSyntax(SyntaxToken vendorKeyword, SyntaxToken vendor)
        : base(SyntaxKind.VendorSelector, vendorKeyword, vendor)
    {
        VendorKeyword = vendorKeyword;
        Vendor = vendor;
    }

    /// <summary>The word <c>vendor</c>.</summary>
    public SyntaxToken VendorKeyword { get; }

    /// <summary>The number.</summary>
    public SyntaxToken Vendor { get; }
}

/// <summary><c>id 8086:105e</c></summary>
public sealed class IdSelectorSyntax : SelectorSyntax
{
    internal IdSelectorSyntax(SyntaxToken idKeyword, SyntaxToken id)
        : base(SyntaxKind.IdSelector, idKeyword, id)
    {
        IdKeyword = idKeyword;
        Id = id;
    }

    /// <summary>The word <c>id</c>.</summary>
    public SyntaxToken IdKeyword { get; }

    /// <summary>Vendor and device.</summary>
    public SyntaxToken Id { get; }
}

/// <summary><c>subsystem 1028:0a1b</c></summary>
public sealed class SubsystemSelectorSyntax : SelectorSyntax
{
    internal SubsystemSelectorSyntax(SyntaxToken subsystemKeyword, SyntaxToken id)
        : base(SyntaxKind.SubsystemSelector, subsystemKeyword, id)
    {
        SubsystemKeyword = subsystemKeyword;
        Id = id;
    }

    /// <summary>The word <c>subsystem</c>.</summary>
    public SyntaxToken SubsystemKeyword { get; }

    /// <summary>Subsystem vendor and device.</summary>
    public SyntaxToken Id { get; }
}

/// <summary><c>class 0x02</c>, <c>class 0x0200</c>, <c>class 0x020000</c> or <c>class NAME</c></summary>
public sealed class ClassSelectorSyntax : SelectorSyntax
{
    internal ClassSelectorSyntax(SyntaxToken classKeyword, SyntaxToken @class)
        : base(SyntaxKind.ClassSelector, classKeyword, @class)
    {
        ClassKeyword = classKeyword;
        Class = @class;
    }

    /// <summary>The word <c>class</c>.</summary>
    public SyntaxToken ClassKeyword { get; }

    /// <summary>The number, whose digits say how much of the class is meant, or the name.</summary>
    public SyntaxToken Class { get; }
}

/// <summary><c>port root_port</c></summary>
public sealed class PortSelectorSyntax : SelectorSyntax
{
    internal PortSelectorSyntax(SyntaxToken portKeyword, SyntaxToken port)
        : base(SyntaxKind.PortSelector, portKeyword, port)
    {
        PortKeyword = portKeyword;
        Port = port;
    }

    /// <summary>The word <c>port</c>.</summary>
    public SyntaxToken PortKeyword { get; }

    /// <summary>The PCI Express port type.</summary>
    public SyntaxToken Port { get; }
}

/// <summary><c>driver vfio-pci</c></summary>
public sealed class DriverSelectorSyntax : SelectorSyntax
{
    internal DriverSelectorSyntax(SyntaxToken driverKeyword, DriverNameSyntax driver)
        : base(SyntaxKind.DriverSelector, driverKeyword, driver)
    {
        DriverKeyword = driverKeyword;
        Driver = driver;
    }

    /// <summary>The word <c>driver</c>.</summary>
    public SyntaxToken DriverKeyword { get; }

    /// <summary>The driver.</summary>
    public DriverNameSyntax Driver { get; }
}

/// <summary><c>driver in NAME</c></summary>
public sealed class DriverSetSelectorSyntax : SelectorSyntax
{
    internal DriverSetSelectorSyntax(SyntaxToken driverKeyword, SyntaxToken inKeyword, SyntaxToken set)
        : base(SyntaxKind.DriverSetSelector, driverKeyword, inKeyword, set)
    {
        DriverKeyword = driverKeyword;
        InKeyword = inKeyword;
        Set = set;
    }

    /// <summary>The word <c>driver</c>.</summary>
    public SyntaxToken DriverKeyword { get; }

    /// <summary>The word <c>in</c>.</summary>
    public SyntaxToken InKeyword { get; }

    /// <summary>The driver set.</summary>
    public SyntaxToken Set { get; }
}

/// <summary><c>has ats</c></summary>
public sealed class CapabilitySelectorSyntax : SelectorSyntax
{
    internal CapabilitySelectorSyntax(SyntaxToken hasKeyword, SyntaxToken capability)
        : base(SyntaxKind.CapabilitySelector, hasKeyword, capability)
    {
        HasKeyword = hasKeyword;
        Capability = capability;
    }

    /// <summary>The word <c>has</c>.</summary>
    public SyntaxToken HasKeyword { get; }

    /// <summary>The capability.</summary>
    public SyntaxToken Capability { get; }
}

/// <summary>A selector declared with <c>select</c></summary>
public sealed class NamedSelectorSyntax : SelectorSyntax
{
    internal NamedSelectorSyntax(SyntaxToken name)
        : base(SyntaxKind.NamedSelector, [name])
    {
        Name = name;
    }

    /// <summary>Its name; missing where a selector is missing.</summary>
    public SyntaxToken Name { get; }
}
