using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Interpreter.Testing;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Tests.Testing;

public sealed class TestRunnerTests
{
    private const string Head = """
        import "iopol:linux-6-vfio";
        host nic {
            group 3 {
                device 0000:01:00.0 driver e1000e;
                device 0000:01:00.1 driver e1000e;
            }
        }
        host file = "machine.json";

        """;

    private const string Claim = """
        unbind(0000:01:00.0) -> ok;
        unbind(0000:01:00.1) -> ok;
        bind(0000:01:00.0, vfio-pci) -> ok;
        f = open_group(0000:01:00.0.group) by alice -> ok;
        c = open_container() by alice -> ok;
        set_container(f, c) by alice -> ok;
        set_iommu(c, type1v2) by alice -> ok;
        h = get_device_fd(f, 0000:01:00.0) by alice -> ok;

        """;

    [Fact]
    public void A_test_that_holds_passes()
    {
        TestResult result = Run(Claim + """
            note "claimed";
            check isolation;
            bind(0000:01:00.1, e1000e) -> EBUSY because unowned;
            unbind(0000:01:00.0) -> blocked as leave;
            close_device_file(h) by alice -> ok;
            finished leave -> ok;
            expect 0000:01:00.0.driver is none;
            """);
        Assert.Null(result.Failure);
        Assert.True(result.Passed);
        Assert.Equal(["claimed"], result.Notes);
        Assert.Equal("Linux6Vfio", result.Policy);
    }

