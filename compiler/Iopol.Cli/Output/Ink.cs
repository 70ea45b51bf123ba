namespace Iopol.Cli.Output;

/// <summary>What a piece of text means; a terminal shows it as a colour.</summary>
internal enum Tone
{
    /// <summary>Ordinary text.</summary>
    Plain,

    /// <summary>Yes, passed.</summary>
    Good,

    /// <summary>No, failed, error.</summary>
    Bad,

    /// <summary>Cannot tell, warning.</summary>
    Unsure,

    /// <summary>A heading or a name that matters.</summary>
    Strong,

    /// <summary>Something to type.</summary>
    Command,

    /// <summary>Less important.</summary>
    Dim,
}

/// <summary>Text with a tone.</summary>
/// <param name="Text">One line; control characters are shown, not obeyed.</param>
/// <param name="Tone">What it means.</param>
internal readonly record struct Ink(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>Plain text.</summary>
    public static implicit operator Ink(string text) => new(text);
}
