using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Tests.Binding;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>A text before and after its fixes. After them nothing is left to fix of that kind, and no error was made.</summary>
public sealed class FixTests
{
    private const string Import = "import \"iopol:linux-6-vfio\";\n";

    private const string SwitchesDevices = "model M { rule allowed(d: device); rule welcome(g: group, d: device); operation stop(d: device) by admin { require allowed(d) and welcome(d.group, d) else EPERM \"no\"; switch d to blocked; } }\n";

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "a near name", "IOPOL2001", Policy("    forbid unbnid(d) when d.external else EPERM \"no\";\n"), Policy("    forbid unbind(d) when d.external else EPERM \"no\";\n") },
        { "two near names on a line", "IOPOL2001", Policy("    forbid unbind(d) when d.extrnal or d.drver is none else EPERM \"no\";\n"), Policy("    forbid unbind(d) when d.external or d.driver is none else EPERM \"no\";\n") },
        {
            "missing rules", "IOPOL2011",
            SwitchesDevices + "policy P for M {\n    aliases = together;\n}\n",
            SwitchesDevices + "policy P for M {\n    aliases = together;\n    allowed(d) = false;\n    welcome(g, d) = false;\n}\n"
        },
        {
            "missing rules of a policy on one line", "IOPOL2011",
            SwitchesDevices + "policy P for M { aliases = together; }",
            SwitchesDevices + "policy P for M { aliases = together; allowed(d) = false; welcome(g, d) = false; }"
        },
        {
            "missing rules of a file with other line ends", "IOPOL2011",
            SwitchesDevices + "policy P for M {\r\n  aliases = together;\r\n  }\r\n",
            SwitchesDevices + "policy P for M {\r\n  aliases = together;\r\n      allowed(d) = false;\r\n      welcome(g, d) = false;\r\n  }\r\n"
        },
        {
            "no reason", "IOPOL3022",
            Policy("    drivers odd = \"8139too\";\n    forbid unbind(d) when d.driver in { \"8139too\" /* the old one */ }\n        or d.driver in odd else EPERM; // stays\n"),
            Policy("    drivers odd = \"8139too\";\n    forbid unbind(d) when d.driver in { \"8139too\" /* the old one */ }\n        or d.driver in odd else EPERM \"unbind is forbidden when d.driver in {{ \\\"8139too\\\" }} or d.driver in odd\"; // stays\n")
        },
        {
            "no reasons in a model", "IOPOL3022",
            "model M { operation stop(d: device) by admin { require d.external else EPERM; if d.multifunction { refuse EBUSY; } if d.virtual_function { panic; } d.driver = none; } }",
            "model M { operation stop(d: device) by admin { require d.external else EPERM \"this needs d.external\"; if d.multifunction { refuse EBUSY \"stop refuses this\"; } if d.virtual_function { panic \"stop cannot go on\"; } d.driver = none; } }"
        },
        {
            "unused in a policy", "IOPOL3009",
            Policy("    drivers used = igb;\n\n    /// Nobody asks.\n    /// Nobody.\n    drivers spare = e1000e; // kept for later\n\n    select disks = class storage;\n    predicate odd(d: device) = d.external;\n    forbid bind(d, to) when to in used else EPERM \"no\";\n"),
            Policy("    drivers used = igb;\n\n    forbid bind(d, to) when to in used else EPERM \"no\";\n")
        },
        { "unused first in a policy", "IOPOL3009", Policy("    drivers spare = igb;\n\n    protect class usb \"no\";\n"), Policy("    protect class usb \"no\";\n") },
        { "unused on a line with others", "IOPOL3009", Policy(" drivers spare = igb; /* here */ protect class usb \"no\";\n"), Policy("  /* here */ protect class usb \"no\";\n") },
        {
            "unused in a model", "IOPOL3009",
            "model M {\n    enum colour { red, green }\n    object file limit 4;\n    setting kernel: version = 6.1;\n    state place: user? per group inverse groups;\n\n    action tidy(g: group) { place[g] = none; }\n\n    operation take(g: group) by user {\n        let p = place[g]; // spare\n        require place[g] is none else EBUSY \"no\";\n        place[g] = caller;\n    }\n}\n",
            "model M {\n    state place: user? per group;\n\n    operation take(g: group) by user {\n        require place[g] is none else EBUSY \"no\";\n        place[g] = caller;\n    }\n}\n"
        },
        {
            "unused what is called all the same", "IOPOL3009",
            "model M {\n    state place: user? per group;\n    operation take(g: group) by user gives ok: bool { require place[g] is none else EBUSY \"no\"; place[g] = caller; give ok = true; }\n    request whole(g: group) {\n        let done = take(g);\n    }\n}\n",
            "model M {\n    state place: user? per group;\n    operation take(g: group) by user gives ok: bool { require place[g] is none else EBUSY \"no\"; place[g] = caller; give ok = true; }\n    request whole(g: group) {\n        take(g);\n    }\n}\n"
        },
        { "never asked", "IOPOL3008", "model M {\n    rule nice(d: device);\n    clause hide(d: device);\n}\n", "model M {\n}\n" },
        {
            "a long driver set", "IOPOL3030",
            Policy("    drivers net = igb, e1000e, ixgbe, \"8139too\", i40e,\n                  ice, tg3, igb, r8169, bnxt_en;\n    forbid bind(d, to) when to in net else EPERM \"no\";\n"),
            Policy("    drivers net = \"8139too\", bnxt_en, e1000e, i40e, ice,\n                  igb, ixgbe, r8169, tg3;\n    forbid bind(d, to) when to in net else EPERM \"no\";\n")
        },
        { "drivers again and again", "IOPOL3017", Policy("    drivers net = igb, igb, igb, ice, igb;\n    forbid bind(d, to) when to in net else EPERM \"no\";\n"), Policy("    drivers net = igb, ice;\n    forbid bind(d, to) when to in net else EPERM \"no\";\n") },
        {
            "alias handling", "IOPOL3031",
            SwitchesDevices + "policy P for M {\n    allowed(d) = not d.external;\n    welcome(g, d) = d in g;\n}\n",
            SwitchesDevices + "policy P for M {\n    allowed(d) = not d.external;\n    welcome(g, d) = d in g;\n    aliases = together;\n}\n"
        },
        { "a companion", "IOPOL3032", Card("protect not (at 0000:01:00.0 or has bridge) \"no\";"), Card("protect not (at 0000:01:00.* or has bridge) \"no\";") },
        { "a companion, by name", "IOPOL3032", Card("select card = at 0000:01:00.0; select kept = not card; protect kept \"no\";"), Card("select card = at 0000:01:00.*; select kept = not card; protect kept \"no\";") },
        { "a companion, said twice", "IOPOL3032", Card("protect class audio or vendor 0x10de not at 0000:01:00.0 \"no\"; protect not at 0000:01:00.0 \"no\";"), Card("protect class audio or vendor 0x10de not at 0000:01:00.0 \"no\"; protect not at 0000:01:00.* \"no\";") },
    };

    public static TheoryData<string, string> Silent => new()
    {
        { "a short driver set", Policy("    drivers net = igb, e1000e;\n    forbid bind(d, to) when to in net else EPERM \"no\";\n") },
        { "a long driver set with headings", Policy("    drivers net = igb, e1000e, ixgbe, // Intel\n        bnxt_en, tg3, r8169, mlx5_core, ice, i40e;\n    forbid bind(d, to) when to in net else EPERM \"no\";\n") },
        { "aliases of the policy that is extended", SwitchesDevices + "policy P for M { allowed(d) = d.external; welcome(g, d) = d in g; aliases = refuse EBUSY; } policy Q extends P { }" },
        { "a function protected", Card("protect at 0000:01:00.0 \"no\";") },
        { "a companion that is met by its class too", Card("protect class audio or not at 0000:01:00.0 \"no\";") },
        { "a companion in another group", Card("protect not at 0000:01:00.0 \"no\";").Replace("        device 0000:01:00.1", "    }\n    group 2 {\n        device 0000:01:00.1", StringComparison.Ordinal) },
        { "a companion whose class is not told", Card("protect class audio not at 0000:01:00.0 \"no\";").Replace("class audio;", ";", StringComparison.Ordinal).Replace("class audio driver", "driver", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fix_resolves_what_it_is_for(string what, string id, string before, string after)
    {
        Assert.NotEmpty(what);
        Assert.Contains(Bound.Compile(before).Diagnostics, d => d.Id == id && d.Fix is not null);

        string text = before;
        for (int i = 0; i < 4 && Fixed(text, id) is { } next; i++) text = next;

        Assert.Equal(after, text);
        Assert.Null(Fixed(text, id));
        Compilation compilation = Bound.Compile(text);
        Bound.AssertNoErrors(compilation);
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public void What_is_fine_is_left(string what, string text)
    {
        Assert.NotEmpty(what);
        Assert.DoesNotContain(Bound.Compile(text).Diagnostics, d => d.Id is "IOPOL3030" or "IOPOL3031" or "IOPOL3032" || d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void An_object_that_would_not_be_made_is_not_taken_out()
    {
        Diagnostic told = Assert.Single(Bound.Compile("model M { object file limit 4; operation open(g: group) by user { require any d in g else EINVAL \"no\"; let f = new file; } }").Diagnostics, d => d.Id == "IOPOL3009");

        Assert.Null(told.Fix);
    }

    [Fact]
    public void A_setting_that_a_policy_gives_is_not_taken_out()
    {
        Diagnostic told = Assert.Single(Bound.Compile("model M { setting kernel: version = 6.1; } policy P for M { kernel = 6.2; }").Diagnostics);

        Assert.Equal(("IOPOL3009", (DiagnosticFix?)null), (told.Id, told.Fix));
    }

    [Fact]
    public void A_driver_in_quotes_can_be_compared() =>
        Assert.Empty(Bound.Compile(Policy("    forbid bind(d, to) when to is \"8139too\" or \"8139too\" is d.driver or d.driver in { igb, \"8250\" } else EPERM \"no\";\n")).Diagnostics);

    [Fact]
    public void Fixes_that_overlap_wait_and_those_that_touch_do_not()
    {
        var text = new SourceText("t", "abcdef");
        DiagnosticFix Fix(int start, int end, string with) => new(with, new TextEdit(TextSpan.FromBounds(start, end), with));
        DiagnosticFix[] fixes = [Fix(2, 4, "X"), Fix(3, 5, "Y"), Fix(4, 6, "Z"), Fix(2, 2, "1"), Fix(2, 2, "2"), Fix(3, 3, "3"), Fix(2, 4, "X"), Fix(0, 0, "<"), Fix(6, 6, ">")];

        FixBatch batch = FixBatch.Of(fixes);

        Assert.Equal("<ab12XZ>", batch.Apply(text));
        Assert.Equal(["X", "Z", "1", "2", "<", ">"], batch.Made.Select(f => f.Title));
    }

    private static string? Fixed(string text, string id)
    {
        DiagnosticFix[] fixes = [.. Bound.Compile(text).Diagnostics.Where(d => d.Id == id && d.Fix is not null).Select(d => d.Fix!)];
        return fixes.Length == 0 ? null : FixBatch.Of(fixes).Apply(new SourceText("test.iopol", text));
    }

    private static string Policy(string members) => $"{Import}policy Careful extends Linux6Vfio {{\n{members}}}\n";

    private static string Card(string members) => Policy($"    {members}\n") + """
        host desk {
            group 1 {
                device 0000:01:00.0 id 10de:1e84 class vga multifunction;
                device 0000:01:00.1 id 10de:10f8 class audio driver snd_hda_intel;
            }
        }
        test "t" { policy Careful; host desk; unbind(0000:01:00.1) -> ok; }

        """;
}
