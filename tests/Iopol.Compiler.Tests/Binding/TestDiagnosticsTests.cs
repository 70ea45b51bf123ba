namespace Iopol.Compiler.Tests.Binding;

public class TestDiagnosticsTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "IOPOL5001", "the test does not say which policy it tests", "host h { }\ntest [|\"t\"|] { }" },
        { "IOPOL5002", "the test does not say on which host it runs", Marked.Model("") + "test [|\"t\"|] { }" },
        { "IOPOL5003", "nothing called 'ownr' refuses 'close'", Marked.Test("f = open(0000:01:00.0.group) by ann -> ok; close(f) by ann -> EINVAL because [|ownr|];") },
        { "IOPOL5004", "no earlier step is 'blocked as w'", Marked.Test("finished [|w|] -> ok;") },
        { "IOPOL5005", "operation 'wait' is by admin, so no user calls it", Marked.Test("wait(0000:01:00.0) by [|ann|] -> ok;") },
        { "IOPOL5006", "device 0000:01:00.0 is described twice", Marked.Host("device 0000:01:00.0; device [|0000:01:00.0|];") },
        { "IOPOL5006", "group 1 is described twice", Marked.Host("group 1 { } group [|1|] { }") },
        { "IOPOL5007", "'has sriov' cannot be stated of a device", Marked.Host("device 0000:01:00.0 [|has sriov|];") },
        { "IOPOL5008", "'7' is no value for 'isolated_msi'", Marked.Host("isolated_msi = [|7|];") },
        { "IOPOL5008", "'on' is no value for 'iommu'", Marked.Host("boot { iommu = [|on|]; }") },
        { "IOPOL5009", "'host' stands after a step that runs", Marked.Test("expect true; [|host h;|]") },
        { "IOPOL5009", "'strict' stands twice", Marked.Test("strict = true; [|strict = true;|]") },
        { "IOPOL5010", "operation 'close' never blocks", Marked.Test("f = open(0000:01:00.0.group) by ann -> ok; close(f) by ann -> [|blocked|];") },
        { "IOPOL5011", "the test names more than 64 users", Marked.Test(string.Concat(Enumerable.Range(0, 65).Select(i => $"open(0000:01:00.0.group) by {(i == 64 ? "[|u64|]" : $"u{i}")} -> ok;"))) },
        { "IOPOL2001", "there is no operation 'opne' here", Marked.Test("f = [|opne|](0000:01:00.0.group) -> ok; close(f) -> ok;") },
        { "IOPOL2001", "there is no user 'bob' here", Marked.Test("open(0000:01:00.0.group) by ann -> ok; expect can_reach([|bob|], 0000:01:00.0);") },
        { "IOPOL2001", "there is no property 'fin' here", Marked.Test("check [|fin|];") },
        { "IOPOL2001", "there is no host 'g' here", Marked.Test("host [|g|];") },
        { "IOPOL2001", "there is no policy 'R' here", Marked.Test("policy [|R|];") },
        { "IOPOL2001", "there is no setting 'strickt' here", Marked.Test("[|strickt|] = true;") },
        { "IOPOL2001", "there is no result of 'open' called 'g' here", Marked.Test("open(0000:01:00.0.group) -> ok with [|g|] = none;") },
        { "IOPOL2001", "there is no host option 'width' here", Marked.Host("[|width|] = 48;") },
        { "IOPOL2001", "there is no ACS control 'XX' here", Marked.Host("device 0000:01:00.0 acs { SV [|XX|] };") },
        { "IOPOL2001", "there is no kind of reserved region 'mis' here", Marked.Host("device 0000:01:00.0 reserved [|mis|] 0x0..0xfff;") },
        { "IOPOL2030", "the range ends before it begins: 3 is after 1", Marked.Host("device 0000:01:00.0 bridge [|3..1|];") },
        { "IOPOL2001", "there is no operation 'wantd' here", Requests("[|wantd|](0000:01:00.0.group) by ann -> ok;") },
        { "IOPOL2001", "there is no result of 'wanted' called 'f' here", Requests("wanted(0000:01:00.0.group) by ann -> ok with [|f|] = none;") },
        { "IOPOL2004", "'wanted' takes 1 argument, not 2", Requests("[|wanted(0000:01:00.0.group, 1) by ann -> ok;|]") },
        { "IOPOL2035", "request 'wanted' gives nothing", Requests("[|f|] = wanted(0000:01:00.0.group) by ann -> ok;") },
        { "IOPOL5003", "nothing called 'open' refuses 'tended'", Requests("tended(0000:01:00.0) -> EINVAL because [|open|];") },
        { "IOPOL5005", "request 'tended' is by admin, so no user calls it", Requests("tended(0000:01:00.0) by [|ann|] -> ok;") },
        { "IOPOL5010", "request 'wanted' never blocks", Requests("wanted(0000:01:00.0.group) by ann -> [|blocked|];") },
        { "IOPOL2005", "'0000:01:00.0.group' is of type group?, but device is needed here", Marked.Test("fail [|0000:01:00.0.group|] with EINVAL;") },
        { "IOPOL2010", "'EINVLA' is no errno Iopol knows", Marked.Test("fail 0000:01:00.0 with [|EINVLA|];") },
        { "IOPOL2005", "'0000:01:00.0' is of type device, but context is needed here", Marked.Test("fail 0000:01:00.0 to [|0000:01:00.0|] with EINVAL;") },
        { "IOPOL2005", "'f' is of type file, but device is needed here", Marked.Test("f = open(0000:01:00.0.group) by ann -> ok; mend [|f|];") },
        { "IOPOL2035", "operation 'wait' gives nothing", Marked.Test("[|w|] = wait(0000:01:00.0) -> ok;") },
    };

    private static string Requests(string steps) => Marked.Test(steps).Replace(
        "property fine", "request wanted(g: group) { let f = open(g); close(f); }\nrequest tended(d: device) { wait(d); }\nproperty fine", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_has_one_message_at_its_place(string id, string message, string text) => Marked.AssertOnly(id, message, text);
}
