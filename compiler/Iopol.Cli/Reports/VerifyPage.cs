using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Interpreter.Verifying;

namespace Iopol.Cli.Reports;

/// <summary>A verification as one HTML page that needs nothing else: the verdicts, and every story to step through, with the host drawn at each step.</summary>
internal static class VerifyPage
{
    public static void Write(TextWriter writer, VerifyReport report)
    {
        var page = new MarkupWriter(writer);
        string title = $"{report.Policy.Name} over {report.Subject}";
        page.Own("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Open("head").Line();
        page.Empty("meta", ("charset", "utf-8")).Line();
        // Nothing is loaded from anywhere, whatever a text in the page might say.
        page.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")).Line();
        page.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line();
        page.Element("title", title).Line();
        page.Open("style").Own(VerifyPageParts.Style).Close().Close().Line();
        page.Open("body").Open("header").Element("h1", title);
        string[] settings = [.. report.Policy.Settings.Select(s => $"{s.Name}={Settings.Show(s)}")];
        page.Element("p", string.Join(", ", settings.Prepend($"model {report.Policy.ModelName}")), ("class", "dim"));
        page.Element("p", report.Effort(), ("class", "dim"));
        if (report.Unfinished() is { } unfinished) page.Element("p", unfinished, ("class", "warning"));
        page.Close().Line();
        Properties(page, report);
        int story = 0;
        foreach (VerifiedProperty property in report.Properties)
        {
            foreach ((string host, Counterexample way) in property.Ways) Story(page, story++, property.Name, host, way);
        }

        page.Open("footer");
        foreach (string sentence in report.Meaning()) page.Element("p", sentence);
        page.Close().Line();
        page.Open("script").Own(VerifyPageParts.Script).Close().Close().Close().Line();
    }

    private static void Properties(MarkupWriter page, VerifyReport report)
    {
        page.Open("table", ("class", "verdicts")).Open("tbody");
        foreach (VerifiedProperty property in report.Properties)
        {
            (string word, string look) = property.Holds switch { true => ("holds", "good"), false => ("fails", "bad"), null => ("cannot tell", "unsure") };
            if (property.Holds == false && report.Hosts.Count > 1) word = string.Create(CultureInfo.InvariantCulture, $"fails on {property.FailsOn} of {report.Hosts.Count}");
            page.Open("tr").Element("th", property.Name).Open("td").Element("span", word, ("class", "badge " + look)).Close().Element("td", property.Text).Close().Line();
        }

        page.Close().Close().Line();
    }

    private static void Story(MarkupWriter page, int number, string property, string host, Counterexample way)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"story-{number}");
        page.Open("section", ("class", "story"), ("id", id)).Line();
        page.Element("h2", way.Title.Length > 0 ? $"{property}: {way.Title}" : property);
        page.Open("p", ("class", "failure")).Text(way.Failure).Close();
        page.Element("p", $"on {host}", ("class", "dim")).Line();
        IReadOnlyList<Frame> frames = Frames(way);
        page.Open("nav").Element("button", "◀ back", ("type", "button"), ("class", "back")).Element("button", "next ▶", ("type", "button"), ("class", "next"))
            .Element("span", "", ("class", "position")).Element("span", "arrow keys step", ("class", "dim")).Close().Line();
        page.Open("div", ("class", "columns")).Open("ol", ("class", "steps"), ("start", "0"));
        for (int i = 0; i < frames.Count; i++) Step(page, frames[i], i == frames.Count - 1);
        page.Close().Open("div", ("class", "frames")).Line();
        var drawing = new HostDrawing(way);
        for (int i = 0; i < frames.Count; i++)
        {
            page.Open("div", i == 0 ? [("class", "frame shown")] : [("class", "frame")]);
            drawing.Write(page, frames[i].Now, i == frames.Count - 1 || frames[i].IsBroken);
            Changes(page, frames[i]);
            page.Close().Line();
        }

        page.Close().Close().Close().Line();
    }

    private static void Step(MarkupWriter page, Frame frame, bool isLast)
    {
        page.Open("li", ("class", isLast || frame.IsBroken ? "broken" : "step"));
        if (frame.Step is not { } step) page.Text("in the beginning");
        else if (frame.IsBroken) page.Element("b", step.Actor).Text(" ").Element("code", step.Call).Text(" is under way: broken here");
        else
        {
            page.Element("b", step.Actor).Text(step.Continues ? " (waiting) " : " ").Element("code", step.Call).Text(" → ").Element("span", step.Outcome, ("class", step.Outcome == "ok" ? "ok" : "no"));
            if (step.Because.Length > 0) page.Element("div", step.Because, ("class", "dim"));
        }

        page.Close().Line();
    }

    private static void Changes(MarkupWriter page, Frame frame)
    {
        page.Open("table", ("class", "changes")).Open("tbody");
        if (frame.Before is { } before)
        {
            IReadOnlyList<(string What, string? Before, string? After)> changes = frame.Now.Since(before);
            foreach ((string what, string? was, string? now) in changes)
            {
                page.Open("tr").Element("th", what).Element("td", was ?? "–", ("class", "was")).Element("td", "→").Element("td", now ?? "–", ("class", "now")).Close();
            }

            if (changes.Count == 0) page.Open("tr").Element("td", "nothing changes").Close();
        }

        page.Close().Close();
        page.Open("details").Element("summary", "everything at this moment").Open("table", ("class", "changes")).Open("tbody");
        foreach ((string name, string value) in frame.Now.Handles.Concat(frame.Now.Books).Concat(frame.Now.Waiting.Select(w => ("waits", w))))
        {
            page.Open("tr").Element("th", name).Element("td", value).Close();
        }

        page.Close().Close().Close();
    }

    private static List<Frame> Frames(Counterexample way)
    {
        var frames = new List<Frame> { new(null, null, way.Start, false) };
        Snapshot before = way.Start;
        foreach (CounterexampleStep step in way.Steps)
        {
            if (step.OnTheWay is { } moment)
            {
                frames.Add(new Frame(step, before, moment, true));
                before = moment;
            }

            frames.Add(new Frame(step, before, step.After, false));
            before = step.After;
        }

        return frames;
    }

    private sealed record Frame(CounterexampleStep? Step, Snapshot? Before, Snapshot Now, bool IsBroken);
}
