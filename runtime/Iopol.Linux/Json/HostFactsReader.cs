using System.Text.Json;
using System.Text.Unicode;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Json;

/// <summary>Reads host facts from JSON; the schema is described at <see cref="HostFactsJson"/>.</summary>
internal static class HostFactsReader
{
    /// <summary>Reads one JSON object; null where an error is reported.</summary>
    public static HostFacts? Read(ReadOnlySpan<byte> text, ProblemLog problems)
    {
        if (!Utf8.IsValid(text))
        {
            problems.Report(HostDiagnostics.BadJson, "it is not UTF-8");
            return null;
        }

        var json = new JsonCursor(text, problems, JsonDiagnostics.Host);
        try
        {
            json.Next();
            HostFacts? facts = ReadHost(ref json, problems);

            // Anything behind the object makes this throw.
            json.Next();
            return problems.HasErrors ? null : facts;
        }
        catch (JsonException e)
        {
            json.ReportBroken(e);
            return null;
        }
    }

    private static HostFacts? ReadHost(ref JsonCursor json, ProblemLog problems)
    {
        if (!json.EnterObject()) return null;
        var facts = new HostFacts();
        List<DeviceDraft>? devices = null;
        List<IReadOnlyList<BusAddress>>? expected = null;
        var seen = new HashSet<string>();
        while (json.NextMember(seen) is { } name)
        {
            switch (name)
            {
                case "machine": facts = facts with { Machine = json.Text() }; break;
                case "kernel": facts = facts with { Kernel = json.Text() }; break;
                case "source_kind": facts = facts with { SourceKind = Pick(FactWords.SourceKinds, json.Word(FactWords.SourceKinds)) }; break;
                case "iommu": facts = facts with { Iommu = Pick(FactWords.Families, json.Word(FactWords.Families)) }; break;
                case "cmdline": facts = facts with { CommandLine = json.Text() }; break;
                case "devices": devices = DeviceJson.ReadAll(ref json); break;
                case "expected_groups": expected = GroupJson.ReadExpected(ref json); break;
                case "groups": facts = facts with { Groups = GroupJson.ReadAll(ref json) }; break;
                case "notes": facts = facts with { Notes = ReadNotes(ref json) }; break;
                case "isolated_msi": facts = facts with { IsolatedMsi = json.Bool() }; break;
                case "cache_coherent": facts = facts with { CacheCoherent = json.Bool() }; break;
                case "address_width": facts = facts with { AddressWidth = json.Int(1, 64) }; break;
                case "default_is_identity": facts = facts with { DefaultIsIdentity = json.Bool() }; break;
                default: json.SkipUnknown(name); break;
            }

            json.Leave();
        }

        if (devices is null)
        {
            if (!seen.Contains("devices")) json.ReportHere(HostDiagnostics.MissingMember, "devices");
            return null;
        }

        HashSet<BusAddress> conventional = FactWords.ListedAsConventional(facts.Notes);
        bool nullDriverIsKnown = FactWords.NullDriverIsKnown(facts.SourceKind);
        facts = facts with { Devices = [.. devices.Select(d => d.Finish(conventional, nullDriverIsKnown)).OrderBy(d => d.Address)] };
        if (expected is not null) GroupJson.Compare(facts, expected, problems);
        return facts;
    }

    private static List<string> ReadNotes(ref JsonCursor json)
    {
        var notes = new List<string>();
        if (json.IsNull || !json.EnterArray()) return notes;
        for (int i = 0; json.NextItem(i); i++)
        {
            if (json.Text() is { } note) notes.Add(note);
            else if (json.IsNull) json.RefuseNull("a text");
            json.Leave();
        }

        return notes;
    }

    private static string? Pick(string[] words, int? index) => index is { } at ? words[at] : null;
}
