using Iopol.Cli;

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
using Stream error = Console.OpenStandardError();
bool terminal = !Console.IsOutputRedirected;
var surroundings = new Surroundings
{
    Variable = Environment.GetEnvironmentVariable,
    OutputIsTerminal = terminal,
    // Longer lines than this are hard to read, however wide the terminal is.
    Width = terminal && Console.WindowWidth > 0 ? Math.Clamp(Console.WindowWidth, 40, 110) : Surroundings.DefaultWidth,
};
return Application.Run(args, input, output, error, surroundings);
