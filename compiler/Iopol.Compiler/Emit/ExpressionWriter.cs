using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>
/// Writes expressions as C#. What does not fit into an expression, a quantifier that has to visit its domain, becomes a
/// method of the class; what is a matter of one device or one group is kept up to date and only read here.
/// </summary>
internal sealed class ExpressionWriter(ClassWriter @class)
{
    // Below this, reading the facts anew costs no more than reading what was kept.
    private const int WorthKeeping = 3;

    // By the numbers of the runtime's PciePort.
    private static readonly string[] Ports =
    [
        "Conventional", "Endpoint", "LegacyEndpoint", "RootPort", "UpstreamPort", "DownstreamPort", "PcieToPciBridge", "PciToPcieBridge",
        "RootComplexIntegratedEndpoint", "RootComplexEventCollector",
    ];

    private readonly MemberNames names = @class.Names;
    private readonly Facets facets = @class.Facets;

    /// <summary>An expression as a condition.</summary>
    public Code Condition(Expression expression, Locals locals) => Write(expression, locals).To(Representation.Bool);

    /// <summary>An expression held as the type is.</summary>
    public Code As(IrType type, Expression expression, Locals locals) => Write(expression, locals).To(ValueTypes.Held(type));

    /// <summary>An expression.</summary>
    public Code Write(Expression expression, Locals locals)
    {
        if (Kept(expression, locals) is { } kept) return kept;
        return expression switch
        {
            IR.Constant c => Constant(c),
            DriverConstant d => Code.Int(names.Driver(d.Index)),
            VariableReference v => new Code(locals[v.Variable].Name, locals[v.Variable].As),
            SettingReference s => new Code(names.Setting(s.Setting), ValueTypes.Held(s.Type)),
            FactReference f => Fact(f, locals),
            StateReference s => State(s, locals),
            ContextOf c => Code.Int($"ContextOf({Id(c.Device, locals)})"),
            ContextOfSpace c => Code.Int($"ContextOfSpace({Id(c.Space, locals)})"),
            CanReach r => Code.Bool($"CanReach({Id(r.User, locals)}, {Id(r.Device, locals)})"),
            RuleCall c => Code.Bool($"{names.Holds(c.Rule)}({Arguments(c.Rule.Parameters, c.Arguments, locals)})"),
            ClauseTest c => Clause(c, locals),
            DriverSetTest s => Code.Bool($"(SetsOf({Id(s.Driver, locals)}) & {names.DriverSet(s.Set)}) != 0", Binding.Equality),
            SelectorTest s => Selector(s, locals),
            NotExpression n => Condition(n.Operand, locals).Not(),
            AndExpression a => Join(a.Operands, " && ", "true", Binding.And, locals),
            OrExpression o => Join(o.Operands, " || ", "false", Binding.Or, locals),
            ImpliesExpression i => Code.Bool(
                $"{Condition(i.Left, locals).Not().Operand(Binding.Or)} || {Condition(i.Right, locals).Operand(Binding.Or)}", Binding.Or),
            CompareExpression c => Compare(c, locals),
            InSetExpression s => InSet(s, locals),
            InDomainExpression d => InDomain(d, locals),
            Quantifier q => Quantify(q, locals),
            BuiltinCall b => Builtin(b, locals),
            UnmapExpression u => new Code(
                $"{(u.Within ? "UnmapWithin" : "UnmapRange")}({Id(u.Space, locals)}, {Address(u.Iova, locals)}, {Address(u.Size, locals)})", Representation.Address),
            _ => throw new ArgumentException($"no expression of a rule or operation: {expression.GetType().Name}", nameof(expression)),
        };
    }

    /// <summary>An expression held as an <c>int</c>.</summary>
    public string Id(Expression expression, Locals locals) => Write(expression, locals).To(Representation.Int).Text;

    /// <summary>An expression held as a <c>ulong</c>.</summary>
    public string Address(Expression expression, Locals locals) => Write(expression, locals).To(Representation.Address).Text;

