using Iopol.Compiler.IR;

namespace Iopol.Compiler.Tests.Binding;

public class TestBlockTests
{
    [Fact]
    public void Steps_are_bound_with_users_results_and_outcomes()
    {
        Compilation compilation = Bound.Compile(Marked.Test("""
            note "two users";
            f = open(0000:01:00.0.group) by ann -> ok with f = none;
            close(f) by bob -> EINVAL because close at 0000:01:00.0;
            wait(0000:01:00.0) -> blocked as w;
            finished w -> panic;
            expect owner[0000:01:00.0.group] is f and not can_reach(bob, 0000:01:00.0);
            check isolation;
            check fine;
            """));

        Bound.AssertNoErrors(compilation);
        TestIR test = Assert.Single(compilation.Tests);
        Assert.Equal(["ann", "bob"], test.Users);
        var open = (CallStep)test.Steps[1];
        Assert.Equal((0, "ok", "f"), (open.User, open.Expected.Kind, open.Result!.Name));
        Assert.Equal(Ir.None, ((Constant)Assert.Single(open.Expected.Gives).Value).Value);
        var close = (CallStep)test.Steps[2];
        Assert.Equal((1, "EINVAL", "close", (ulong?)0x100), (close.User, close.Expected.Kind, close.Expected.Rule, close.Expected.Witness));
        Assert.Equal("w", ((CallStep)test.Steps[3]).Expected.PendingName);
        Assert.Equal("panic", ((FinishedStep)test.Steps[4]).Expected.Kind);
        Assert.IsType<IsolationTest>(((CheckStep)test.Steps[6]).Property.Condition);
        Assert.Same(test.Policy.Properties[0], ((CheckStep)test.Steps[7]).Property);
    }

    [Fact]
    public void A_request_is_called_and_the_hardware_made_to_refuse()
    {
        Compilation compilation = Bound.Compile(Marked.Test("""
            fail 0000:01:00.0 with ENOMEM;
            fail 0000:01:00.0 to blocked with EIO;
            mend 0000:01:00.0;
            wanted(0000:01:00.0.group) by ann -> EINVAL because close;
            """).Replace("property fine", "request wanted(g: group) { let f = open(g); close(f); }\nproperty fine", StringComparison.Ordinal));

        Bound.AssertNoErrors(compilation);
        TestIR test = Assert.Single(compilation.Tests);
        Assert.Equal(("ENOMEM", null), (((FailStep)test.Steps[0]).Errno, ((FailStep)test.Steps[0]).Context));
        Assert.Equal(Ir.ContextBlocked, Assert.IsType<Constant>(((FailStep)test.Steps[1]).Context).Value);
        Assert.Equal(new DeviceConstant(0x100), ((MendStep)test.Steps[2]).Device);
        var request = (RequestStep)test.Steps[3];
        Assert.Equal(("wanted", 0, "EINVAL"), (request.Request.Name, request.User, request.Expected.Kind));
    }

    [Fact]
    public void What_refuses_in_an_action_can_be_the_cause()
    {
        string text = Marked.Test("move(0000:01:00.0.group) -> EIO because switch; op(0000:01:00.0.group) -> EIO because switch;").Replace(
            "property fine",
            "action shift(g: group) { switch g to blocked rollback; }\noperation move(g: group) by admin { shift(g); }\noperation op(g: group) by admin { switch g to blocked stepwise; }\nproperty fine",
            StringComparison.Ordinal);
        Bound.AssertNoErrors(Bound.Compile(text));
    }

    [Fact]
    public void Settings_of_a_test_make_a_policy_of_their_own()
    {
        Compilation compilation = Bound.Compile(Marked.Test("kernel = 6.1; expect true;"));
        TestIR test = Assert.Single(compilation.Tests);

        Assert.Equal(0x60100, test.Policy.Settings[0].Value);
        Assert.Equal(0x60c00, compilation.Policies[0].Settings[0].Value);
    }

    [Fact]
    public void Drivers_only_tests_name_do_not_reach_the_policy()
    {
        Compilation compilation = Bound.Compile(Marked.Test("expect 0000:01:00.0.driver is e1000e;") + "test \"u\" { expect true; }");

        Assert.Empty(compilation.Policies[0].DriverNames);
        Assert.Equal(["e1000e"], compilation.Tests[0].Policy.DriverNames);
        Assert.Same(compilation.Tests[0].Policy, compilation.Tests[1].Policy);
    }

    [Fact]
    public void A_literal_host_says_what_its_devices_are()
    {
        Compilation compilation = Bound.Compile("""
            host h {
                boot { iommu = pt; }
                address_width = 39;
                group 7 {
                    device 0000:00:1c.0 port root_port bridge 1..3 acs { SV RR } driver pcieport;
                    device 0001:01:00.1 id 8086:105e subsystem 1028:0a1b class 0x0200 multifunction has external alias 0001:01:00.0 reserved msi 0xfee00000..0xfeefffff;
                }
                device 0000:02:00.0 header 1 direct-map has virtual_function acs none;
            }
            """);

        Bound.AssertNoErrors(compilation);
        HostIR host = Assert.Single(compilation.Hosts);
        Assert.Equal("identity", host.Options["default"]);
        Assert.Equal("39", host.Options["address_width"]);
        DeviceLiteralIR port = host.Devices[0], nic = host.Devices[1], odd = host.Devices[2];
        Assert.Equal((0xe0ul, 7, 1, 3, 1, 3, true, 5, "pcieport"), (port.Address, port.Group, port.HeaderType, port.Port, port.Secondary, port.Subordinate, port.AcsPresent, port.AcsBits, port.Driver));
        Assert.Equal((0x10101ul, 0x8086, 0x105e, 0x1028, 0x0a1b, 0x020000, 1), (nic.Address, nic.Vendor, nic.DeviceId, nic.SubsystemVendor, nic.SubsystemDevice, nic.Class, nic.Port));
        Assert.Equal([0x10100ul], nic.Aliases);
        Assert.Equal(new ReservedLiteralIR(0xfee00000, 0xfeefffff, "msi"), Assert.Single(nic.Reserved));
        Assert.Equal((null, 1, true, true, false), (odd.Group, odd.HeaderType, odd.DirectMap, odd.VirtualFunction, odd.AcsPresent));
    }
}
