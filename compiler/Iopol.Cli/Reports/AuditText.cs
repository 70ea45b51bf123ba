using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Auditing;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Reports;

/// <summary>An audit as text: one line for the host, then for every group the verdict, who decides, and what to do.</summary>
internal sealed class AuditText(Screen screen, PolicyIR policy, string source, HostFacts facts, IReadOnlyList<string> assumed)
{
    /// <summary>Missing facts named in text; JSON has all.</summary>
    private const int MissingShown = 4;

    private const int LabelWidth = 9;

    private readonly Dictionary<BusAddress, DeviceFacts> devices = facts.Devices.GroupBy(d => d.Address).ToDictionary(g => g.Key, g => g.First());

    public void Write(IReadOnlyList<GroupVerdict> all, IReadOnlyList<GroupVerdict> shown)
    {
        Head(all);
        Ink[][][] rows = [.. shown.Select(verdict => verdict.Devices.Select(device => Row(verdict, device)).ToArray())];
        int[] widths = Screen.Widths(rows.SelectMany(r => r));
        for (int i = 0; i < shown.Count; i++)
        {
            screen.Line();
            Write(shown[i], rows[i], widths);
        }
    }

    private void Head(IReadOnlyList<GroupVerdict> all)
    {
        int ready = all.Count(v => v.Assignable == true);
        int later = all.Count(v => v is { Assignable: false, Steps.Count: > 0 });
        int unknown = all.Count(v => v.Assignable is null);
        int never = all.Count - ready - later - unknown;
        var counts = new List<Ink> { new(ShortName(), Tone.Strong), $": {Count(all.Count, "group")}, ", new($"{ready} assignable now", ready > 0 ? Tone.Good : Tone.Plain) };
        if (later > 0) counts.AddRange([", ", new($"{later} after the steps shown", Tone.Unsure)]);
        if (never > 0) counts.AddRange([", ", new($"{never} not", Tone.Bad)]);
        if (unknown > 0) counts.AddRange([", ", new($"{unknown} cannot be told", Tone.Unsure)]);
        screen.Wrapped(0, 2, [.. counts]);
        var under = new List<string> { $"policy {policy.Name} for {policy.ModelName}" };
        under.AddRange(policy.Settings.Select(s => $"{s.Name}={Settings.Show(s)}"));
        screen.Wrapped(0, 2, new Ink(string.Join(", ", under), Tone.Dim));
        int outside = facts.Devices.Count(d => d.Group is null);
        if (outside > 0) screen.Wrapped(0, 2, new Ink($"{Count(outside, "device")} in no IOMMU group cannot be given to anybody", Tone.Dim));
        if (assumed.Count > 0) screen.Wrapped(0, 2, new Ink($"taken for granted, because this source cannot tell: {string.Join("; ", assumed)}", Tone.Unsure));
    }

    private string ShortName() => File.Exists(source) ? Path.GetFileName(source) : source;

    private void Write(GroupVerdict verdict, Ink[][] rows, int[] widths)
    {
        (string word, Tone tone) = verdict.Assignable switch
        {
            true => ("assignable", Tone.Good),
            false => ("not assignable", Tone.Bad),
            null => ("cannot tell", Tone.Unsure),
        };
        string number = verdict.Group.ToString(CultureInfo.InvariantCulture);
        string why = verdict.Because.Length > 0 ? $": {verdict.Because}" : "";
        screen.Wrapped(0, 2, new Ink($"group {number}", Tone.Strong), "  ", new Ink(word, tone), why);
        if (verdict.Rule is { } rule)
        {
            string errno = verdict.Errno is { } e ? $"{e} by " : "";
            // A place is not broken, so that an editor finds it.
            screen.Line($"  {errno}rule ", new Ink(rule, Tone.Strong), $" at {verdict.At}");
        }

        screen.Rows(4, rows, widths);
        Labelled("missing", Tone.Unsure, Missing(verdict.Missing));
        Labelled("steps", Tone.Command, verdict.Steps);
        Labelled("then", Tone.Command, verdict.Then);
        if (verdict.Search == SearchEnd.NoSteps) screen.Wrapped(2, 4, new Ink($"no step of an administrator changes that{Obstacle(verdict)}", Tone.Dim));
        if (verdict.Search == SearchEnd.GivenUp) screen.Wrapped(2, 4, new Ink("too many states to find out what would change that", Tone.Dim));
    }

    private Ink[] Row(GroupVerdict verdict, DeviceVerdict device)
    {
        DeviceFacts known = devices[device.Address];
        (string role, Tone tone) = device.Role switch
        {
            DeviceRole.Blocks => ("blocks", Tone.Bad),
            DeviceRole.Assignable => ("assignable", Tone.Good),
            DeviceRole.Bridge => ("bridge", Tone.Dim),
            DeviceRole.Harmless => ("harmless", Tone.Dim),
            _ => ("unknown", Tone.Unsure),
        };
        string driver = device.Driver ?? (known.Driver.IsKnown ? "-" : "?");
        return [device.Address.ToString(), DeviceWords.Of(known), driver, new Ink(role, tone), new Ink(Reason(verdict, device), Tone.Dim)];
    }

    /// <summary>Why a device blocks, where it is not the rule above that says so.</summary>
    private static string Reason(GroupVerdict verdict, DeviceVerdict device) => device.Role == DeviceRole.Blocks && verdict.Viable != false ? device.Because : "";

    private static string Obstacle(GroupVerdict verdict) =>
        verdict.Obstacle.Length == 0 || verdict.Obstacle == verdict.Because ? "" : $": {verdict.Obstacle}";

    private void Labelled(string label, Tone tone, IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            string head = (i == 0 ? label : "").PadRight(LabelWidth);
            screen.Line("  ", new Ink(head, Tone.Dim), new Ink(lines[i], tone));
        }
    }

    private static IReadOnlyList<string> Missing(IReadOnlyList<string> missing) => missing.Count <= MissingShown
        ? missing
        : [.. missing.Take(MissingShown), string.Create(CultureInfo.InvariantCulture, $"and {missing.Count - MissingShown} more")];

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
