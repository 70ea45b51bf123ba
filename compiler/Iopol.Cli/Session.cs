using System.Text;
using Iopol.Cli.Output;

namespace Iopol.Cli;

/// <summary>One run of the tool: where it reads and writes.</summary>
internal sealed class Session : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public Session(Stream input, Stream output, Stream error, Surroundings surroundings)
    {
        Input = input;
        Bytes = output;
        Output = new StreamWriter(output, Utf8, bufferSize: 1 << 14, leaveOpen: true) { NewLine = "\n" };
        Error = new StreamWriter(error, Utf8, bufferSize: 1 << 10, leaveOpen: true) { NewLine = "\n" };
        Surroundings = surroundings;
        Screen = new Screen(Output, surroundings.Width, surroundings.Colours);
        Complaints = new Screen(Error, surroundings.Width, surroundings.Colours);
    }

    /// <summary>Standard input.</summary>
    public Stream Input { get; }

    /// <summary>Standard output, for what writes bytes; <see cref="Output"/> must be empty before.</summary>
    public Stream Bytes { get; }

    /// <summary>Standard output as text.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error as text.</summary>
    public TextWriter Error { get; }

    /// <summary>Standard output for people.</summary>
    public Screen Screen { get; }

    /// <summary>Standard error for people.</summary>
    public Screen Complaints { get; }

    /// <summary>The machine around this run.</summary>
    public Surroundings Surroundings { get; }

    /// <summary>Says what went wrong, and what to do about it.</summary>
    public void Complain(string message, string? help = null)
    {
        Complaints.Wrapped(0, 2, new Ink("iopol: ", Tone.Bad), new Ink(message));
        if (help is not null) Complaints.Wrapped(2, 2, new Ink(help, Tone.Dim));
    }

    /// <summary>Writes what is held back.</summary>
    public void Flush()
    {
        Output.Flush();
        Error.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }
}
