using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping;
using Iopol.Runtime.Grouping.Quirks;

namespace Iopol.Cli.Reports;

/// <summary>Computed groups beside a kernel's, for people and for programs.</summary>
/// <param name="source">Where the host came from, as it was given.</param>
/// <param name="facts">The host.</param>
/// <param name="computed">The computed groups.</param>
/// <param name="comparison">The kernel's.</param>
internal sealed class GroupsReport(string source, HostFacts facts, HostGrouping computed, KernelComparison comparison)
{
    public void WriteText(Screen screen) => new GroupsText(screen, source, facts, computed, comparison).Write();

    /// <summary>The documented shape; see the README, "groups --format json".</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("host");
        json.TextOrNull("source", source);
        json.TextOrNull("kernel", facts.Kernel);
        json.WriteNumber("devices", facts.Devices.Count);
        json.WriteEndObject();
        Array(json, "groups", computed.Groups, group =>
        {
            Addresses(json, "devices", group.Devices);
            Array(json, "because", group.Merges, merge => Write(json, merge));
            Array(json, "apart", group.KeptApart, apart =>
            {
                json.WriteString("device", apart.Device.ToString());
                Quirk(json, apart.Quirk);
            });
        });
        json.WriteStartArray("kernel");
        foreach (KernelGroup group in comparison.KernelGroups) Addresses(json, null, group.Devices);
        json.WriteEndArray();
        Array(json, "differences", comparison.Differences, difference =>
        {
            Addresses(json, "devices", difference.Devices);
            json.WriteString("kernel", difference.TogetherByKernel ? "together" : "apart");
            json.WriteString("computed", difference.TogetherByKernel ? "apart" : "together");
            json.Texts("because", difference.Merges.Select(m => m.ToString()));
        });
        Array(json, "unknown", computed.Undecided, undecided =>
        {
            json.WriteStartArray("groups");
            foreach (int group in undecided.Groups) Addresses(json, null, computed.Groups[group].Devices);
            json.WriteEndArray();
            json.Texts("missing", undecided.Lacking.Select(l => l.ToString()));
        });
        Addresses(json, "outside", computed.OutsideGroups);
        Array(json, "warnings", computed.Warnings, warning =>
        {
            json.WriteString("text", warning.ToString());
            json.WriteString("device", warning.Device.ToString());
            Addresses(json, "together", warning.Better);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GroupMerge merge)
    {
        json.WriteString("text", merge.ToString());
        json.WriteString("rule", Rule(merge.Rule));
        json.WriteString("device", merge.Device.ToString());
        json.WriteString("joins", merge.With.ToString());
        json.TextOrNull("requester", merge.Requester?.ToString());
        Array(json, "gaps", merge.Gaps, gap =>
        {
            json.WriteString("device", gap.Device.ToString());
            json.WriteString("lack", Lack(gap.Lack));
            json.Texts("off", Enum.GetValues<AcsBits>().Where(bit => bit != AcsBits.None && (gap.Off & bit) != 0).Select(bit => bit.ToString()));
            Quirk(json, gap.Quirk);
        });
        Quirk(json, merge.Quirk);
    }

    private static string Rule(GroupRule rule) => rule switch
    {
        GroupRule.RealDevice => "real-device",
        GroupRule.BridgeTakeover => "bridge-takeover",
        GroupRule.AcsPath => "acs-path",
        GroupRule.Alias => "alias",
        _ => "same-slot",
    };

    private static string Lack(AcsLack lack) => lack switch
    {
        AcsLack.NoCapability => "no-capability",
        AcsLack.BitsOff => "bits-off",
        AcsLack.Conventional => "conventional",
        AcsLack.PciBridge => "pci-bridge",
        AcsLack.EventCollector => "event-collector",
        _ => "quirk",
    };

    private static void Quirk(Utf8JsonWriter json, QuirkRow? quirk)
    {
        if (quirk is null) return;
        json.WriteStartObject("quirk");
        json.WriteString("family", quirk.Family);
        json.WriteString("seen", quirk.Seen);
        json.WriteString("lines", quirk.Lines);
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Addresses(Utf8JsonWriter json, string? name, IReadOnlyList<BusAddress> addresses)
    {
        if (name is null) json.WriteStartArray();
        else json.WriteStartArray(name);
        foreach (BusAddress address in addresses) json.WriteStringValue(address.ToString());
        json.WriteEndArray();
    }
}
