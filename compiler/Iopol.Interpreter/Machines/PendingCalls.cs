namespace Iopol.Interpreter.Machines;

/// <summary>Calls that wait, oldest first, each with the caller's own mark.</summary>
internal sealed class PendingCalls<T>
{
    private readonly List<(T Mark, PendingCall Call)> calls = [];

    public int Count => calls.Count;

    public void Add(T mark, PendingCall call) => calls.Add((mark, call));

    public void Clear() => calls.Clear();

    /// <summary>Resumes every call, oldest first, and again from the oldest whenever one went on, until nothing moves.</summary>
    /// <returns>The calls that ended, in the order they did.</returns>
    public List<(T Mark, Outcome Outcome)> Resume(Machine machine)
    {
        var ended = new List<(T, Outcome)>();
        for (int i = 0; i < calls.Count;)
        {
            (T mark, PendingCall call) = calls[i];
            Outcome outcome = machine.Resume(call);
            if (outcome.Pending is { } further && further.Phase == call.Phase)
            {
                i++;
                continue;
            }

            if (outcome.Pending is { } next)
            {
                calls[i] = (mark, next);
            }
            else
            {
                calls.RemoveAt(i);
                ended.Add((mark, outcome));
            }

            i = 0;
        }

        return ended;
    }
}
