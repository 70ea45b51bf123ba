using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private SelectorSyntax Selector(SelectorContext? c)
    {
        if (c?.ChildCount is null or 0) return MissingSelector();
        if (c.ChildCount == 1) return SelectorConjunction(c.selectorConjunction(0));
        return new OrSelectorSyntax(Separated(c, x => x is SelectorConjunctionContext term ? SelectorConjunction(term) : null));
    }

    private NamedSelectorSyntax MissingSelector() => new(Name(null));

    private SelectorSyntax SelectorConjunction(SelectorConjunctionContext? c)
    {
        if (c?.ChildCount is null or 0) return MissingSelector();
        if (c.ChildCount == 1) return SelectorNegation(c.selectorNegation(0));
        return new AndSelectorSyntax(Separated(c, x => x is SelectorNegationContext term ? SelectorNegation(term) : null));
    }

    private SelectorSyntax SelectorNegation(SelectorNegationContext? c)
    {
        if ((OptionalToken(c, NOT) ?? OptionalToken(c, FOREIGN_NOT)) is { } not) return new NotSelectorSyntax(not, SelectorNegation(c!.selectorNegation()));
        if (OptionalToken(c, LPAREN) is { } open) return new ParenthesizedSelectorSyntax(open, Selector(c!.selector()), Token(c, RPAREN));
        return SelectorTerm(c?.selectorTerm());
    }

    private SelectorSyntax SelectorTerm(SelectorTermContext? c)
    {
        if (OptionalToken(c, AT) is { } at) return At(at, c!.addressRange());
        if (OptionalToken(c, VENDOR) is { } vendor) return new VendorSelectorSyntax(vendor, Number(c!.integer()));
        if (OptionalToken(c, DRIVER) is { } driver) return new DriverSetSelectorSyntax(driver, Token(c, IN), Name(c!.name()));
        if (c?.deviceFact() is { } fact) return DeviceFact(fact);
        return new NamedSelectorSyntax(Name(c?.selectorName()));
    }

    private AtSelectorSyntax At(SyntaxToken at, AddressRangeContext? c)
    {
        SyntaxToken address = OptionalToken(c, ADDRESS_PATTERN) ?? Address(c?.address(0));
        return new AtSelectorSyntax(at, address, OptionalToken(c, DOTDOT), c?.address(1) is { } end ? Address(end) : null);
    }

    private SelectorSyntax DeviceFact(DeviceFactContext c)
    {
        if (OptionalToken(c, ID) is { } id) return new IdSelectorSyntax(id, Token(c, DEVICE_ID));
        if (OptionalToken(c, SUBSYSTEM) is { } subsystem) return new SubsystemSelectorSyntax(subsystem, Token(c, DEVICE_ID));
        if (OptionalToken(c, CLASS) is { } @class) return new ClassSelectorSyntax(@class, c.integer() is { } code ? Number(code) : Name(c.name()));
        if (OptionalToken(c, PORT) is { } port) return new PortSelectorSyntax(port, Name(c.name()));
        if (OptionalToken(c, DRIVER) is { } driver) return new DriverSelectorSyntax(driver, DriverName(c.driverName()));
        return new CapabilitySelectorSyntax(Token(c, HAS), Name(c.name()));
    }
}