    /// <summary>Arguments for a callee's parameters.</summary>
    public string Arguments(IReadOnlyList<VariableIR> parameters, IReadOnlyList<Expression> arguments, Locals locals) =>
        string.Join(", ", arguments.Select((a, i) => As(parameters[i].Type, a, locals).Text));

    /// <summary>The variables, as parameters of a method of the class, and as they are passed to it.</summary>
    public static (string Parameters, string Arguments, Locals Inner) Capture(IEnumerable<VariableIR> variables, Locals locals, NameScope members)
    {
        var inner = new Locals(members);
        VariableIR[] captured = [.. variables.OrderBy(v => v.Slot)];
        string arguments = string.Join(", ", captured.Select(v => locals[v].Name));
        string parameters = string.Join(", ", captured.Select(v => inner.Add(v, locals.None.MayBeNone(v)).Parameter));
        return (parameters, arguments, inner);
    }

    /// <summary>Opens a loop over a domain; the caller closes it.</summary>
    public Local OpenLoop(CodeLines lines, VariableIR variable, Domain domain, Locals locals)
    {
        // The domain is written before its variable is in scope, as it is evaluated.
        string of = domain.Children().Select(e => Id(e, locals)).FirstOrDefault() ?? "";
        bool isNever = domain.Children().All(e => !locals.None.MayBeNone(e));
        Local item = locals.Add(variable, mayBeNone: false);
        string i = item.Name;
        switch (domain)
        {
            case GroupDomain:
                string at = isNever ? "Topology." : "";
                string end = locals.Claim("end");
                lines.Open($"for (int {i} = {at}GroupStart({of}), {end} = {at}GroupEnd({of}); {i} < {end}; {i}++)");
                break;
            case SharersDomain:
                lines.Open($"foreach (int {i} in SharersOf({of}))");
                break;
            case SlotDomain:
                lines.Open($"foreach (int {i} in SlotOf({of}))");
                break;
            case InverseDomain inverse:
                string next = locals.Claim("next");
                string relation = names.Inverse(inverse.State);
                lines.Open($"for (int {i} = {relation}.First({of}), {next}; {i} >= 0; {i} = {next})").Line($"{next} = {relation}.Next({i});");
                break;
            default:
                lines.Open($"for (int {i} = 0; {i} < {Size(domain.Element)}; {i}++)");
                if (IsAlive(domain.Element, i) is { } alive) lines.Line($"if (!{alive}) continue;");
                break;
        }

        return item;
    }

    /// <summary>How many ids a sort of key or value has.</summary>
    public string Size(IrType type) => type.Sort switch
    {
        Sort.Device => "Topology.DeviceCount",
        Sort.Group => "Topology.GroupCount",
        Sort.User => "UserCount",
        Sort.Space => "Limits.Spaces",
        Sort.Object => names.Pool(type.Object!) + ".Limit",
        Sort.Enum => Invariant.Text(type.Enum!.Members.Count),
        Sort.Bool => "2",
        Sort.Access => "4",
        Sort.Port => "10",
        Sort.Host => "1",
        _ => throw new ArgumentException($"{type} has no number of ids", nameof(type)),
    };

    private string? IsAlive(IrType type, string id) => type.Sort switch
    {
        Sort.Space => $"IsSpace({id})",
        Sort.Object => $"{names.Pool(type.Object!)}.IsLive({id})",
        _ => null,
    };

    /// <summary>A fixed property of one device that costs more than a read is computed once, when the policy is set up.</summary>
    private Code? Kept(Expression expression, Locals locals)
    {
        if (locals.IsKeeping || expression.Type != IrType.Bool || expression is RuleCall or NotExpression) return null;
        IReadOnlyList<VariableIR> free = FreeVariables.Of(expression);
        if (free.Count != 1 || free[0].Type.Sort != Sort.Device || locals.None.MayBeNone(free[0])) return null;
        if (@class.Locality.Of(expression, free[0]) is not { IsFixed: true, Cost: >= WorthKeeping }) return null;
        string value = ForOneDevice(expression, free[0]).Text;
        string facet = facets.Facet(@class.Field("Facet"), value, overDriver: false, @class.Where);
        return Code.Bool($"{facet}[{locals[free[0]].Name}]");
    }

