using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>The class being written: what its parts share while they are written.</summary>
internal sealed class ClassWriter
{
    private readonly Dictionary<string, string> methodsByCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> selectorFields = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Fact, string> hostFacts = [];
    private readonly Dictionary<string, string> memberConstants = new(StringComparer.Ordinal);
    private readonly List<string> helpers = [];
    private readonly HashSet<Fact> factSetters = [];
    private readonly NoneFlow none;
    private readonly Dictionary<int, string> gives = [];
    private string owner = "";
    private SourcePlace? place;

    /// <summary>Nothing written yet.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="className">Name of the class.</param>
    /// <param name="directives">Writes <c>#line</c>.</param>
    public ClassWriter(PolicyIR policy, string className, LineDirectives directives)
    {
        Directives = directives;
        Policy = policy;
        Names = new MemberNames(policy, className);
        Facets = new Facets(Names.Scope);
        Locality = new DeviceLocality(policy);
        Handles = new Handles(policy);
        none = new NoneFlow(policy);
        Expressions = new ExpressionWriter(this);
        Witnesses = new WitnessWriter(this, Expressions);
        Statements = new StatementWriter(this, Expressions, Witnesses);
    }

    public PolicyIR Policy { get; }

    public LineDirectives Directives { get; }

    public MemberNames Names { get; }

    public Facets Facets { get; }

    public DeviceLocality Locality { get; }

    public Handles Handles { get; }

    public ExpressionWriter Expressions { get; }

    public WitnessWriter Witnesses { get; }

    public StatementWriter Statements { get; }

    /// <summary>Methods expressions needed, as text.</summary>
    public IReadOnlyList<string> HelperMethods => helpers;

    /// <summary>Fields of selectors, with the expression that makes each.</summary>
    public IEnumerable<(string Name, string Value)> SelectorFields => selectorFields.Select(p => (p.Value, p.Key));

    /// <summary>Facts of the host in use.</summary>
    public IEnumerable<(Fact Fact, string Field)> HostFacts => hostFacts.Select(p => (p.Key, p.Value));

    /// <summary>Which of driver and driver_override operations assign.</summary>
    public IReadOnlyCollection<Fact> FactSetters => factSetters;

    /// <summary>Where the declaration written now stands.</summary>
    public string Where => place is null ? owner : $"{owner}, {CSharpText.Comment(PlaceText(place))}";

    /// <summary>A place with its path as given, with forward slashes, so that the text is the same on every machine.</summary>
    public static string PlaceText(SourcePlace place) =>
        $"{place.Path.Replace('\\', '/')}({Invariant.Text(place.Line)},{Invariant.Text(place.Column)})";

    /// <summary>Writes something on behalf of a declaration.</summary>
    public T Within<T>(string name, SourcePlace at, Func<T> write)
    {
        (string, SourcePlace?, SourcePlace?) outer = (owner, place, Part);
        (owner, place, Part) = (CSharpText.Pascal(name), at, null);
        T written = write();
        (owner, place, Part) = outer;
        return written;
    }

    /// <summary>The part of the declaration that is written now, where that is known.</summary>
    public SourcePlace? Part { get; set; }

    /// <summary>A field name on behalf of the declaration written now.</summary>
    public string Field(string suffix) => CSharpText.Camel(owner).TrimStart('@') + suffix;

    /// <summary>A method; one with the same code is used again.</summary>
    public string Method(string type, string suffix, string parameters, string body) => Method("private", type, suffix, parameters, body);

    /// <summary>A method that is seldom run and must not be copied into those that are.</summary>
    public string ColdMethod(string type, string suffix, string parameters, string body) => Method(
        "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]\nprivate",
        type, suffix, parameters, body);

    /// <summary>The field of a fact of the host.</summary>
    public string HostFact(Fact fact)
    {
        if (!hostFacts.TryGetValue(fact, out string? field)) hostFacts.Add(fact, field = Names.Scope.Claim(CSharpText.Camel(fact.ToString())));
        return field;
    }

    /// <summary>The field of a selector.</summary>
    public string SelectorField(Selector selector)
    {
        string value = Selectors.Make(selector);
        if (!selectorFields.TryGetValue(value, out string? field)) selectorFields.Add(value, field = Names.Scope.Claim(owner + "Selector"));
        return field;
    }

    /// <summary>A member of an enum as an <c>int</c>.</summary>
    public string Member(EnumIR type, long index)
    {
        string key = type.Name + "." + Invariant.Text(index);
        if (!memberConstants.TryGetValue(key, out string? text))
        {
            memberConstants.Add(key, text = $"(int){Names.Enum(type)}.{Members(type)[(int)index]}");
        }

        return text;
    }

    /// <summary>Names of the members of an enum.</summary>
    public static IReadOnlyList<string> Members(EnumIR type)
    {
        var scope = new NameScope();
        return [.. type.Members.Select(m => scope.Claim(CSharpText.Pascal(m.Name)))];
    }

    /// <summary>Variables of a rule.</summary>
    public Locals ParametersOf(RuleIR rule)
    {
        var locals = new Locals(Names.Scope);
        foreach (VariableIR p in rule.Parameters) locals.Add(p, none.Of(rule, p));
        return locals;
    }

    /// <summary>Variables of an action.</summary>
    public Locals ParametersOf(ActionIR action)
    {
        var locals = new Locals(Names.Scope);
        foreach (VariableIR p in action.Parameters) locals.Add(p, none.Of(action, p));
        return locals;
    }

    /// <summary>Variables of an operation, its caller, and what it gives.</summary>
    public Locals ParametersOf(OperationIR operation)
    {
        var locals = new Locals(Names.Scope);
        foreach (VariableIR p in operation.Parameters) locals.Add(p, p.Type.Optional);
        if (operation.Caller is { } caller) locals.Add(caller, mayBeNone: false);
        gives.Clear();
        foreach (GiveIR give in operation.Gives) gives[give.Index] = locals.Claim(CSharpText.Camel(give.Name));
        return locals;
    }

    /// <summary>The C# variable of a value the operation written now gives.</summary>
    public string Give(GiveIR give) => gives[give.Index];

    public void UsesFactSetter(Fact fact) => factSetters.Add(fact);

    private string Method(string modifiers, string type, string suffix, string parameters, string body)
    {
        // Where it is asked from makes no other method of it.
        IEnumerable<string> plain = body.Split('\n').Where(l => !l.TrimStart().StartsWith("#line", StringComparison.Ordinal));
        string code = $"{type} ({parameters})\n{string.Join("\n", plain)}";
        if (methodsByCode.TryGetValue(code, out string? known)) return known;
        string name = Names.Scope.Claim(owner + suffix);
        methodsByCode.Add(code, name);
        string comment = place is null ? "" : $"// {CSharpText.Comment(PlaceText(place))}\n";
        string indented = string.Join("\n", body.Split('\n').Select(l => l.Length == 0 ? l : "    " + l));
        helpers.Add($"{comment}{modifiers} {type} {name}({parameters})\n{{\n{indented}\n}}");
        return name;
    }
}
