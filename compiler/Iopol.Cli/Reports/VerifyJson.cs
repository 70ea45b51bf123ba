using System.Text.Json;
using Iopol.Cli.Output;
using Iopol.Interpreter.Verifying;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Reports;

/// <summary>Properties and their counterexamples as JSON.</summary>
internal static class VerifyJson
{
    public static void Write(Utf8JsonWriter json, VerifiedProperty property)
    {
        json.WriteStartObject();
        json.TextOrNull("name", property.Name);
        json.TextOrNull("says", property.Text);
        json.BoolOrNull("holds", property.Holds);
        json.WriteNumber("failsOn", property.FailsOn);
        json.WriteStartArray("counterexamples");
        foreach ((string host, Counterexample way) in property.Ways) Write(json, host, way);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string host, Counterexample way)
    {
        json.WriteStartObject();
        json.TextOrNull("host", host);
        json.TextOrNull("kind", way.Title);
        json.TextOrNull("failure", way.Failure);
        json.WritePropertyName("start");
        Write(json, way.Start);
        json.WriteStartArray("steps");
        foreach (CounterexampleStep step in way.Steps)
        {
            json.WriteStartObject();
            json.TextOrNull("by", step.Actor);
            json.TextOrNull("call", step.Call);
            json.TextOrNull("outcome", step.Outcome);
            json.TextOrNull("because", step.Because.Length == 0 ? null : step.Because);
            json.WriteBoolean("continues", step.Continues);
            if (step.OnTheWay is { } moment)
            {
                json.WritePropertyName("onTheWay");
                Write(json, moment);
            }

            json.WritePropertyName("after");
            Write(json, step.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Snapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteStartArray("devices");
        foreach (DeviceSnapshot device in snapshot.Devices)
        {
            json.WriteStartObject();
            json.WriteString("address", device.Address.ToString());
            json.NumberOrNull("group", device.Group);
            json.TextOrNull("driver", device.Driver);
            json.TextOrNull("context", device.Context.Text);
            if (device.Others.Count > 0)
            {
                json.WriteStartObject("otherContexts");
                foreach ((BusAddress requester, ContextSnapshot context) in device.Others) json.TextOrNull(requester.ToString(), context.Text);
                json.WriteEndObject();
            }

            json.Texts("reachedBy", device.Users);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("handles");
        foreach ((string name, string holder) in snapshot.Handles) json.TextOrNull(name, holder);
        json.WriteEndObject();
        json.WriteStartObject("books");
        foreach ((string name, string value) in snapshot.Books) json.TextOrNull(name, value);
        json.WriteEndObject();
        json.Texts("waiting", snapshot.Waiting);
        if (snapshot.Panicked) json.WriteBoolean("panicked", true);
        json.WriteEndObject();
    }
}
