using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Interpreter.Verifying;

namespace Iopol.Cli.Reports;

/// <summary>A verification as text: the verdicts, then every way to a failure as a story, with what each step changes.</summary>
internal sealed class VerifyText(Screen screen, VerifyReport report)
{
    public void Write()
    {
        int failed = report.Properties.Count(p => p.Holds == false);
        int open = report.Properties.Count(p => p.Holds is null);
        (string verdict, Tone tone) = failed > 0 ? (failed == 1 ? "1 property fails" : $"{failed.ToString(CultureInfo.InvariantCulture)} properties fail", Tone.Bad)
            : open > 0 ? ("cannot tell", Tone.Unsure)
            : ("holds within the bounds", Tone.Good);
        screen.Wrapped(0, 2, new Ink($"{report.Policy.Name} over {report.Subject}", Tone.Strong), ": ", new Ink(verdict, tone));
        string[] settings = [.. report.Policy.Settings.Select(s => $"{s.Name}={Settings.Show(s)}")];
        screen.Wrapped(0, 2, new Ink(string.Join(", ", settings.Prepend($"model {report.Policy.ModelName}")), Tone.Dim));
        screen.Wrapped(0, 2, new Ink(report.Effort(), Tone.Dim));
        if (report.Unfinished() is { } unfinished) screen.Wrapped(0, 2, new Ink(unfinished, Tone.Unsure));
        screen.Line();
        screen.Rows(2, [.. report.Properties.Select(Row)]);
        foreach (VerifiedProperty property in report.Properties)
        {
            foreach ((string host, Counterexample way) in property.Ways) Tell(property.Name, host, way);
        }

        screen.Line();
        foreach (string sentence in report.Meaning()) screen.Wrapped(0, 2, new Ink(sentence, Tone.Dim));
    }

    private Ink[] Row(VerifiedProperty property)
    {
        (string word, Tone tone) = property.Holds switch { true => ("holds", Tone.Good), false => ("fails", Tone.Bad), null => ("cannot tell", Tone.Unsure) };
        string where = property.Holds == false && report.Hosts.Count > 1
            ? string.Create(CultureInfo.InvariantCulture, $" (on {property.FailsOn} of {report.Hosts.Count})") : "";
        return [new Ink(property.Name, Tone.Strong), new Ink(word + where, tone), new Ink(property.Text, Tone.Dim)];
    }

    private void Tell(string property, string host, Counterexample way)
    {
        screen.Line();
        screen.Wrapped(0, 2, new Ink(way.Title.Length > 0 ? $"{property}: {way.Title}" : property, Tone.Strong), report.Hosts.Count > 1 ? $", on {host}" : "");
        screen.Wrapped(2, 2, new Ink(way.Failure, Tone.Bad));
        screen.Wrapped(2, 4, "in the beginning");
        screen.Rows(6, [.. way.Start.Devices.Select(Device)]);
        Snapshot before = way.Start;
        for (int i = 0; i < way.Steps.Count; i++)
        {
            CounterexampleStep step = way.Steps[i];
            string number = (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(2);
            screen.Wrapped(2, 6, $"{number}  ", new Ink(step.Actor, Tone.Strong), step.Continues ? " (waiting) " : " ", new Ink(step.Call, Tone.Command), " -> ", new Ink(step.Outcome, Ending(step.Outcome)));
            if (step.Because.Length > 0) screen.Wrapped(6, 6, new Ink(step.Because, Tone.Dim));
            if (step.OnTheWay is { } moment)
            {
                Changes(moment, before);
                screen.Wrapped(6, 6, new Ink("broken here, in the middle of the call; at its end:", Tone.Bad));
                before = moment;
            }

            Changes(step.After, before);
            before = step.After;
        }

        screen.Wrapped(2, 4, new Ink("in the end", Tone.Dim));
        screen.Rows(6, [.. way.End.Devices.Select(Device)]);
    }

    private void Changes(Snapshot after, Snapshot before) =>
        screen.Rows(6, [.. after.Since(before).Select(c => new Ink[] { new(c.What), new($"{c.Before ?? "-"} -> {c.After ?? "-"}") })]);

    private static Ink[] Device(DeviceSnapshot device)
    {
        Tone tone = device.Context.Kind switch { ContextKind.Blocked => Tone.Good, ContextKind.Identity => Tone.Bad, ContextKind.Space => Tone.Unsure, _ => Tone.Plain };
        string group = device.Group is { } number ? $"group {number.ToString(CultureInfo.InvariantCulture)}" : "no group";
        return [device.Address.ToString(), group, device.Driver ?? "-", new Ink(device.Context.Text, tone), device.Users.Count > 0 ? $"reached by {string.Join(", ", device.Users)}" : ""];
    }

    private static Tone Ending(string outcome) => outcome switch { "ok" => Tone.Good, "waits" => Tone.Unsure, _ => Tone.Bad };
}
