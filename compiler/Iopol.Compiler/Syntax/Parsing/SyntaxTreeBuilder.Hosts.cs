using Antlr4.Runtime;
using static Iopol.Compiler.Grammar.IopolParser;

namespace Iopol.Compiler.Syntax.Parsing;

internal sealed partial class SyntaxTreeBuilder
{
    private HostMemberSyntax? HostMember(ParserRuleContext context) => !Counts(context, RULE_hostMember) ? null : context.GetChild(0) switch
    {
        BootBlockContext c => new BootBlockSyntax(Token(c, BOOT), Token(c, LBRACE), List(c, HostOption), Token(c, RBRACE)),
        HostOptionContext c => HostOption(c),
        GroupBlockContext c => new GroupBlockSyntax(Token(c, GROUP), Number(c.integer()), Token(c, LBRACE), List(c, HostDevice), Token(c, RBRACE)),
        HostDeviceContext c => HostDevice(c),
        _ => null,
    };

    private HostOptionSyntax? HostOption(ParserRuleContext context) =>
        context is HostOptionContext c ? new HostOptionSyntax(Name(c.name()), Token(c, ASSIGN), SettingValue(c.settingValue()), Token(c, SEMI)) : null;

    private HostDeviceSyntax? HostDevice(ParserRuleContext context) =>
        context is HostDeviceContext c && Counts(c, RULE_hostDevice) ? new HostDeviceSyntax(Token(c, DEVICE), Address(c.address()), List(c, DeviceAttribute), Token(c, SEMI)) : null;

    private DeviceAttributeSyntax? DeviceAttribute(ParserRuleContext context)
    {
        if (context is not DeviceAttributeContext { ChildCount: > 0 } c) return null;
        if (c.deviceFact() is { } fact) return new FactAttributeSyntax(DeviceFact(fact));
        switch (c.Start.Type)
        {
            case HEADER: return new HeaderAttributeSyntax(Token(c, HEADER), Number(c.integer(0)));
            case MULTIFUNCTION: return new MultifunctionAttributeSyntax(Token(c, MULTIFUNCTION));
            case BRIDGE: return new BridgeAttributeSyntax(Token(c, BRIDGE), Number(c.integer(0)), Token(c, DOTDOT), Number(c.integer(1)));
            case ACS: return Acs(c);
            case ALIAS: return new AliasAttributeSyntax(Token(c, ALIAS), Address(c.address()));
            case DIRECT_MAP: return new DirectMapAttributeSyntax(Token(c, DIRECT_MAP));
            case RESERVED:
                return new ReservedAttributeSyntax(Token(c, RESERVED), Name(c.name(0)), Number(c.integer(0)), Token(c, DOTDOT), Number(c.integer(1)));
            default: return null;
        }
    }

    private AcsAttributeSyntax Acs(DeviceAttributeContext c)
    {
        SyntaxToken keyword = Token(c, ACS);
        if (OptionalToken(c, NONE) is { } none) return new AcsAttributeSyntax(keyword, null, [], null, none);
        SyntaxToken open = Token(c, LBRACE);
        List<SyntaxToken> controls = [];
        foreach (NameContext name in c.name()) controls.Add(Name(name));
        return new AcsAttributeSyntax(keyword, open, controls, Token(c, RBRACE), null);
    }
}
