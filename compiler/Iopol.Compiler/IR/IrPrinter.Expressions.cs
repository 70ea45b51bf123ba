using System.Text;

namespace Iopol.Compiler.IR;

/// <summary>Expressions, selectors and messages as text.</summary>
public sealed partial class IrPrinter
{
    private string Show(Expression expression) => expression switch
    {
        Constant constant => Value(constant.Type, constant.Value),
        DriverConstant driver => driver.Index < policy.DriverNames.Count ? policy.DriverNames[driver.Index] : $"driver {driver.Index}",
        VariableReference reference => Show(reference.Variable),
        SettingReference setting => setting.Setting.Name,
        FactReference fact => $"{(fact.Target is null ? "host" : Show(fact.Target))}.{Word(fact.Fact)}",
        StateReference state => Target(state.State, state.Key),
        ContextOf context => $"context[{Show(context.Device)}]",
        ContextOfSpace space => $"table({Show(space.Space)})",
        CanReach reach => $"can_reach({Show(reach.User)}, {Show(reach.Device)})",
        RuleCall call => $"{call.Rule.Name}({List(call.Arguments)})",
        ClauseTest test => $"{test.Clause.Name}({Show(test.Device)})",
        DriverSetTest test => $"({Show(test.Driver)} in {test.Set.Name})",
        SelectorTest test => $"({Show(test.Device)} matches {Show(test.Selector)})",
        NotExpression not => $"not {Show(not.Operand)}",
        AndExpression and => $"({string.Join(" and ", and.Operands.Select(Show))})",
        OrExpression or => $"({string.Join(" or ", or.Operands.Select(Show))})",
        ImpliesExpression implies => $"({Show(implies.Left)} implies {Show(implies.Right)})",
        CompareExpression compare => $"({Show(compare.Left)} {Operator(compare.Operator)} {Show(compare.Right)})",
        InSetExpression inSet => $"({Show(inSet.Value)} in {{ {List(inSet.Members)} }})",
        InDomainExpression inDomain => $"({Show(inDomain.Value)} in {Show(inDomain.Domain)})",
        Quantifier quantifier => $"({Word(quantifier.Kind)} {Show(quantifier.Variable)} in {Show(quantifier.Domain)}{(quantifier.Body is null ? "" : $": {Show(quantifier.Body)}")})",
        BuiltinCall call => $"{Word(call.Function)}({List(call.Arguments)})",
        NewExpression made => $"new #{made.RefusalId} {made.Object?.Name ?? "space"}",
        UnmapExpression unmap => $"{(unmap.Within ? "unmap_within" : "unmap")}({Show(unmap.Space)}, {Show(unmap.Iova)}, {Show(unmap.Size)})",
        DeviceConstant device => $"device 0x{device.Address:x}",
        UserConstant user => $"user {user.Id}",
        IsolationTest => "isolation",
        _ => throw new ArgumentException($"the printer does not know {expression.GetType().Name}", nameof(expression)),
    };

    private string Show(Domain domain) => domain switch
    {
        GroupDomain group => $"group({Show(group.Group)})",
        SharersDomain sharers => $"sharers({Show(sharers.Device)})",
        SlotDomain slot => $"slot({Show(slot.Device)})",
        InverseDomain inverse => $"{inverse.State.Inverse}[{Show(inverse.Value)}]",
        EverythingDomain everything => $"every {everything.Element}",
        _ => throw new ArgumentException($"the printer does not know {domain.GetType().Name}", nameof(domain)),
    };

    private string Show(Selector selector) => selector switch
    {
        AndSelector and => $"({string.Join(" and ", and.Parts.Select(Show))})",
        OrSelector or => $"({string.Join(" or ", or.Parts.Select(Show))})",
        NotSelector not => $"not {Show(not.Part)}",
        AddressSelector address => $"at 0x{address.First:x}..0x{address.Last:x}{(address.Mask == 0 ? "" : $" mask 0x{address.Mask:x}")}",
        IdSelector id => id.Device is { } device ? $"id {id.Vendor:x4}:{device:x4}" : $"vendor {id.Vendor:x4}",
        SubsystemSelector id => $"subsystem {id.Vendor:x4}:{id.Device:x4}",
        ClassSelector of => $"class {of.Value:x6}/{of.Mask:x6}",
        PortSelector port => $"port {port.Port}",
        DriverSelector driver => $"driver {policy.DriverNames[driver.Driver]}",
        DriverSetSelector set => $"driver in {set.Set.Name}",
        CapabilitySelector capability => $"has {Word(capability.Capability)}",
        _ => throw new ArgumentException($"the printer does not know {selector.GetType().Name}", nameof(selector)),
    };

    private string Show(MessageIR message)
    {
        var shown = new StringBuilder();
        foreach (MessagePart part in message.Parts)
        {
            if (part.Hole is { } hole) shown.Append('{').Append(Show(hole)).Append('}');
            else shown.Append(part.Text);
        }

        return shown.ToString();
    }

    private string List(IEnumerable<Expression> expressions) => string.Join(", ", expressions.Select(Show));

    private string Target(StateIR state, Expression? key) => key is null ? state.Name : $"{state.Name}[{Show(key)}]";

    private static string Show(VariableIR variable) => $"{variable.Name}%{variable.Slot}";

    private static string Parameters(IEnumerable<VariableIR> parameters) => string.Join(", ", parameters.Select(p => $"{Show(p)}: {p.Type}"));

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Is => "is",
        Comparison.IsNot => "is not",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private static string Value(IrType type, long value) => type switch
    {
        { Sort: Sort.Bool } => value == 0 ? "false" : "true",
        { Sort: Sort.Address } => $"0x{value:x}",
        { Sort: Sort.Access } => value switch { 0 => "none", 1 => "read", 2 => "write", _ => "readwrite" },
        _ when value == Ir.None => "none",
        { Sort: Sort.Version } => FormattableString.Invariant($"{value >> 16}.{(value >> 8) & 0xff}.{value & 0xff}"),
        { Sort: Sort.Enum, Enum: { } declared } => value >= 0 && value < declared.Members.Count ? declared.Members[(int)value].Name : Number(value),
        { Sort: Sort.Context } => value switch { Ir.ContextDefault => "default", Ir.ContextBlocked => "blocked", Ir.ContextIdentity => "identity", _ => Number(value) },
        _ => Number(value),
    };
}
