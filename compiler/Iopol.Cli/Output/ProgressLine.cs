using System.Globalization;
using Iopol.Interpreter.Verifying;

namespace Iopol.Cli.Output;

/// <summary>How far an exploration is, on one line of the terminal that is written over and gone in the end; nothing where there is no terminal.</summary>
internal sealed class ProgressLine(Session session) : IProgress<ExplorationProgress>, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private TimeSpan last = Pause;
    private bool isShown;

    /// <summary>What is explored.</summary>
    public string Subject { get; set; } = "";

    /// <inheritdoc/>
    public void Report(ExplorationProgress value)
    {
        // Each exploration counts its own time, from nothing.
        if (!session.Surroundings.ErrorIsTerminal || (value.Elapsed >= last && value.Elapsed - last < Pause) || value.Elapsed < Pause) return;
        last = value.Elapsed;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{SafeText.Of(Subject)}: {value.States:N0} states, {value.States - value.Explored:N0} to go, depth {value.Depth}, {value.Elapsed.TotalSeconds:0} s");
        int width = session.Surroundings.Width - 1;
        session.Error.Write("\r" + (text.Length > width ? text[..width] : text.PadRight(width)));
        session.Error.Flush();
        isShown = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isShown) return;
        session.Error.Write("\r" + new string(' ', session.Surroundings.Width - 1) + "\r");
        session.Error.Flush();
    }
}
