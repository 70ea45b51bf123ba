using System.Runtime.InteropServices;
using Iopol.Cli;

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
using Stream error = Console.OpenStandardError();
bool terminal = !Console.IsOutputRedirected;
var surroundings = new Surroundings
{
    Variable = Environment.GetEnvironmentVariable,
    OutputIsTerminal = terminal,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    WhenInterrupted = stop => PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }),
    // Longer lines than this are hard to read, however wide the terminal is.
    Width = terminal && Console.WindowWidth > 0 ? Math.Clamp(Console.WindowWidth, 40, 110) : Surroundings.DefaultWidth,
};
return Application.Run(args, input, output, error, surroundings);
