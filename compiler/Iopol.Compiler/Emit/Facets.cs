using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>A truth value kept beside every device, because it is asked often and changes seldom or never.</summary>
/// <param name="Name">Field that holds it.</param>
/// <param name="Value">C# that computes it for the device <c>d</c>.</param>
/// <param name="OverDriver">It changes with the device's driver.</param>
/// <param name="Comment">What it is.</param>
internal sealed record Facet(string Name, string Value, bool OverDriver, string Comment);

/// <summary>A clause list in use: per device the index of its first entry that matches.</summary>
/// <param name="Clause">The list.</param>
/// <param name="OverDriver">It changes with the device's driver.</param>
internal sealed record ClauseFacet(ClauseIR Clause, bool OverDriver);

/// <summary>A count per group of the devices for which a condition holds.</summary>
/// <param name="Name">Field that holds it.</param>
/// <param name="Condition">C# that says whether the device <c>d</c> counts.</param>
/// <param name="DependsOn">What changes it.</param>
/// <param name="Comment">What it is.</param>
internal sealed record Counter(string Name, string Condition, Dependences DependsOn, string Comment);

/// <summary>A fact every device has, in an array.</summary>
/// <param name="Name">Field.</param>
/// <param name="Type">Element type.</param>
/// <param name="Value">C# that reads it from <c>facts</c>.</param>
/// <param name="Need">Member of FactNeeds.</param>
internal sealed record FactArray(string Name, string Type, string Value, string Need);

/// <summary>What the class keeps beside the states of its model; everything is there once, however often it is asked for.</summary>
internal sealed class Facets(NameScope members)
{
    private readonly Dictionary<string, Facet> facets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counter> counters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, ClauseFacet> clauses = [];
    private readonly SortedDictionary<Fact, FactArray> facts = [];
    private readonly SortedSet<string> needs = new(StringComparer.Ordinal);

    public IEnumerable<Facet> All => facets.Values;

    public IEnumerable<Counter> Counters => counters.Values;

    public IEnumerable<ClauseFacet> Clauses => clauses.Values;

    public IEnumerable<FactArray> Facts => facts.Values;

    /// <summary>Members of FactNeeds.</summary>
    public IEnumerable<string> Needs => needs;

    public void Need(string fact) => needs.Add(fact);

    /// <summary>The field of a facet that has this value.</summary>
    public string Facet(string wanted, string value, bool overDriver, string comment)
    {
        if (!facets.TryGetValue(value, out Facet? facet))
        {
            facets.Add(value, facet = new Facet(members.Claim(wanted), value, overDriver, comment));
        }

        return facet.Name;
    }

    /// <summary>The field that counts the devices for which the condition holds.</summary>
    public string Counter(string wanted, string condition, Dependences dependsOn, string comment)
    {
        if (!counters.TryGetValue(condition, out Counter? counter))
        {
            counters.Add(condition, counter = new Counter(members.Claim(wanted), condition, dependsOn, comment));
        }

        return counter.Name;
    }

    /// <summary>Keeps the first matching entry of a clause list.</summary>
    public void Clause(ClauseIR clause, bool overDriver)
    {
        if (clauses.ContainsKey(clause.Index)) return;
        clauses.Add(clause.Index, new ClauseFacet(clause, overDriver));
        foreach (string need in clause.Entries.SelectMany(e => Selectors.Needs(e.Selector))) Need(need);
    }

    /// <summary>The array of a fact of devices that never changes.</summary>
    public FactArray Fact(Fact fact)
    {
        if (!facts.TryGetValue(fact, out FactArray? array))
        {
            (string name, string type, string value, string need) = fact switch
            {
                IR.Fact.HeaderType => ("headerTypeOf", "int", "facts.HeaderTypeOrImplied ?? 0", "HeaderType"),
                IR.Fact.Vendor => ("vendorOf", "int", "facts.Vendor ?? 0", "Vendor"),
                IR.Fact.DeviceId => ("deviceIdOf", "int", "facts.Device ?? 0", "DeviceId"),
                IR.Fact.Class => ("classOf", "int", "facts.Class ?? 0", "Class"),
                IR.Fact.Port => ("portOf", "int", "(int)(facts.Port ?? 0)", "Port"),
                IR.Fact.Multifunction => ("isMultifunction", "bool", "facts.Multifunction == true", "Multifunction"),
                IR.Fact.VirtualFunction => ("isVirtualFunction", "bool", "facts.Sriov?.Virtual == true", "Sriov"),
                IR.Fact.RequiresDirectMap => ("requiresDirectMap", "bool", "facts.RequiresDirectMap == true", "DirectMap"),
                IR.Fact.External => ("isExternal", "bool", "facts.External == true", "External"),
                IR.Fact.Resettable => ("isResettable", "bool", "facts.Resettable == true", "Resettable"),
                IR.Fact.HasAcs => ("hasAcs", "bool", "facts.Acs?.Present == true", "Acs"),
                _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "no fixed fact of a device"),
            };
            facts.Add(fact, array = new FactArray(members.Claim(name), type, value, need));
            Need(need);
        }

        return array;
    }
}
