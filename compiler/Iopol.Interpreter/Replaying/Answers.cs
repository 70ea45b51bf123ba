using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;

namespace Iopol.Interpreter.Replaying;

/// <summary>Writes the answers to steps, field by field in the order of the recordings.</summary>
internal sealed class Answers(Machine machine)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string trace = "";
    private int number;
    private int contexts;

    /// <summary>A new trace begins; its first step has number 0.</summary>
    public void Begin(string name) => (trace, number, contexts) = (name, 0, 0);

    /// <summary>The answer to a step, with the fields the writer adds.</summary>
    public string Step(TraceStep step, Action<Utf8JsonWriter> write)
    {
        UnderstoodSteps++;
        return Answer(step, write);
    }

    private string Answer(TraceStep step, Action<Utf8JsonWriter> write) => Object(json =>
    {
        json.WriteNumber("n", number++);
        json.WriteString("trace", trace);
        json.WriteString("step", step.Text);
        write(json);
    });

    public string Done(TraceStep step, Action<Utf8JsonWriter>? write = null) => Step(step, json =>
    {
        write?.Invoke(json);
        Result(json, Errno.None);
    });

    /// <summary>Steps answered as bad, over all traces.</summary>
    public int BadSteps { get; private set; }

    /// <summary>Steps that were neither bad nor skipped, over all traces.</summary>
    public int UnderstoodSteps { get; private set; }

    public string Bad(TraceStep step, string problem)
    {
        BadSteps++;
        return Answer(step, json => json.WriteString("bad", problem));
    }

    /// <summary>The answer to <c>wait</c>: -1 without an errno where calls still wait.</summary>
    public string Waited(TraceStep step, int pending) => Step(step, json =>
    {
        json.WriteNumber("pending", pending);
        Result(json, Errno.None, pending > 0);
    });

    public string Skipped(TraceStep step, string why) => Answer(step, json =>
    {
        json.WriteBoolean("skipped", true);
        json.WriteString("why", why);
    });

    /// <summary>The contexts in effect; the recordings number them apart.</summary>
    public string Contexts(TraceStep step)
    {
        UnderstoodSteps++;
        return Object(json =>
        {
            json.WriteString("n", $"h{++contexts}");
            json.WriteString("trace", trace);
            json.WriteString("step", step.Text);
            new ContextTables(machine).Write(json);
            Result(json, Errno.None);
        });
    }

    /// <summary>The answer to a step asked of the machine's surroundings, which the recordings do not number.</summary>
    public static string Unnumbered(TraceStep step, string why) => Object(json =>
    {
        json.WriteString("step", step.Text);
        json.WriteBoolean("skipped", true);
        json.WriteString("why", why);
    });

    public string Blocked(TraceStep step, int pending) => Step(step, json =>
    {
        json.WriteBoolean("blocked", true);
        json.WriteNumber("pending", pending);
    });

    /// <summary>The answer to a call that ended at once.</summary>
    public string Ended(TraceStep step, Outcome outcome, string? handle) => Step(step, json => Outcome(json, outcome, handle));

    /// <summary>The answer to a call that had been waiting.</summary>
    public string Async(int pending, TraceStep step, Outcome outcome) => Object(json =>
    {
        json.WriteNumber("async", pending);
        json.WriteString("step", step.Text);
        Outcome(json, outcome, null);
    });

    public void Driver(Utf8JsonWriter json, int device)
    {
        int driver = machine.Host.Driver(device);
        if (driver == HostState.Unknown) json.WriteNull("driver");
        else json.WriteString("driver", driver == HostState.None ? "" : machine.Host.Drivers.Name(driver));
    }

    public void Devices(Utf8JsonWriter json)
    {
        json.WriteStartArray("devices");
        foreach (DeviceFacts facts in machine.Topology.Facts.Devices.OrderBy(d => d.Address))
        {
            int device = machine.Topology.Find(facts.Address);
            json.WriteStartObject();
            json.WriteString("bdf", facts.Address.ToString());
            if (facts.Group is { } group)
            {
                json.WriteNumber("group", group);
                json.WriteString("type", machine.Topology.Facts.Groups.FirstOrDefault(g => g.Number == group)?.Type ?? "");
            }

            Driver(json, device);
            if (machine.Host.Override(device) is var name && name != HostState.None) json.WriteString("override", machine.Host.Drivers.Name(name));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Outcome(Utf8JsonWriter json, Outcome outcome, string? handle)
    {
        OperationIR operation = outcome.Operation;
        Decision decision = outcome.Decision;
        for (int i = 0; i < outcome.Arguments.Count; i++)
        {
            if (operation.Parameters[i].Type.Sort == Sort.Group) json.WriteNumber("group", machine.Topology.GroupNumber((int)outcome.Arguments[i]));
        }

        if (outcome.IsUnknown)
        {
            json.WriteBoolean("unknown", true);
            json.WriteStartArray("missing");
            foreach (string fact in outcome.Missing) json.WriteStringValue(fact);
            json.WriteEndArray();
            return;
        }

        // The recordings show a handle where it stands for a group or a device.
        if (handle is not null && operation.Parameters.Any(p => p.Type.Sort is Sort.Group or Sort.Device)) json.WriteString("handle", handle);
        foreach (GiveIR give in operation.Gives)
        {
            if (decision.IsOk) Give(json, give, give.Index == 0 ? decision.First : decision.Second);
            else if (Echo(outcome, give) is { } size) Give(json, give, size);
        }

        if (decision.Verdict == Verdict.Panicked) json.WriteBoolean("panic", true);
        Result(json, decision.Verdict == Verdict.Panicked ? Errno.EIO : decision.Errno);
        if (decision.IsOk) return;
        Explanation explanation = machine.Explain(outcome);
        if (explanation.Rule is null) return;
        json.WriteString("rule", explanation.Rule);
        json.WriteString("at", explanation.At);
        json.WriteString("because", explanation.Because);
    }

    private void Give(Utf8JsonWriter json, GiveIR give, long value)
    {
        switch (give.Type.Sort)
        {
            case Sort.Object:
                break;
            case Sort.Bool:
                json.WriteBoolean(give.Name, value != 0);
                break;
            case Sort.Count:
                json.WriteNumber(give.Name, value);
                break;
            default:
                json.WriteString(give.Name, machine.Show(value, give.Type));
                break;
        }
    }

    /// <summary>VFIO_IOMMU_UNMAP_DMA and IOMMU_IOAS_UNMAP give the bytes back in the field that held the size asked for, so a refused one shows that.</summary>
    private static long? Echo(Outcome outcome, GiveIR give)
    {
        // With the flag for everything the size asked for is 0.
        if (outcome.Operation.Name is "unmap_all") return 0;
        if (outcome.Operation.Name is not ("unmap" or "ioas_unmap") || give.Type.Sort != Sort.Address) return null;
        for (int i = 0; i < outcome.Arguments.Count; i++)
        {
            if (outcome.Operation.Parameters[i].Name == "size") return outcome.Arguments[i];
        }

        return null;
    }

    private static void Result(Utf8JsonWriter json, Errno errno, bool failed = false)
    {
        json.WriteNumber("ret", errno == Errno.None && !failed ? 0 : -1);
        json.WriteNumber("errno", (int)errno);
        json.WriteString("err", errno == Errno.None ? "" : errno.ToString());
    }

    private static string Object(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
