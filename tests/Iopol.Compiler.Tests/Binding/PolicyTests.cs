using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;

namespace Iopol.Compiler.Tests.Binding;

public class PolicyTests
{
    [Fact]
    public void A_forbid_stands_in_front_of_its_operation_and_counts_first()
    {
        PolicyIR policy = Bound.Policy(Marked.Policy("forbid close(h) when owner[group[h]] is h and can_reach(caller, 0) else EPERM \"{h} stays\";")
            .Replace(" and can_reach(caller, 0)", "", StringComparison.Ordinal));
        OperationIR close = policy.Operations.Single(o => o.Name == "close");

        var forbid = Assert.IsType<RequireStatement>(close.Body[0]);
        Assert.IsType<NotExpression>(forbid.Condition);
        RefusalIR refusal = policy.Refusals[forbid.RefusalId - 1];
        Assert.Equal((forbid.RefusalId, "close", "close", "EPERM"), (refusal.Id, refusal.Rule, refusal.Operation, refusal.Errno));
        Assert.Equal(close.Parameters[0], Assert.IsType<VariableReference>(refusal.Reason.Parts[0].Hole).Variable);
        Assert.True(policy.Refusals.Single(r => r.Errno == "EINVAL").Id > refusal.Id);
    }

    [Fact]
    public void Refusals_count_from_one_in_source_order()
    {
        PolicyIR policy = Bound.Policy(Marked.Model(""));

        Assert.Equal(Enumerable.Range(1, policy.Refusals.Count), policy.Refusals.Select(r => r.Id));
        Assert.Equal(policy.Refusals.OrderBy(r => r.Place.Line).ThenBy(r => r.Place.Column).Select(r => r.Id), policy.Refusals.Select(r => r.Id));
    }

    [Theory]
    [InlineData("require named: safe(d) else EINVAL \"no\";", "named")]
    [InlineData("require no e in g: protect(e) else EINVAL \"no\";", "protect")]
    [InlineData("require safe(d) and safe(d) else EINVAL \"no\";", "safe")]
    [InlineData("require safe(d) or protect(d) else EINVAL \"no\";", "op")]
    [InlineData("require d.multifunction else EINVAL \"no\";", "op")]
    [InlineData("refuse EINVAL \"no\";", "op")]
    [InlineData("promise safe(d) else panic \"no\";", "safe")]
    public void A_refusal_is_called_by_its_label_its_rule_or_its_operation(string statement, string rule) =>
        Assert.Equal(rule, Bound.Policy(Marked.Operation(statement)).Refusals.Last(r => r.Operation == "op").Rule);

    [Fact]
    public void Slots_are_distinct_parameters_first_then_the_caller()
    {
        OperationIR operation = Bound.Policy(Marked.Operation("let a = owner[g]; if no e in g: safe(e) { let b = d; } each e in g { forget(g); } let c = count e in g: safe(e);"))
            .Operations.Single(o => o.Name == "op");

        Assert.Equal([0, 1, 2, 3], operation.Parameters.Select(p => p.Slot));
        Assert.Equal(4, operation.Caller!.Slot);
        Assert.Equal(11, operation.LocalCount);
    }

    [Fact]
    public void An_override_calls_what_it_replaces_and_the_base_calls_the_override()
    {
        const string Text = """
            model M { rule a(d: device); rule b(d: device); operation o(d: device) by admin { require a(d) else EPERM "no"; } }
            policy P for M { a(d) = b(d); b(d) = true; }
            policy Q extends P { override b(d) = not base.b(d); }
            policy R extends Q { override b(x) = base.b(x) or x.external; }
            """;
        Compilation compilation = Bound.Compile(Text);

        Bound.AssertNoErrors(compilation);
        PolicyIR last = compilation.Policies[2];
        Assert.Equal(["base.b.1", "base.b.2", "b", "a"], last.Rules.Select(r => r.Name));
        Assert.Same(last.Rules[2], Assert.IsType<RuleCall>(last.Rules[3].Body).Rule);
        Assert.Equal(["b", "a"], compilation.Policies[0].Rules.Select(r => r.Name));
    }

