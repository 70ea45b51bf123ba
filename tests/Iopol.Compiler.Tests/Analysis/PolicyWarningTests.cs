using System.Globalization;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>What is said about policies, and what is left unsaid.</summary>
public sealed class PolicyWarningTests
{
    private static string[] InPolicy(string members) => Found.In($"import \"iopol:linux-6-vfio\"; policy Careful extends Linux6Vfio {{ {members} }}");

    [Theory]
    [InlineData("protect class 0x0200 class 0x02 \"a\";", null)]
    [InlineData("protect class 0x0200 class 0x0201 \"a\";", "IOPOL3013 class 0x0200 class 0x0201")]
    [InlineData("protect class network not class network \"a\";", "IOPOL3013 class network not class network")]
    [InlineData("protect at 0000:01:* at 0000:02:00.0 \"a\";", "IOPOL3013 at 0000:01:* at 0000:02:00.0")]
    [InlineData("protect driver pci-stub driver in vfio \"a\";", "IOPOL3013 driver pci-stub driver in vfio")]
    [InlineData("protect driver vfio-pci driver in vfio \"a\";", null)]
    [InlineData("protect id 8086:10d3 vendor 0x8086 \"a\";", null)]
    [InlineData("protect id 8086:10d3 not vendor 0x8086 \"a\";", "IOPOL3013 id 8086:10d3 not vendor 0x8086")]
    [InlineData("protect port endpoint port root_port \"a\";", "IOPOL3013 port endpoint port root_port")]
    [InlineData("protect has external not has external or class usb \"a\";", null)]
    public void Selectors_that_match_nothing(string members, string? expected) => Assert.Equal(expected is null ? [] : [expected], InPolicy(members));

    [Theory]
    [InlineData("protect vendor 0x8086 \"a\"; protect id 8086:10d3 \"b\";", "IOPOL3014 id 8086:10d3")]
    [InlineData("protect at 0000:00:00.0 .. 0000:0f:1f.7 \"a\"; protect class usb at 0000:01:* \"b\";", "IOPOL3014 class usb at 0000:01:*")]
    [InlineData("protect class usb or class network \"a\"; protect class ethernet \"b\";", "IOPOL3014 class ethernet")]
    [InlineData("protect class ethernet \"a\"; protect class usb or class ethernet \"b\";", null)]
    [InlineData("protect class network has acs \"a\"; protect class network \"b\";", null)]
    [InlineData("protect id 8086:10d3 \"a\"; protect vendor 0x8086 \"b\";", null)]
    public void Entries_behind_a_wider_one(string members, string? expected) => Assert.Equal(expected is null ? [] : [expected], InPolicy(members));

    [Fact]
    public void A_rule_may_be_plain_true() => Assert.Empty(InPolicy("override self_managed(w) = true;"));

    [Fact]
    public void A_predicates_condition_is_looked_into() =>
        Assert.Equal(
            ["IOPOL3002 nic(d) and d matches (class display)"],
            InPolicy("predicate nic(d: device) = d matches (class network); forbid unbind(d) when nic(d) and d matches (class display) else EPERM \"no\";"));

    [Fact]
    public void A_rules_answer_is_not() => Assert.Empty(InPolicy("override viable(g) = false; forbid open_group(g) when viable(g) else EPERM \"no\";"));

    [Fact]
    public void Forbids_that_say_the_same_twice_are_told() =>
        Assert.Equal(
            ["IOPOL3005 d.external and d.header_type is 0"],
            InPolicy("forbid unbind(d) when d.external else EPERM \"a\"; forbid unbind(d) when d.external and d.header_type is 0 else EPERM \"b\";"));

    [Fact]
    public void What_a_base_policy_says_is_told_once() =>
        Assert.Equal(
            ["IOPOL3016 vfio-pci"],
            Found.In("import \"iopol:linux-6-vfio\"; policy One extends Linux6Vfio { drivers a = vfio-pci; forbid unbind(d) when d.driver in a else EPERM \"no\"; } policy Two extends One { }"));

    [Fact]
    public void A_forbid_and_an_override_need_not_use_their_parameters() =>
        Assert.Empty(Found.In("""
            model Example {
                predicate outside(d: device) = d.external;
                operation bind(d: device, to: driver) by admin {
                    require not outside(d) else EPERM "{d} is outside the case";
                    d.driver = to;
                }
            }
            policy One for Example {
                predicate crowded(d: device) = d.multifunction;
                forbid bind(d, to) when crowded(d) else EPERM "{d} has siblings";
            }
            policy Two extends One { override crowded(d) = true; }
            """));

    [Fact]
    public void A_file_of_hosts_is_there_to_be_imported() => Assert.Empty(Found.In("host a { device 0000:01:00.0; }"));

    [Fact]
    public void A_message_names_the_thing_and_fits_a_line()
    {
        string text = $"import \"iopol:linux-6-vfio\"; policy P extends Linux6Vfio {{ forbid unbind(d) when {string.Join(" or ", Enumerable.Repeat("d.external", 20))} or not d.external else EPERM \"no\"; }}";

        Diagnostic told = Assert.Single(Bound.Compile(text).Diagnostics);

        Assert.Equal("IOPOL3001", told.Id);
        Assert.StartsWith("'d.external or d.external", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told.Message);
        Assert.InRange(told.Message.Length, 0, 90);
    }

    [Theory]
    [InlineData(2_000)]
    public void Long_lists_are_looked_at_without_comparing_all_with_all(int entries)
    {
        string list = string.Concat(Enumerable.Range(0, entries).Select(i => string.Create(CultureInfo.InvariantCulture, $"protect at 0000:{i / 256 % 256:x2}:{i / 8 % 32:x2}.{i % 8} \"entry\";\n")));
        Diagnostic[] told = [.. Bound.Compile($"import \"iopol:linux-6-vfio\"; policy P extends Linux6Vfio {{ {list} }}").Diagnostics];

        Assert.Empty(told);
    }
}
