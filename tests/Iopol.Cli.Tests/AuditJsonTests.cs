using System.Text.Json;

namespace Iopol.Cli.Tests;

/// <summary><c>audit --format json</c> is documented and stable: other people's programs read it.</summary>
public class AuditJsonTests
{
    public static TheoryData<string> Captures => [.. Directory.GetFiles(Path.GetDirectoryName(Tool.Host("rp-mf"))!, "*.tar.gz").Select(f => Path.GetFileName(f)[..^7])];

    [Theory]
    [MemberData(nameof(Captures))]
    public void The_shape_is_the_documented_one(string capture)
    {
        foreach (string policy in new[] { "linux-6-vfio", "linux-5.12-vfio" })
        {
            ToolRun run = Tool.Run("audit", Tool.Host(capture), "--policy", policy, "--format", "json");
            Assert.Equal(ExitCode.Fine, run.Exit);
            using var json = JsonDocument.Parse(run.Output);
            AssertShape(json.RootElement);
        }
    }

    [Fact]
    public void A_listing_without_drivers_gives_null_with_what_is_missing()
    {
        ToolRun run = Tool.RunWith("IOMMU Group 1 01:00.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3]\n", "audit", "-", "--format", "json");
        Assert.Equal(ExitCode.Fine, run.Exit);
        using var json = JsonDocument.Parse(run.Output);
        AssertShape(json.RootElement);
        JsonElement group = Assert.Single(json.RootElement.GetProperty("groups").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, group.GetProperty("viable").ValueKind);
        Assert.Equal(JsonValueKind.Null, group.GetProperty("assignable").ValueKind);
        Assert.Contains(group.GetProperty("missing").EnumerateArray(), m => m.GetString() == "driver of 0000:01:00.0");
        Assert.Equal(2, json.RootElement.GetProperty("host").GetProperty("assumed").GetArrayLength());
    }

    [Fact]
    public void The_dual_port_card_is_blocked_by_its_driver_and_two_steps_free_it()
    {
        using var json = JsonDocument.Parse(Tool.Run("audit", Tool.Host("rp-mf"), "--format", "json", "--group", "3").Output);
        Assert.Equal(4, json.RootElement.GetProperty("host").GetProperty("groups").GetInt32());
        Assert.Equal(7, json.RootElement.GetProperty("host").GetProperty("devices").GetInt32());
        JsonElement group = Assert.Single(json.RootElement.GetProperty("groups").EnumerateArray());
        Assert.False(group.GetProperty("viable").GetBoolean());
        Assert.False(group.GetProperty("assignable").GetBoolean());
        Assert.Equal("EPERM", group.GetProperty("errno").GetString());
        Assert.Equal("viable", group.GetProperty("rule").GetString());
        Assert.Equal(["blocks", "blocks"], group.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("role").GetString()));
        Assert.Equal(["unbind 0000:01:00.0", "unbind 0000:01:00.1"], group.GetProperty("steps").EnumerateArray().Select(s => s.GetString()));
    }

    private static void AssertShape(JsonElement audit)
    {
        Assert.Equal(["policy", "model", "host", "groups"], Names(audit));
        Assert.Equal(["source", "devices", "groups"], Names(audit.GetProperty("host")).Where(n => n != "assumed"));
        Assert.Equal(JsonValueKind.Number, audit.GetProperty("host").GetProperty("devices").ValueKind);
        foreach (JsonElement group in audit.GetProperty("groups").EnumerateArray())
        {
            Assert.Equal(["group", "viable", "assignable", "errno", "rule", "at", "devices", "steps", "then"], Names(group).Where(n => n != "missing"));
            Is(group, "group", JsonValueKind.Number);
            Is(group, "viable", JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null);
            Is(group, "assignable", JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null);
            Is(group, "errno", JsonValueKind.String, JsonValueKind.Null);
            Is(group, "rule", JsonValueKind.String, JsonValueKind.Null);
            if (group.GetProperty("at").ValueKind != JsonValueKind.Null) Assert.Matches(@"^.+\(\d+,\d+\)$", group.GetProperty("at").GetString());
            foreach (JsonElement device in group.GetProperty("devices").EnumerateArray())
            {
                Assert.Equal(["address", "driver", "role", "because"], Names(device));
                Assert.Matches("^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}[.][0-7]$", device.GetProperty("address").GetString());
                Is(device, "driver", JsonValueKind.String, JsonValueKind.Null);
                if (device.GetProperty("role").ValueKind != JsonValueKind.Null) Assert.Contains(device.GetProperty("role").GetString(), new[] { "assignable", "blocks", "harmless", "bridge" });
                Is(device, "because", JsonValueKind.String);
            }

            foreach (string list in new[] { "steps", "then" }) Assert.All(group.GetProperty(list).EnumerateArray(), s => Assert.Equal(JsonValueKind.String, s.ValueKind));
        }
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(m => m.Name);

    private static void Is(JsonElement element, string name, params JsonValueKind[] kinds) => Assert.Contains(element.GetProperty(name).ValueKind, kinds);
}
