using System.Text.Json.Nodes;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Replaying;
using Iopol.Runtime.Topology;

namespace Iopol.Interpreter.Tests.Replaying;

public sealed class ReplayTests
{
    private static readonly HostTopology Nic = Source.Host("""
        group 3 {
            device 0000:01:00.0 driver e1000e;
            device 0000:01:00.1;
        }
        """);

    [Fact]
    public void A_refusal_says_rule_place_and_reason()
    {
        JsonObject answer = Last("bind 0000:01:00.0 vfio-pci");
        Assert.Equal(
            ["n", "trace", "step", "ret", "errno", "err", "rule", "at", "because"],
            answer.Select(field => field.Key));
        Assert.Equal("EBUSY", (string?)answer["err"]);
        Assert.Equal(16, (int)answer["errno"]!);
        Assert.Equal("unbound", (string?)answer["rule"]);
        Assert.StartsWith("iopol:linux-6-vfio(", (string?)answer["at"], StringComparison.Ordinal);
        Assert.Equal("0000:01:00.0 is bound to e1000e", (string?)answer["because"]);
    }

    [Fact]
    public void Steps_are_numbered_within_their_trace()
    {
        JsonObject[] answers = Run("# a comment", "trace one", "driver 0000:01:00.0 # bound", "", "trace two", "driver 0000:01:00.1");
        Assert.Equal(["one 0", "one 1", "two 0", "two 1"], answers.Select(a => $"{a["trace"]} {a["n"]}"));
        Assert.Equal("e1000e", (string?)answers[1]["driver"]);
        Assert.Equal("", (string?)answers[3]["driver"]);
        Assert.Equal("driver 0000:01:00.0", (string?)answers[1]["step"]);
    }

    [Fact]
    public void The_hardware_can_be_made_to_refuse()
    {
        JsonObject[] answers = Run(
            "trace t", "unbind 0000:01:00.0", "bind 0000:01:00.0 vfio-pci", "open-group 3 as g", "fail 0000:01:00.1 ENOMEM", "set-container g",
            "mend 0000:01:00.1", "set-container g", "fail 0000:01:00.1 ENOSUCH", "fail 0000:09:00.0 EIO", "mend");
        Assert.Equal((0, "ENOMEM", "switch"), ((int)answers[4]["ret"]!, (string?)answers[5]["err"], (string?)answers[5]["rule"]));
        Assert.Equal("the driver of the IOMMU could not attach the device", (string?)answers[5]["because"]);
        Assert.Equal(0, (int)answers[7]["ret"]!);
        Assert.Equal(["no such errno", "no such device", "no such device"], answers[8..].Select(a => (string?)a["bad"]));
    }

    [Fact]
    public void Handles_have_default_names_and_may_be_left_out()
    {
        JsonObject[] answers = Run("trace t", "unbind 0000:01:00.0", "bind 0000:01:00.0 vfio-pci", "open-group 3", "set-container", "set-iommu", "get-device-fd 0000:01:00.0", "map 0x100000 4096", "close-all");
        Assert.All(answers, a => Assert.Equal(0, (int)a["ret"]!));
        Assert.Equal("g3", (string?)answers[3]["handle"]);
        Assert.Equal(3, (int)answers[3]["group"]!);
        Assert.Equal("0000:01:00.0", (string?)answers[6]["handle"]);
        // The group, the container that was opened for it, and the device.
        Assert.Equal(3, (int)answers[8]["closed"]!);
    }

    [Fact]
    public void A_call_that_waited_is_answered_before_the_step_that_lets_it_go()
    {
        JsonObject[] answers = Run(
            "trace t", "unbind 0000:01:00.0", "bind 0000:01:00.0 vfio-pci", "open-group 3 as g", "set-container g", "set-iommu", "get-device-fd g 0000:01:00.0 as d",
            "unbind 0000:01:00.0", "wait", "close d", "wait");
        Assert.True((bool)answers[7]["blocked"]!);
        Assert.Equal(1, (int)answers[7]["pending"]!);
        Assert.False(answers[7].ContainsKey("ret"));
        Assert.Equal(-1, (int)answers[8]["ret"]!);
        Assert.Equal(1, (int)answers[9]["async"]!);
        Assert.Equal("unbind 0000:01:00.0", (string?)answers[9]["step"]);
        Assert.Equal("close d", (string?)answers[10]["step"]);
        Assert.Equal(0, (int)answers[11]["pending"]!);
    }

    [Fact]
    public void A_new_trace_gives_drivers_back_and_drops_what_waits()
    {
        JsonObject[] answers = Run(
            "trace t", "unbind 0000:01:00.0", "bind 0000:01:00.0 vfio-pci", "open-group 3", "set-container", "set-iommu", "get-device-fd 0000:01:00.0", "unbind 0000:01:00.0",
            "trace u", "driver 0000:01:00.0", "wait", "close");
        Assert.DoesNotContain(answers, a => a.ContainsKey("async"));
        Assert.Equal("e1000e", (string?)answers[9]["driver"]);
        Assert.Equal(0, (int)answers[10]["pending"]!);
        Assert.Equal("no such handle", (string?)answers[11]["bad"]);
    }