    public static TheoryData<string, int, string> Failures => new()
    {
        { "unbind(0000:01:00.0) -> EBUSY;", 1, "expected EBUSY, got ok" },
        { "bind(0000:01:00.0, vfio-pci) -> ok;", 1, "expected ok, got EBUSY\nbind: EBUSY, 0000:01:00.0 is bound to e1000e\n  rule unbound at iopol:linux-6-vfio" },
        { "bind(0000:01:00.0, vfio-pci) -> EBUSY because unowned;", 1, "expected EBUSY because unowned, but unbound decided" },
        { "unbind(0000:01:00.5) -> ok;", 1, "host nic has no device 0000:01:00.5" },
        { "f = open_group(0000:01:00.0.group) -> ENOENT; close_group_file(f) -> ok;", 1, "f has no value" },
        { "expect 0000:01:00.0.driver is none;", 1, "does not hold: 0000:01:00.0.driver is none" },
        { Claim + "group_status(f) by alice -> ok with viable = false;", 9, "expected viable false, got true" },
        { Claim + "unbind(0000:01:00.0) -> blocked as leave; finished leave -> ok;", 9, "expected ok, got blocked" },
        {
            "unbind(0000:01:00.0) -> ok; bind(0000:01:00.0, vfio-pci) -> ok;\nf = open_group(0000:01:00.0.group) -> ok; c = open_container() -> ok;\nset_container(f, c) -> EPERM because viable at 0000:01:00.0;",
            3, "expected 0000:01:00.0 to decide, but 0000:01:00.1 did"
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_says_what_and_where(string steps, int line, string message)
    {
        TestFailure? failure = Run(steps).Failure;
        Assert.NotNull(failure);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        int first = Head.Count(c => c == '\n') + 4;
        Assert.Equal(first + line - 1, failure.Place.Line);
    }

    [Fact]
    public void A_property_is_checked_after_every_step()
    {
        const string Broken = """
            policy Broken extends Linux6Vfio { override viable(g) = count d in g >= 0; property idle = all g in groups: owner[g] is none; }
            """;
        TestResult result = Run(Claim.Insert(0, "check idle;\n"), "Broken", Broken);
        Assert.Equal("idle does not hold any more", result.Failure?.Message);
        // Nobody owns the group until set_container, the seventh step.
        Assert.Equal(7, result.Coverage.Policy.Operations.Sum(o => result.Coverage.Of(o)) + 1);
    }

    [Theory]
    [InlineData("assign(0000:01:00.0) -> ok;", "open_group of assign: expected ok, got ENOENT\nopen_group: ENOENT, no device of group 3 is on a VFIO driver")]
    [InlineData("unbind(0000:01:00.0) -> ok; bind(0000:01:00.0, vfio-pci) -> ok; assign(0000:01:00.0) -> EPERM because protect;", "set_container of assign: expected EPERM because protect, but viable decided")]
    [InlineData("unbind(0000:01:00.1) -> ok; unbind(0000:01:00.0) -> ok; bind(0000:01:00.0, vfio-pci) -> ok; assign(0000:01:00.0) -> EPERM;", "expected EPERM, got ok")]
    [InlineData("fail 0000:01:00.5 with EIO;", "host nic has no device 0000:01:00.5")]
    [InlineData("f = open_group(0000:01:00.0.group) -> ENOENT; fail 0000:01:00.0 to space[container[group[f]]] with EIO;", "f has no value")]
    [InlineData("fail 0000:01:00.0 to space[container[0000:01:00.0.group]] with EIO;", "there is no such context")]
    public void A_request_or_the_hardware_says_what_is_wrong(string steps, string message) =>
        Assert.StartsWith(message, Run(steps).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void A_request_waits_and_goes_on()
    {
        const string Text = """
            model Waits {
                state held: bool per device;
                state taken: user? per device;
                state asked: group? per device;
                operation hold(d: device) by admin { held[d] = true; }
                operation drop(d: device) by admin { held[d] = false; }
                operation wait(d: device) by user { block until not held[d]; }
                operation take(d: device) by user { require taken[d] is none else EBUSY "{d} is taken"; taken[d] = caller; }
                operation ask(d: device, g: group) by user { asked[d] = g; }
                request get(d: device) { wait(d); take(d); }
                request get_group(d: device) { take(d); ask(d, d.group); }
            }
            policy W for Waits { }
            host h { group 3 { device 0000:01:00.0; } device 0000:02:00.0; }
            test "t" {
                hold(0000:01:00.0) -> ok;
                get(0000:01:00.0) by alice -> blocked as first;
                get(0000:01:00.0) by bob -> blocked as second;
                drop(0000:01:00.0) -> ok;
                finished first -> ok;
                finished second -> EBUSY because take;
                expect taken[0000:01:00.0] is alice;
                get_group(0000:02:00.0) by bob -> ok;
            }
            """;
        TestResult result = TestRunner.Run(Source.Compile(Text).Tests.Single(), (string path, out HostFacts? facts, out string problem) => throw new InvalidOperationException("the host is a literal"));
        Assert.Equal("g of ask is none", result.Failure?.Message);
        Assert.Equal(23, result.Failure!.Place.Line);
    }

    [Fact]
    public void A_host_by_file_is_read_beside_the_source()
    {
        TestIR test = Source.Compile(Head + "test \"t\" {\n policy Linux6Vfio; host file;\n expect true;\n}").Tests.Single();
        string? asked = null;
        TestResult result = TestRunner.Run(test, (string path, out HostFacts? facts, out string problem) =>
        {
            (asked, facts, problem) = (path, null, "no such file");
            return false;
        });
        Assert.Equal("machine.json", asked);
        Assert.Equal("no such file", result.Failure?.Message);
        Assert.True(TestRunner.Run(test, (string path, out HostFacts? facts, out string problem) =>
        {
            (facts, problem) = (new HostFacts(), "");
            return true;
        }).Passed);
    }

    [Fact]
    public void Coverage_counts_rules_operations_and_refusals_over_tests()
    {
        TestResult claim = Run(Claim);
        TestResult refusal = Run("bind(0000:01:00.0, vfio-pci) -> EBUSY because unbound;");
        Coverage merged = TestRunner.Merge([claim, refusal])["Linux6Vfio"];
        OperationIR bind = merged.Policy.Operations.Single(o => o.Name == "bind");
        Assert.Equal(2, merged.Of(bind));
        Assert.Equal(1, merged.Of(merged.Policy.Refusals.Single(r => r.Operation == "bind" && r.Rule == "unbound")));
        Assert.True(merged.Of(merged.Policy.Rules.Single(r => r.Name == "viable")) > 0);
        Assert.Equal(0, claim.Coverage.Of(merged.Policy.Refusals.Single(r => r.Operation == "bind" && r.Rule == "unbound")));
        Assert.InRange(merged.Share, claim.Coverage.Share + 0.001, 0.999);
        Assert.Equal(merged.Used, (int)Math.Round(merged.Share * merged.Total));
    }

    private static TestResult Run(string steps, string policy = "Linux6Vfio", string more = "") =>
        TestRunner.Run(
            Source.Compile($"{Head}{more}\ntest \"t\" {{\n policy {policy}; host nic;\n{steps}\n}}").Tests.Single(),
            (string path, out HostFacts? facts, out string problem) => throw new InvalidOperationException("the host is a literal"));
}
