namespace Iopol.Runtime.Grouping.Quirks;

/// <summary>A row of the tables of functions that Linux knows by their ids (see acs-quirks.txt and alias-quirks.txt).</summary>
/// <param name="Family">What the row is about, in words.</param>
/// <param name="Seen">The older of Linux 5.12 and 6.19 that has the row.</param>
/// <param name="Lines">Lines of drivers/pci/quirks.c in Linux 6.19, or of the file named.</param>
public sealed record QuirkRow(string Family, string Seen, string Lines)
{
    /// <summary>The row for people: <c>Intel integrated endpoints, quirks.c 4973, 5104</c>.</summary>
    public override string ToString() => $"{Family}, {(Lines.Contains(".c ", StringComparison.Ordinal) ? Lines : $"quirks.c {Lines}")}";
}