    [Fact]
    public void A_refused_unmap_shows_the_size_asked_for()
    {
        JsonObject answer = Last("trace t", "open-container as c", "unmap c 0x1000 0x3000");
        Assert.Equal("0x3000", (string?)answer["unmapped"]);
        Assert.Equal("EINVAL", (string?)answer["err"]);
    }

    [Theory]
    [InlineData("close g9", "bad", "no such handle")]
    [InlineData("group-status g9", "bad", "no such handle")]
    [InlineData("bind 0000:99:00.0 vfio-pci", "bad", "no such device: 0000:99:00.0")]
    [InlineData("bind 0000:01:00.0", "bad", "to is missing")]
    [InlineData("unbind 0000:01:00.0 now", "bad", "more than unbind takes: now")]
    [InlineData("open-group 77", "bad", "no such group: 77")]
    [InlineData("set-iommu type9", "bad", "no such handle")]
    [InlineData("driver nowhere", "bad", "no such device")]
    [InlineData("hot-reset d", "why", "LinuxVfioOwnership has no operation hot_reset")]
    [InlineData("map 0x100000 0x10000000000000000", "bad", "no such address or size: 0x10000000000000000")]
    public void A_step_that_cannot_be_taken_says_why(string step, string field, string text) => Assert.Equal(text, (string?)Last(step)[field]);

    [Fact]
    public void A_line_beyond_the_limit_is_refused_and_the_replay_goes_on()
    {
        JsonObject[] answers = Run(new string('x', 5000), "driver 0000:01:00.1");
        Assert.Equal("longer than 4096 characters", (string?)answers[0]["bad"]);
        Assert.Equal(0, (int)answers[1]["ret"]!);
    }

    [Fact]
    public void Unknown_facts_make_an_answer_unknown()
    {
        var replay = new Replay(Source.Linux6, Source.Listing(("0000:01:00.0", 3, 0x020000)));
        JsonObject answer = JsonNode.Parse(replay.Step("unbind 0000:01:00.0").Single())!.AsObject();
        Assert.True((bool)answer["unknown"]!);
        Assert.Equal("driver of 0000:01:00.0", (string?)answer["missing"]![0]);
        Assert.False(answer.ContainsKey("ret"));
        JsonObject driver = JsonNode.Parse(replay.Step("driver 0000:01:00.0").Single())!.AsObject();
        Assert.True(driver.ContainsKey("driver"));
        Assert.Null(driver["driver"]);
    }

    [Fact]
    public void A_setting_the_model_lacks_is_the_callers_fault() =>
        Assert.Throws<ArgumentException>(() => new Replay(Source.Linux6, Nic, new Dictionary<string, long> { ["colour"] = 1 }));

    [Fact]
    public void A_verb_has_an_operation_for_each_kind_of_handle_where_the_model_tells_them_apart()
    {
        string[] steps = ["trace t", "unbind 0000:01:00.0", "bind 0000:01:00.0 vfio-pci", "open-group 3 as g", "open-iommufd as i", "set-container g i", "ioas-alloc i"];
        JsonObject[] answers = Run(Source.Iommufd, steps);
        Assert.All(answers, a => Assert.Equal(0, (int)a["ret"]!));
        // The container took number 1 for what its groups map into.
        Assert.Equal(2, (int)answers[^1]["id"]!);
    }

    [Fact]
    public void Host_contexts_lists_who_has_which_table_and_leaves_out_who_is_blocked()
    {
        string[] steps =
        [
            "trace t", "host-contexts", "unbind 0000:01:00.0", "bind 0000:01:00.0 vfio-pci", "override 0000:01:00.1 -", "open-iommufd as i", "ioas-alloc i",
            "ioas-map i 1 0x1000 0x2000 r", "open-cdev 0000:01:00.0 as d", "bind-iommufd d i", "host-contexts", "attach d 1", "host-contexts",
        ];
        JsonObject[] answers = Run(Source.Iommufd, steps);
        Assert.Equal("""{"n":"h1","trace":"t","step":"host-contexts","rids":{"01:00.0":"A","01:00.1":"A"},"tables":{"A":[]},"ret":0,"errno":0,"err":""}""", answers[1].ToJsonString());
        Assert.Equal("""{"rids":{},"tables":{}}""", new JsonObject { ["rids"] = answers[10]["rids"]!.DeepClone(), ["tables"] = answers[10]["tables"]!.DeepClone() }.ToJsonString());
        Assert.Equal("h3", (string?)answers[12]["n"]);
        Assert.Equal("""{"01:00.0":"A","01:00.1":"A"}""", answers[12]["rids"]!.ToJsonString());
        Assert.Equal("""{"A":[["0x1000","0x2000","r"]]}""", answers[12]["tables"]!.ToJsonString());
        // What is asked of the hardware has numbers of its own.
        Assert.Equal(9, (int)answers[11]["n"]!);
    }

    private static JsonObject Last(params string[] steps) => Run(steps)[^1];

    private static JsonObject[] Run(params string[] steps) => Run(Source.Linux6, steps);

    private static JsonObject[] Run(PolicyIR policy, params string[] steps)
    {
        using var output = new StringWriter();
        new Replay(policy, Nic).Run(new StringReader(string.Join('\n', steps)), output);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
