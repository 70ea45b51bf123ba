using Iopol.Compiler.Diagnostics;

namespace Iopol.Compiler.Tests.Binding;

public class BindingDiagnosticsTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        // Names
        { "IOPOL2001", "there is no fact of a device 'drivr' here", Marked.Condition("d.[|drivr|] is none") },
        { "IOPOL2001", "there is no fact of the host 'msi' here", Marked.Condition("host.[|msi|]") },
        { "IOPOL2001", "there is no rule or predicate 'saef' here", Marked.Condition("[|saef|](d)") },
        { "IOPOL2001", "there is no state 'ownr' here", Marked.Condition("[|ownr|][g] is none") },
        { "IOPOL2001", "there is no name 'nothing' here", Marked.Condition("[|nothing|] is d") },
        { "IOPOL2001", "there is no name 'caller' here", Marked.Action("revoke d from [|caller|];") },
        { "IOPOL2001", "there is no type 'devcie' here", Marked.Model("state s: [|devcie|]? per group;") },
        { "IOPOL2001", "there is no member of kind 'thre' here", Marked.Model("operation op(k: kind) by admin { require l: k is [|thre|] else EINVAL \"no\"; }") },
        { "IOPOL2001", "there is no port type 'rootport' here", Marked.Condition("d.port is [|rootport|]") },
        { "IOPOL2001", "there is no context 'blokked' here", Marked.Condition("context[d] is [|blokked|]") },
        { "IOPOL2001", "there is no actor 'root' here", Marked.Model("operation op() by [|root|] { }") },
        { "IOPOL2001", "there is no result 'fine' here", Marked.Operation("give [|fine|] = true;") },
        { "IOPOL2001", "there is no action 'forgte' here", Marked.Operation("[|forgte|](g);") },
        { "IOPOL2001", "there is no object 'fiel' here", Marked.Operation("let y = new [|fiel|];") },
        { "IOPOL2001", "there is no set of drivers 'vifo' here", Marked.Policy("drivers vfio = vfio-pci; predicate p(d: device) = d.driver in [|vifo|];") },
        { "IOPOL2001", "there is no model 'N' here", "policy P for [|N|] { }" },
        { "IOPOL2001", "there is no policy 'N' here", "policy P extends [|N|] { }" },
        { "IOPOL2001", "there is no clause of model 'M' called 'proteckt' here", Marked.Policy("[|proteckt|] class 0x02 \"ours\";") },
        { "IOPOL2001", "there is no setting of model 'M' called 'strickt' here", Marked.Policy("[|strickt|] = true;") },
        { "IOPOL2001", "there is no operation 'opne' here", Marked.Policy("forbid [|opne|](g) when true else EPERM \"no\";") },
        { "IOPOL2001", "there is no selector 'nics' here", Marked.Policy("protect [|nics|] \"ours\";") },
        { "IOPOL2001", "there is no capability 'ats' here", Marked.Policy("protect has [|ats|] \"ours\";") },
        { "IOPOL2001", "there is no device class 'netwrok' here", Marked.Policy("protect class [|netwrok|] \"ours\";") },
        { "IOPOL2001", "there is no alias handling 'apart' here", Marked.Policy("aliases = [|apart|];") },
        { "IOPOL2002", "'kind' is already declared at line 4", Marked.Model("object [|kind|] limit 1;") },
        { "IOPOL2002", "'owner' is already declared at line 8", Marked.Model("state [|owner|]: bool per device;") },
        { "IOPOL2002", "'groups_of' is already declared at line 9", Marked.Model("state twice: file? per device inverse [|groups_of|];") },
        { "IOPOL2002", "'safe' is already declared at line 6", Marked.Model("predicate [|safe|](d: device) = true;") },
        { "IOPOL2002", "'one' is already declared at line 17", Marked.Model("enum other { one, [|one|] }") },
        { "IOPOL2002", "'d' is already declared at line 17", Marked.Condition("any [|d|] in g: true") },
        { "IOPOL2002", "'x' is already declared at line 17", Marked.Model("operation op(x: device, [|x|]: device) by admin { }") },
        { "IOPOL2002", "'s' is already declared at line 22", Marked.Policy("drivers s = a;\ndrivers [|s|] = b;") },
        { "IOPOL2002", "'safe' is already declared at line 21", Marked.Policy("[|safe|](d) = false;") },
        { "IOPOL2002", "'P' is already declared at line 19", Marked.Model("") + "policy [|P|] for M { safe(d) = true; }" },
        { "IOPOL2003", "'map' is a word of Iopol and cannot name an action", Marked.Model("action [|map|]() { }") },
        { "IOPOL2003", "'device' is a word of Iopol and cannot name an object", Marked.Model("object [|device|] limit 1;") },

        // Arguments and types
        { "IOPOL2004", "'safe' takes 1 argument, not 2", Marked.Condition("[|safe(d, d)|]") },
        { "IOPOL2004", "'reserved' takes 3 arguments, not 1", Marked.Condition("[|reserved(g)|]") },
        { "IOPOL2004", "'safe' takes 1 argument, not 0", Marked.Model("").Replace("safe(d) = true", "safe[|()|] = true", StringComparison.Ordinal) },
        { "IOPOL2004", "'maps_reserved' takes 2 arguments, not 1", Marked.Condition("[|maps_reserved(g)|]") },
        { "IOPOL2039", "'boot' is what runs for every group when the host starts", Marked.Model("action [|boot|](d: device) { d.driver = none; }") },
        { "IOPOL2004", "'copy' takes 2 arguments, not 1", Marked.Operation("let s = new space; [|copy(s)|];") },
        { "IOPOL2004", "'unmap_within' takes 3 arguments, not 1", Marked.Operation("let s = new space; [|unmap_within(s)|];") },
        { "IOPOL2005", "'first e in g: safe(e)' is of type device?, but bool is needed here", Marked.Condition("[|first e in g: safe(e)|]") },
        { "IOPOL2006", "'first e in g' is of type device? and 'g' of type group, so they are never equal", Marked.Condition("[|first e in g is g|]") },
        { "IOPOL2005", "'d' is of type device, but group is needed here", Marked.Condition("owner[[|d|]] is none") },
        { "IOPOL2005", "'g' is of type group, but bool is needed here", Marked.Condition("[|g|] or safe(d)") },
        { "IOPOL2005", "'f' is of type file, but device is needed here", Marked.Condition("[|f|].driver is none") },
        { "IOPOL2005", "'f' is of type file, but device or group is needed here", Marked.Operation("switch [|f|] to blocked;") },
        { "IOPOL2005", "'true' is of type bool, but file? is needed here", Marked.Operation("owner[g] = [|true|];") },
        { "IOPOL2005", "'quiet' is of type bool, but count is needed here", Marked.Operation("[|quiet|] += true;") },
        { "IOPOL2005", "'1' is of type count, but bool is needed here", Marked.Model("setting s: bool = [|1|];") },
        { "IOPOL2006", "'d' is of type device and 'g' of type group, so they are never equal", Marked.Condition("[|d is g|]") },
        { "IOPOL2006", "'owner[g]' is of type file? and 'd.driver' of type driver?, so they are never equal", Marked.Condition("[|owner[g] is d.driver|]") },
        { "IOPOL2007", "values of type device have no order", Marked.Condition("[|d < d|]") },
        { "IOPOL2008", "none cannot stand here: a value of type bool is needed", Marked.Operation("quiet = [|none|];") },
        { "IOPOL2009", "'d.group' cannot be assigned", Marked.Operation("[|d.group|] = g;") },
        { "IOPOL2009", "'context[d]' cannot be assigned", Marked.Operation("[|context[d]|] = blocked;") },
        { "IOPOL2009", "'d' cannot be assigned", Marked.Operation("[|d|] = none;") },
        { "IOPOL2010", "'EBUSSY' is no errno Iopol knows", Marked.Operation("refuse [|EBUSSY|] \"no\";") },

        // Rules
        { "IOPOL2011", "policy 'Q' does not supply the rule safe(d: device)", Marked.Model("") + "policy [|Q|] for M { }" },
        { "IOPOL2012", "model 'M' asks for no rule 'sfae'", Marked.Policy("[|sfae|](d) = true;") },
        { "IOPOL2013", "'safe' is supplied by 'P' already", Marked.Extended("[|safe|](d) = false;") },
        { "IOPOL2014", "'safe' overrides nothing", Marked.Policy("").Replace("safe(d) = true", "[|override|] safe(d) = true", StringComparison.Ordinal) },
        { "IOPOL2015", "'base.unsafe' cannot stand here", Marked.Extended("override safe(d) = [|base.unsafe|](d);") },
        { "IOPOL2015", "'base.safe' cannot stand here", Marked.Condition("[|base.safe|](d)") },
        { "IOPOL2016", "predicate 'a' calls itself: a → b → a", Marked.Model("predicate [|a|](d: device) = b(d); predicate b(d: device) = a(d);") },
        { "IOPOL2016", "rule 'safe' calls itself: safe → safe", Marked.Policy("").Replace("safe(d) = true", "[|safe|](d) = safe(d)", StringComparison.Ordinal) },
        { "IOPOL2016", "action 'a' calls itself: a → a", Marked.Model("action [|a|](d: device) { a(d); }") },
        { "IOPOL2016", "selector 's' calls itself: s → t → s", Marked.Policy("select [|s|] = t; select t = not s;") },

        // Statements
        { "IOPOL2017", "'require' cannot stand in an action", Marked.Action("[|require|] safe(d) else EINVAL \"no\";") },
        { "IOPOL2017", "'new' cannot stand in an action", Marked.Action("owner[g] = [|new file|];") },
        { "IOPOL2017", "'block' cannot stand in an action", Marked.Action("[|block|] until safe(d);") },
        { "IOPOL2018", "'block until' stands inside 'if'", Marked.Operation("if safe(d) { [|block|] until safe(d); }") },
        { "IOPOL2019", "'h' was bound before 'block until' and may be out of date", Marked.Operation("let h = owner[g]; block until safe(d); give ok_ = [|h|] is f;") },
        { "IOPOL2020", "'devices' goes through the whole host", Marked.Condition("no e in [|devices|]: safe(e)") },
        { "IOPOL2020", "'file' goes through the whole host", Marked.Condition("any e in [|file|]: e is f") },
        { "IOPOL2021", "'d' has no members to go through", Marked.Condition("no e in [|d|]: safe(e)") },
        { "IOPOL2022", "'vfio' is a set of drivers, not a driver", Marked.Policy("drivers vfio = vfio-pci; predicate p(d: device) = d.driver is [|vfio|];") },
        { "IOPOL2022", "'vfio' is a set of drivers, not a driver", Marked.Policy("drivers vfio = vfio-pci; protect driver [|vfio|] \"no\";") },
        { "IOPOL2023", "policy 'Q' has 65 driver sets", Marked.Model("") + $"policy [|Q|] for M {{ safe(d) = true; {string.Concat(Enumerable.Range(0, 65).Select(i => $"drivers s{i} = a{i};"))} }}" },
        { "IOPOL2024", "operation 'op' gives 3 values", Marked.Model("operation op() by admin gives a: bool, b: bool, [|c: bool|] { }") },
        { "IOPOL2025", "a setting cannot be of type device", Marked.Model("setting s: [|device|] = none;") },
        { "IOPOL2025", "the key of a state cannot be of type bool", Marked.Model("state s: bool per [|bool|];") },
        { "IOPOL2025", "an operation's parameter cannot be of type context", Marked.Model("operation op(c: [|context|]) by admin { }") },
        { "IOPOL2026", "a bool is never none", Marked.Model("state s: bool[|?|] per device;") },
        { "IOPOL2027", "2147483648 is out of range: it may be 0 to 2147483647", Marked.Condition("d.vendor is [|2147483648|]") },
        { "IOPOL2027", "6.300 is out of range: a release has a major number up to 32767, and a minor and a patch number up to 255", Marked.Condition("kernel < [|6.300|]") },
        { "IOPOL2027", "0 is out of range: a pool holds at least 1", Marked.Model("object o limit [|0|];") },
        { "IOPOL2028", "'safe(d)' is not a constant", Marked.Model("state s: bool = [|safe(d)|] per device;") },
        { "IOPOL2029", "a device by address cannot stand here", Marked.Condition("d is [|0000:01:00.0|]") },
        { "IOPOL2030", "the range ends before it begins: 0000:02:00.0 is after 0000:01:00.0", Marked.Policy("protect at [|0000:02:00.0..0000:01:00.0|] \"ours\";") },
        { "IOPOL2031", "'0x020' is no class code", Marked.Policy("protect class [|0x020|] \"ours\";") },
        { "IOPOL2032", "'safe' is a rule and does nothing as a statement", Marked.Operation("[|safe(d)|];") },
        { "IOPOL2032", "'close' is an operation and does nothing as a statement", Marked.Operation("[|close(f)|];") },
        { "IOPOL2033", "'new' changes the host and cannot stand inside an expression", Marked.Condition("owner[g] is [|new file|]") },
        { "IOPOL2034", "'free' cannot stand in a request", Marked.Model("request r(f: file) { [|free f;|] }") },
        { "IOPOL2035", "operation 'close' gives nothing", Marked.Model("request r(f: file) { let x = [|close|](f); }") },
        { "IOPOL2036", "policy 'A' extends itself: A → B → A", "policy A extends [|B|] { } policy B extends A { }" },
        { "IOPOL2037", "nothing here tells which type this none has", Marked.Operation("let y = [|none|];") },
        { "IOPOL2038", "state 's' cannot have an inverse: its value is of type bool", Marked.Model("state s: bool per device inverse [|t|];") },
        { "IOPOL2039", "'owner' is a state per group", Marked.Condition("[|owner|] is none") },
        { "IOPOL2039", "'safe' is a rule", Marked.Condition("[|safe|]") },
        { "IOPOL2039", "'p' is a rule's parameter without a type", Marked.Model("rule r([|p|]) = true;") },
        { "IOPOL2001", "there is no fact of a device 'drivr' here", Marked.Operation("refuse EINVAL \"{d} is on {d.[|drivr|]}\";") },
        { "IOPOL2040", "'d is' cannot fill a hole", Marked.Operation("refuse EINVAL \"{[|d is|]}\";") },
        { "IOPOL2041", "what 'p65' calls is nested deeper than 64", Marked.Model(Chain()) },
        { "IOPOL2043", "this switch always succeeds, so its 'else' never runs", Marked.Operation("switch g to blocked [|else|] { owner[g] = none; }") },
        { "IOPOL2042", "with 's13' this selector has more than 10000 terms", Marked.Policy(Doubling()) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_has_one_message_at_its_place(string id, string message, string text) => Marked.AssertOnly(id, message, text);

    [Fact]
    public void Every_descriptor_has_a_case()
    {
        IEnumerable<string> tested = ((IEnumerable<object[]>)Cases).Select(c => (string)c[0])
            .Concat(((IEnumerable<object[]>)TestDiagnosticsTests.Cases).Select(c => (string)c[0]))
            .Concat(ImportDiagnosticsTests.Tested);

        Assert.Empty(BindingDiagnostics.All.Concat(ImportDiagnostics.All).Concat(TestDiagnostics.All).Select(d => d.Id).Except(tested));
    }

    [Fact]
    public void Ids_rise_and_are_unique() =>
        Assert.Equal(DiagnosticCatalog.All.Select(d => d.Id).Distinct().OrderBy(i => i, StringComparer.Ordinal), DiagnosticCatalog.All.Select(d => d.Id));

    [Fact]
    public void A_near_name_is_suggested_and_written()
    {
        Diagnostic diagnostic = Marked.AssertOnly("IOPOL2001", "there is no fact of a device 'drivr' here", Marked.Condition("d.[|drivr|] is none"));

        Assert.Equal("did you mean 'driver'?", diagnostic.Help);
        Assert.Equal("driver", Assert.Single(diagnostic.Fix!.Edits).NewText);
    }

    [Fact]
    public void The_stub_of_a_missing_rule_makes_the_policy_whole()
    {
        string text = Marked.Model("") + "policy [|Q|] for M {\n}\n";
        Diagnostic diagnostic = Marked.AssertOnly("IOPOL2011", "policy 'Q' does not supply the rule safe(d: device)", text);
        TextEdit edit = Assert.Single(diagnostic.Fix!.Edits);
        string plain = text.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

        Bound.AssertNoErrors(Bound.Compile(plain.Insert(edit.Span.Start, edit.NewText)));
    }

    [Fact]
    public void Independent_mistakes_are_all_reported()
    {
        Compilation compilation = Bound.Compile(Marked.Condition("d.drivr is none and saef(d) and owner[d] is none"));

        Assert.Equal(["IOPOL2001", "IOPOL2001", "IOPOL2005"], compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id));
    }

    [Fact]
    public void A_wrong_let_does_not_make_its_uses_wrong() =>
        Marked.AssertOnly("IOPOL2001", "there is no state 'ownr' here", Marked.Operation("let h = [|ownr|][g]; free h; if h is none { quiet = true; } free h;"));

    [Fact]
    public void A_policy_with_errors_has_no_ir_and_the_others_do()
    {
        Compilation compilation = Bound.Compile(Marked.Model("") + "policy Q for M { } policy R extends Q { } policy S extends P { }");

        Assert.Equal(["P", "S"], compilation.Policies.Select(p => p.Name));
        Assert.Equal(["IOPOL2011"], compilation.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id));
    }

    private static string Chain() => "predicate p0(d: device) = true;" + string.Concat(
        Enumerable.Range(1, 70).Select(i => $"predicate {(i == 65 ? "[|p65|]" : $"p{i}")}(d: device) = p{i - 1}(d);"));

    private static string Doubling() => "select s0 = vendor 0x8086;" + string.Concat(
        Enumerable.Range(1, 14).Select(i => $"select s{i} = s{i - 1} or {(i == 14 ? "[|s13|]" : $"s{i - 1}")};"));
}