    /// <summary>The expression for a device called <c>d</c>.</summary>
    private Code ForOneDevice(Expression expression, VariableIR device)
    {
        var locals = new Locals(names.Scope) { IsKeeping = true };
        locals.Add(device with { Name = "d" }, mayBeNone: false);
        return Condition(expression, locals);
    }

    private Code Constant(IR.Constant constant)
    {
        Representation held = ValueTypes.Held(constant.Type);
        if (constant.Value != Ir.None && constant.Type.Sort == Sort.Port) return Code.Int("Port" + Ports[(int)constant.Value]);
        if (constant.Value != Ir.None && constant.Type.Sort == Sort.Version) return Code.Int(ValueTypes.Release(constant.Value));
        if (constant.Value != Ir.None && constant.Type.Sort == Sort.Enum) return Code.Int(@class.Member(constant.Type.Enum!, constant.Value));
        return constant.Type.Sort == Sort.Context ? constant.Value switch
        {
            Ir.ContextDefault => Code.Int("ContextDefault"),
            Ir.ContextBlocked => Code.Int("ContextBlocked"),
            Ir.ContextIdentity => Code.Int("ContextIdentity"),
            _ => Code.Int(ValueTypes.Literal(constant.Value, held)),
        }
        : new Code(ValueTypes.Literal(constant.Value, held), held);
    }

    private Code Fact(FactReference fact, Locals locals)
    {
        switch (fact.Fact)
        {
            case IR.Fact.IsolatedMsi or IR.Fact.CacheCoherent or IR.Fact.DefaultIsIdentity:
                facets.Need(fact.Fact.ToString());
                return Code.Bool(@class.HostFact(fact.Fact));
            case IR.Fact.Driver:
                facets.Need("Driver");
                return Code.Int(Reader("Driver"));
            case IR.Fact.Override:
                return Code.Int(Reader("Override"));
            case IR.Fact.Group:
                return Code.Int(locals.None.MayBeNone(fact.Target!) ? $"GroupOf({Id(fact.Target!, locals)})" : $"Topology.GroupOf({Id(fact.Target!, locals)})");
            default:
                FactArray array = facets.Fact(fact.Fact);
                Representation held = array.Type == "bool" ? Representation.Bool : Representation.Int;
                return new Code(Element(array.Name, fact.Target!, ValueTypes.Literal(ValueTypes.Absent(fact.Type), held), locals), held);
        }

        string Reader(string what) =>
            locals.None.MayBeNone(fact.Target!) ? $"{what}Of({Id(fact.Target!, locals)})" : $"Host.{what}({Id(fact.Target!, locals)})";
    }

    private Code State(StateReference reference, Locals locals)
    {
        StateIR state = reference.State;
        Representation held = ValueTypes.Held(state.Type);
        return new Code(
            reference.Key is null ? names.State(state) : Element(names.State(state), reference.Key, ValueTypes.Literal(state.Initial, held), locals),
            held);
    }

    private string Element(string array, Expression key, string initial, Locals locals) =>
        locals.None.MayBeNone(key) ? $"At({array}, {Id(key, locals)}, {initial})" : $"{array}[{Id(key, locals)}]";

    private Code Clause(ClauseTest test, Locals locals)
    {
        facets.Clause(test.Clause, @class.Locality.IsOverDrivers(test.Clause));
        return Code.Bool($"{Element(names.Clause(test.Clause), test.Device, "None", locals)} >= 0", Binding.Equality);
    }

    private Code Selector(SelectorTest test, Locals locals)
    {
        foreach (string need in Selectors.Needs(test.Selector)) facets.Need(need);
        string value = $"{@class.SelectorField(test.Selector)}.Matches(Topology.Device(d), Host.Driver(d), SetsOf(Host.Driver(d)))";
        string facet = facets.Facet(@class.Field("Selected"), value, Selectors.ReadDriver(test.Selector), @class.Where);
        return Code.Bool(Element(facet, test.Device, "false", locals));
    }