    [Fact]
    public void Settings_and_alias_handling_are_inherited()
    {
        Compilation compilation = Bound.Compile(Marked.Policy("strict = true; aliases = refuse EBUSY;") + "policy Q extends P { kernel = 6.1; }");
        PolicyIR derived = compilation.Policies[1];

        Assert.Equal([0x60100L, 1L], derived.Settings.Select(s => s.Value));
        Assert.Equal(new AliasHandling(AliasKind.Refuse, "EBUSY"), derived.Aliases);
        Assert.Equal([0x60c00L, 1L], compilation.Policies[0].Settings.Select(s => s.Value));
    }

    [Fact]
    public void Only_the_switch_of_a_device_can_be_refused_for_its_sharers()
    {
        string text = Marked.Operation("switch d to blocked; switch g to default;").Replace("safe(d) = true;", "safe(d) = true; aliases = refuse EBUSY;", StringComparison.Ordinal);
        SwitchStatement[] switches = [.. Bound.Policy(text).Operations.Single(o => o.Name == "op").Body.OfType<SwitchStatement>()];

        Assert.True(switches[0].RefusalId > 0);
        Assert.Equal(0, switches[1].RefusalId);
    }

    [Fact]
    public void A_hole_may_name_the_member_a_quantifier_decided_on()
    {
        PolicyIR policy = Bound.Policy(Marked.Operation("require no e in g: protect(e) else EPERM \"{e} is {{protected}}\";"));
        OperationIR operation = policy.Operations.Single(o => o.Name == "op");
        var condition = (Quantifier)((RequireStatement)operation.Body[0]).Condition;
        IReadOnlyList<MessagePart> parts = policy.Refusals[^1].Reason.Parts;

        Assert.Equal(condition.Variable, ((VariableReference)parts[0].Hole!).Variable);
        Assert.Equal(" is {protected}", parts[1].Text);
    }

    [Fact]
    public void Names_mean_what_is_expected_of_them()
    {
        OperationIR operation = Bound.Policy(Marked.Model("""
            operation op(d: device, k: kind, w: driver, a: access, c: file) by user {
                require one: k in { one, two } and two is k else EINVAL "no";
                require port: d.port is root_port and w in { vfio-pci, none } and d.driver is pci-stub else EINVAL "no";
                require access: a is readwrite and a is not none else EINVAL "no";
                require context: context[d] is identity and (context[d] is blocked or kernel >= 6) else EINVAL "no";
            }
            """)).Operations.Single(o => o.Name == "op");

        Assert.Equal(4, operation.Body.OfType<RequireStatement>().Count());
        Constant[] constants = [.. operation.Body.Cast<RequireStatement>().SelectMany(r => r.Condition.DescendantsAndSelf()).OfType<Constant>()];
        Assert.Equal([0, 1, 1, 3, -1, 3, 0, 2, 1, 0x60000], constants.Select(c => c.Value));
    }

    [Fact]
    public void Symbols_know_their_references()
    {
        Compilation compilation = Bound.Compile(Marked.Model(""));
        Symbol safe = compilation.Symbols.Declarations.Single(s => s.Kind == SymbolKind.Rule);

        Assert.Equal("safe(d: device)", safe.Detail);
        Assert.Equal(3, compilation.Symbols.ReferencesTo(safe).Count);
        Assert.All(compilation.Symbols.ReferencesTo(safe), r => Assert.Same(safe, compilation.Symbols.At(r.Path, r.Span.Start)));
        Assert.Contains("two", compilation.Symbols.Unreferenced().Select(s => s.Name));
        Assert.DoesNotContain("file", compilation.Symbols.Unreferenced().Where(s => s.Kind == SymbolKind.Object).Select(s => s.Name));
    }

    [Fact]
    public void Expressions_know_where_they_were_written()
    {
        Compilation compilation = Bound.Compile(Marked.Model(""));
        OperationIR close = compilation.Policies[0].Operations.Single(o => o.Name == "close");
        var require = (RequireStatement)close.Body[0];

        Assert.Equal("owner[group[f]] is f", compilation.Files[0].Tree.Text.ToString(compilation.Places[require.Condition]!.Span));
    }
}
