using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Reads device selectors.</summary>
internal sealed class SelectorBinder
{
    /// <summary>Terms a selector may have with the named selectors in it written out: matching costs as much.</summary>
    public const int MostTerms = 10_000;

    private readonly Closure closure;
    private readonly PolicyScope? level;
    private readonly BindingSink sink;
    private int terms;

    public SelectorBinder(Closure closure, PolicyScope? level, BindingSink sink)
    {
        this.closure = closure;
        this.level = level;
        this.sink = sink;
    }

    /// <summary>Terms bound so far, with named selectors written out.</summary>
    public int Terms => terms;

    /// <summary>The selector, or null where it is wrong and that was reported.</summary>
    public Selector? Bind(SelectorSyntax syntax)
    {
        if (syntax is not (OrSelectorSyntax or AndSelectorSyntax or NotSelectorSyntax or ParenthesizedSelectorSyntax)) terms++;
        switch (syntax)
        {
            case OrSelectorSyntax or: return Parts(or.Terms) is { } alternatives ? new OrSelector(alternatives) : null;
            case AndSelectorSyntax and: return Parts(and.Terms) is { } parts ? new AndSelector(parts) : null;
            case NotSelectorSyntax not: return Bind(not.Operand) is { } part ? new NotSelector(part) : null;
            case ParenthesizedSelectorSyntax parenthesized: return Bind(parenthesized.Inner);
            case AtSelectorSyntax at: return Address(at, sink);
            case VendorSelectorSyntax vendor: return NumberBinder.Integer(vendor.Vendor, 0xffff, sink) is { } number ? new IdSelector((int)number, null) : null;
            case IdSelectorSyntax id: return NumberBinder.Id(id.Id, sink) is { } ids ? new IdSelector(ids.Vendor, ids.Device) : null;
            case SubsystemSelectorSyntax subsystem: return NumberBinder.Id(subsystem.Id, sink) is { } pair ? new SubsystemSelector(pair.Vendor, pair.Device) : null;
            case ClassSelectorSyntax of: return Class(of.Class, sink);
            case PortSelectorSyntax port: return Port(port.Port, sink) is { } value ? new PortSelector((int)value) : null;
            case DriverSelectorSyntax driver: return Driver(driver);
            case DriverSetSelectorSyntax set: return DriverSet(set);
            case CapabilitySelectorSyntax has: return Capability(has.Capability, sink) is { } capability ? new CapabilitySelector(capability) : null;
            case NamedSelectorSyntax named: return Named(named);
            default:
                sink.Fail();
                return null;
        }
    }

    /// <summary>An address, a pattern or a range.</summary>
    public static AddressSelector? Address(AtSelectorSyntax syntax, BindingSink sink)
    {
        if (syntax.Address.Kind == SyntaxKind.AddressPattern)
        {
            return NumberBinder.Pattern(syntax.Address, sink) is { } pattern
                ? new AddressSelector(pattern.First, pattern.First | ~pattern.Mask, pattern.Mask)
                : null;
        }

        if (NumberBinder.Address(syntax.Address, sink) is not { } first) return null;
        if (syntax.End is null) return new AddressSelector(first, first, 0);
        if (NumberBinder.Address(syntax.End, sink) is not { } last) return null;
        if (first <= last) return new AddressSelector(first, last, 0);
        sink.Report(BindingDiagnostics.BackwardRange, TextSpan.FromBounds(syntax.Address.Span.Start, syntax.End.Span.End), syntax.Address.Text, syntax.End.Text);
        return null;
    }

    /// <summary>A class code by number or name.</summary>
    public static ClassSelector? Class(SyntaxToken token, BindingSink sink)
    {
        if (token.Kind != SyntaxKind.HexLiteral)
        {
            if (Vocabulary.Classes.TryGetValue(token.Text, out (int Value, int Mask) named)) return new ClassSelector(named.Value, named.Mask);
            if (token.Kind is SyntaxKind.IntegerLiteral or SyntaxKind.SizeLiteral) sink.Report(BindingDiagnostics.BadClassCode, token.Span, token.Text);
            else sink.Unknown("device class", token, Vocabulary.Classes.Keys, "write its code, as in 'class 0x0200'");
            return null;
        }

        int digits = token.Text.Length - 2;
        if (digits is 2 or 4 or 6 && Literals.TryReadInteger(token.Text, out ulong code))
        {
            int free = 24 - (digits * 4);
            return new ClassSelector((int)code << free, 0xffffff >> free << free);
        }

        sink.Report(BindingDiagnostics.BadClassCode, token.Span, token.Text);
        return null;
    }

    /// <summary>A port type.</summary>
    public static long? Port(SyntaxToken token, BindingSink sink)
    {
        if (Vocabulary.Ports.TryGetValue(token.Text, out long value)) return value;
        sink.Unknown("port type", token, Vocabulary.Ports.Keys, $"one of {string.Join(", ", Vocabulary.Ports.Keys)}");
        return null;
    }

    /// <summary>A capability or role.</summary>
    public static Capability? Capability(SyntaxToken token, BindingSink sink)
    {
        if (Vocabulary.Capabilities.TryGetValue(token.Text, out Capability value)) return value;
        sink.Unknown("capability", token, Vocabulary.Capabilities.Keys, $"one of {string.Join(", ", Vocabulary.Capabilities.Keys)}");
        return null;
    }

    private List<Selector>? Parts(IEnumerable<SelectorSyntax> terms)
    {
        var parts = new List<Selector>();
        bool wrong = false;
        foreach (SelectorSyntax term in terms)
        {
            if (Bind(term) is { } part) parts.Add(part);
            else wrong = true;
        }

        return wrong ? null : parts;
    }

    private DriverSelector? Driver(DriverSelectorSyntax syntax)
    {
        if (syntax.Driver.IsMissing)
        {
            sink.Fail();
            return null;
        }

        if (syntax.Driver.Token.Kind != SyntaxKind.StringLiteral && level?.FindDriverSet(syntax.Driver.Token.Text) is { } set)
        {
            var edit = new TextEdit(new TextSpan(syntax.Driver.Span.Start, 0), "in ");
            sink.ReportFixable("Write 'in'", edit, BindingDiagnostics.SetForDriver, syntax.Driver.Span, set.Symbol.Name);
            return null;
        }

        return new DriverSelector(closure.Driver(Closure.NameOf(syntax.Driver)));
    }

    private DriverSetSelector? DriverSet(DriverSetSelectorSyntax syntax)
    {
        if (level?.FindDriverSet(syntax.Set.Text) is { } set)
        {
            sink.Refer(syntax.Set, set.Symbol);
            return new DriverSetSelector(closure.DriverSet(set));
        }

        sink.Unknown("set of drivers", syntax.Set, level?.Upwards().SelectMany(p => p.DriverSets.Names) ?? []);
        return null;
    }

    private Selector? Named(NamedSelectorSyntax syntax)
    {
        if (level?.FindSelector(syntax.Name.Text) is not { } named)
        {
            sink.Unknown("selector", syntax.Name, level?.Upwards().SelectMany(p => p.Selectors.Names) ?? [], "selectors are declared with 'select NAME = …;'");
            return null;
        }

        sink.Refer(syntax.Name, named.Symbol);
        if (closure.Selectors.Find(named) is not { } bound)
        {
            // Its own mistakes are reported where it is declared.
            sink.Fail();
            return null;
        }

        terms += bound.Terms - 1;
        if (terms <= MostTerms) return bound.Selector;
        sink.Report(BindingDiagnostics.SelectorTooLarge, syntax.Span, named.Symbol.Name, MostTerms);
        terms = 0;
        return null;
    }
}
