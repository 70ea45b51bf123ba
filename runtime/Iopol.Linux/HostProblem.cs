using System.Globalization;

namespace Iopol.Linux;

/// <summary>How bad a problem is.</summary>
public enum HostSeverity
{
    /// <summary>The facts are usable, but less complete than the source suggests.</summary>
    Warning,

    /// <summary>There are no facts.</summary>
    Error,
}

/// <summary>One thing that can be wrong with a source of host facts (51nn) or a memory image (62nn).</summary>
/// <param name="Id">Stable id, <c>IOPOLnnnn</c>.</param>
/// <param name="Severity">Whether something usable comes out all the same.</param>
/// <param name="Title">What is wrong, without the particulars.</param>
/// <param name="MessageFormat">Composite format of the message.</param>
/// <param name="Help">What the reader can do about it.</param>
public sealed record HostDiagnostic(string Id, HostSeverity Severity, string Title, string MessageFormat, string Help);

/// <summary>One finding about one source.</summary>
/// <param name="Diagnostic">What kind of finding it is.</param>
/// <param name="Source">Path of the source, or the name given to a stream.</param>
/// <param name="Message">The finding in words.</param>
/// <param name="Member">File below the tree, archive entry or JSON path it is about; null where it is about the whole.</param>
/// <param name="Line">Line in the source, from 1; null where lines mean nothing.</param>
/// <param name="Column">Column in bytes, from 1; null where unknown.</param>
public sealed record HostProblem(HostDiagnostic Diagnostic, string Source, string Message, string? Member, int? Line, int? Column)
{
    /// <summary>Stable id, <c>IOPOLnnnn</c>.</summary>
    public string Id => Diagnostic.Id;

    /// <summary>Whether something usable comes out all the same.</summary>
    public HostSeverity Severity => Diagnostic.Severity;

    /// <summary>What the reader can do about it.</summary>
    public string Help => Diagnostic.Help;

    /// <summary>The finding on one line, in the form editors and CI systems recognise: <c>file(line,column): error ID: message</c>.</summary>
    public override string ToString()
    {
        string place = (Line, Column) switch
        {
            ({ } line, { } column) => string.Create(CultureInfo.InvariantCulture, $"({line},{column})"),
            ({ } line, null) => string.Create(CultureInfo.InvariantCulture, $"({line})"),
            _ => "",
        };
        return $"{Source}{place}: {(Severity == HostSeverity.Error ? "error" : "warning")} {Id}: {Message}";
    }
}