    private Code Join(IReadOnlyList<Expression> operands, string with, string empty, Binding binding, Locals locals)
    {
        if (operands.Count == 0) return Code.Bool(empty);
        if (operands.Count == 1) return Condition(operands[0], locals);
        return Code.Bool(string.Join(with, operands.Select(o => Condition(o, locals).Operand(binding == Binding.Or ? Binding.Or : Binding.And))), binding);
    }

    private Code Compare(CompareExpression compare, Locals locals)
    {
        Code left = Write(compare.Left, locals);
        Code right = Write(compare.Right, locals);
        bool equality = compare.Operator is Comparison.Is or Comparison.IsNot;
        Representation held = compare.Left.Type.Sort == Sort.Address ? Representation.Address
            : equality && left.As == Representation.Bool && right.As == Representation.Bool ? Representation.Bool
            : Representation.Int;
        string sign = compare.Operator switch
        {
            Comparison.Is => "==",
            Comparison.IsNot => "!=",
            Comparison.Less => "<",
            Comparison.LessOrEqual => "<=",
            Comparison.Greater => ">",
            _ => ">=",
        };
        string opposite = sign switch { "==" => "!=", "!=" => "==", "<" => ">=", "<=" => ">", ">" => "<=", _ => "<" };
        string x = left.To(held).Operand(Binding.Unary);
        string y = right.To(held).Operand(Binding.Unary);
        return Code.Bool($"{x} {sign} {y}", Binding.Equality) with { Opposite = $"{x} {opposite} {y}" };
    }

    private Code InSet(InSetExpression set, Locals locals)
    {
        Code value = Write(set.Value, locals);
        Representation held = value.As == Representation.Address ? Representation.Address : Representation.Int;
        string members = string.Join(", ", set.Members.Select(m => Write(m, locals).To(held).Text));
        if (set.Members.Count == 0) return Code.Bool("false");
        if (set.Members.Count == 1) return Code.Bool($"{value.To(held).Operand(Binding.Unary)} == {Write(set.Members[0], locals).To(held).Operand(Binding.Unary)}", Binding.Equality);
        if (set.Members.All(m => m is DriverConstant or IR.Constant { Type.Sort: not Sort.Version }))
        {
            string x = value.To(held).Operand(Binding.Unary);
            string any = members.Replace(", ", " or ");
            return Code.Bool($"{x} is {any}", Binding.Equality) with { Opposite = $"{x} is not ({any})" };
        }

        return Code.Bool($"Among({value.To(held).Text}, [{members}])");
    }

    private Code InDomain(InDomainExpression test, Locals locals)
    {
        string value = Id(test.Value, locals);
        return Code.Bool(test.Domain switch
        {
            GroupDomain g => $"InGroup({value}, {Id(g.Group, locals)})",
            SharersDomain s => $"IsOneOf({value}, SharersOf({Id(s.Device, locals)}))",
            SlotDomain s => $"IsOneOf({value}, SlotOf({Id(s.Device, locals)}))",
            InverseDomain i => $"{names.Inverse(i.State)}.Contains({value}, {Id(i.Value, locals)})",
            { Element: var element } => IsAlive(element, value) ?? $"IsBelow({value}, {Size(element)})",
        });
    }

    private Code Quantify(Quantifier quantifier, Locals locals)
    {
        if (quantifier is { Domain: InverseDomain inverse, Body: null, IsTruth: true })
        {
            return Truth(quantifier.Kind, $"{names.Inverse(inverse.State)}.Any({Id(inverse.Value, locals)})");
        }

        if (quantifier.Kind != QuantifierKind.First && quantifier.Domain is GroupDomain group && quantifier.Body is { } body
            && @class.Locality.Of(body, quantifier.Variable) is { } dependsOn)
        {
            Code condition = ForOneDevice(quantifier.Kind == QuantifierKind.All ? new NotExpression(body) : body, quantifier.Variable);
            string what = quantifier.Kind == QuantifierKind.All ? "Breaking" : "Counted";
            string count = facets.Counter(CountName(body, what), condition.Text, dependsOn, @class.Where) + $".Of({Id(group.Group, locals)})";
            return quantifier.Kind switch
            {
                QuantifierKind.Count => Code.Int(count),
                QuantifierKind.Any => Code.Bool($"{count} > 0", Binding.Equality) with { Opposite = $"{count} == 0" },
                _ => Code.Bool($"{count} == 0", Binding.Equality) with { Opposite = $"{count} > 0" },
            };
        }

        return Loop(quantifier, locals);
    }

