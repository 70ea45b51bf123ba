namespace Iopol.Compiler.Tests.Analysis;

/// <summary>What is known at a point of an operation, and what is forgotten.</summary>
public sealed class BodyFlowTests
{
    private const string Else = "else EBUSY \"no\";";

    [Theory]
    [InlineData("require d.driver is pci-stub " + Else + " require d.driver is not none " + Else, "IOPOL3004 d.driver is not none")]
    [InlineData("if uses[d] is 0 { require uses[d] < 5 " + Else + " }", "IOPOL3004 uses[d] < 5")]
    [InlineData("require uses[d] > 3 " + Else + " if uses[d] < 2 { uses[d] = 0; }", "IOPOL3005 uses[d] < 2")]
    [InlineData("uses[d] = 4; require uses[d] is 4 " + Else, "IOPOL3004 uses[d] is 4")]
    [InlineData("d.driver = pci-stub; require d.driver is none " + Else, "IOPOL3005 d.driver is none")]
    [InlineData("require d in e.group " + Else + " require d.group is e.group " + Else, "IOPOL3004 d.group is e.group")]
    [InlineData("if d.external { refuse EPERM \"no\"; } require not d.external " + Else, "IOPOL3004 not d.external")]
    [InlineData("if d.external { uses[d] = 1; } else { uses[d] = 1; } require to is not none or uses[d] is 1 " + Else, null)]
    [InlineData("if d.external { refuse EPERM \"no\"; } else { refuse EPERM \"no\"; } uses[d] = 1;", "IOPOL3003 uses[d] = 1;")]
    [InlineData("require d.external is none " + Else, "IOPOL3023 d.external is none")]
    [InlineData("require uses[d] is not none " + Else, "IOPOL3023 uses[d] is not none")]
    [InlineData("require context[d] is none " + Else, "IOPOL3023 context[d] is none")]
    [InlineData("panic \"stop\"; uses[d] = 1;", "IOPOL3003 uses[d] = 1;")]
    [InlineData("promise d.external or not d.external else panic \"stop\";", "IOPOL3001 d.external or not d.external")]
    [InlineData("block until d.external and not d.external;", "IOPOL3002 d.external and not d.external")]
    public void It_knows(string body, string? expected) => Assert.Equal(expected is null ? [] : [expected], Found.InOperation(body));

    [Theory]
    [InlineData("require uses[d] is 0 " + Else + " uses[e] = 1; require uses[d] is 0 " + Else)]
    [InlineData("require uses[d] is 0 " + Else + " uses[d] += 1; require uses[d] is 1 " + Else)]
    [InlineData("require d.driver is none " + Else + " e.driver = to; require d.driver is none " + Else)]
    [InlineData("require uses[d] is 0 " + Else + " block until d.driver is none; require uses[d] is 0 " + Else)]
    [InlineData("require d.driver is none " + Else + " if d.external { d.driver = to; } require d.driver is none " + Else)]
    [InlineData("require d.driver is none " + Else + " each f in d.group { f.driver = to; } require d.driver is none " + Else)]
    [InlineData("require context[d] is blocked " + Else + " switch d.group to default; if context[d] is blocked { uses[d] = 0; }")]
    [InlineData("require space[d] is none " + Else + " space[d] = new space; if space[d] is none { uses[d] = 1; }")]
    [InlineData("space[d] = space[e]; if space[d] is none { uses[d] = 1; }")]
    [InlineData("owner[d.group] = caller; if owner[d.group] is none { uses[d] = 1; }")]
    public void It_forgets(string body) => Assert.Empty(Found.InOperation(body));

    [Fact]
    public void What_is_static_outlives_a_block() =>
        Assert.Equal(["IOPOL3004 d.header_type is 0"], Found.InOperation($"require d.header_type is 0 {Else} block until d.driver is none; require d.header_type is 0 {Else}"));

    [Theory]
    [InlineData("each f in d.group { grant f to caller; } switch d.group to default;", "IOPOL3018 grant f to caller;")]
    [InlineData("let g = d.group; grant d to caller; switch g to blocked;", "IOPOL3018 grant d to caller;")]
    [InlineData("let g = e.group; require d in g " + Else + " grant d to caller; switch g to blocked;", "IOPOL3018 grant d to caller;")]
    [InlineData("if d.external { grant d to caller; } switch d to blocked;", "IOPOL3018 grant d to caller;")]
    [InlineData("each f in d.group { switch f to default; grant f to caller; }", null)]
    [InlineData("grant d to caller; switch e to blocked;", null)]
    [InlineData("switch d to blocked; grant d to caller;", null)]
    [InlineData("switch d to blocked; uses[d] = 1; switch d to blocked;", null)]
    [InlineData("grant d to caller; block until d.external; require e.external " + Else, null)]
    [InlineData("if d.external { switch d to blocked; refuse EPERM \"no\"; } require e.external " + Else, "IOPOL3021 refuse EPERM \"no\";")]
    [InlineData("switch d to blocked; switch e to blocked rollback;", "IOPOL3021 switch e to blocked rollback;")]
    [InlineData("grant d to caller; switch e to blocked stepwise;", "IOPOL3021 switch e to blocked stepwise;")]
    [InlineData("switch d to blocked; switch e to blocked rollback else { switch d to default; }", null)]
    [InlineData("switch d to blocked rollback else { switch d to default; refuse EPERM \"no\"; }", null)]
    [InlineData("switch d to blocked rollback else { grant d to caller; } switch d to default;", null)]
    public void It_sees_the_order_of_switch_grant_and_refusal(string body, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Found.InOperation(body));
}