    private string CountName(Expression body, string what) => body switch
    {
        RuleCall c => CSharpText.Camel(c.Rule.Name).TrimStart('@') + what,
        ClauseTest c => CSharpText.Camel(c.Clause.Name).TrimStart('@') + what,
        FactReference f => CSharpText.Camel(f.Fact.ToString()) + what,
        StateReference s => CSharpText.Camel(s.State.Name).TrimStart('@') + what,
        _ => @class.Field(what),
    };

    private static Code Truth(QuantifierKind kind, string any) => kind switch
    {
        QuantifierKind.Any => Code.Bool(any),
        QuantifierKind.No => Code.Bool("!" + any, Binding.Unary),
        _ => Code.Bool("true"),
    };

    private Code Loop(Quantifier quantifier, Locals locals)
    {
        (string parameters, string arguments, Locals inner) = Capture(FreeVariables.Of(quantifier), locals, names.Scope);
        inner.IsKeeping = locals.IsKeeping;
        bool counts = quantifier.Kind == QuantifierKind.Count;
        bool finds = quantifier.Kind == QuantifierKind.First;
        var lines = new CodeLines(@class.Directives, outer: 2);
        string total = inner.Claim("found");
        if (counts) lines.Line($"int {total} = 0;");
        Local item = OpenLoop(lines, quantifier.Variable, quantifier.Domain, inner);
        Code body = quantifier.Body is { } b ? Condition(b, inner) : Code.Bool("true");
        Code stop = quantifier.Kind == QuantifierKind.All ? body.Not() : body;
        string then = counts ? $"{total}++;" : finds ? $"return {item.Name};" : $"return {(quantifier.Kind == QuantifierKind.Any ? "true" : "false")};";
        if (@class.Part is { } part) lines.At(part);
        lines.Line(stop.Text == "true" ? then : $"if ({stop.Text}) {then}").Unmapped();
        lines.Close().Line("");
        lines.Line(counts ? $"return {total};" : finds ? "return None;" : $"return {(quantifier.Kind == QuantifierKind.Any ? "false" : "true")};");
        string method = @class.Method(quantifier.IsTruth ? "bool" : "int", quantifier.Kind.ToString(), parameters, lines.ToString());
        return new Code($"{method}({arguments})", quantifier.IsTruth ? Representation.Bool : Representation.Int);
    }

    private Code Builtin(BuiltinCall call, Locals locals)
    {
        IReadOnlyList<Expression> x = call.Arguments;
        if (call.Function is IR.Builtin.Reserved or IR.Builtin.MapsReserved) facets.Need("Reserved");
        return Code.Bool(call.Function switch
        {
            IR.Builtin.PageAligned => $"PageAligned({Address(x[0], locals)})",
            IR.Builtin.Addressable => $"Addressable({Address(x[0], locals)}, {Address(x[1], locals)})",
            IR.Builtin.Reserved => $"IsReserved({Id(x[0], locals)}, {Address(x[1], locals)}, {Address(x[2], locals)})",
            IR.Builtin.Overlaps => $"Overlaps({Id(x[0], locals)}, {Address(x[1], locals)}, {Address(x[2], locals)})",
            IR.Builtin.Cuts => $"Cuts({Id(x[0], locals)}, {Address(x[1], locals)}, {Address(x[2], locals)})",
            IR.Builtin.Full => $"IsFull({Id(x[0], locals)})",
            IR.Builtin.Wraps => $"Wraps({Address(x[0], locals)}, {Address(x[1], locals)})",
            IR.Builtin.MapsReserved => $"MapsReserved({Id(x[0], locals)}, {Id(x[1], locals)})",
            IR.Builtin.Fits => $"Fits({Id(x[0], locals)})",
            _ => throw new ArgumentException($"no function: {call.Function}", nameof(call)),
        });
    }
}
