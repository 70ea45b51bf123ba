using Iopol.Linux.Images;

namespace Iopol.Linux.Json;

/// <summary>What a reader of JSON reports: the same mistakes have an id of their own in each kind of file, with help that fits it.</summary>
internal sealed record JsonDiagnostics(
    HostDiagnostic NotJson,
    HostDiagnostic WrongType,
    HostDiagnostic UnknownText,
    HostDiagnostic OutOfRange,
    HostDiagnostic Duplicate,
    HostDiagnostic UnknownMember,
    HostDiagnostic OverLimit)
{
    /// <summary>Host facts.</summary>
    public static JsonDiagnostics Host { get; } = new(
        HostDiagnostics.BadJson, HostDiagnostics.WrongType, HostDiagnostics.UnknownText, HostDiagnostics.OutOfRange,
        HostDiagnostics.Duplicate, HostDiagnostics.UnknownMember, HostDiagnostics.OverLimit);

    /// <summary>Memory images, which have no words to choose from.</summary>
    public static JsonDiagnostics Image { get; } = new(
        ImageDiagnostics.BadJson, ImageDiagnostics.WrongType, ImageDiagnostics.OutOfRange, ImageDiagnostics.OutOfRange,
        ImageDiagnostics.Duplicate, ImageDiagnostics.UnknownMember, ImageDiagnostics.OverLimit);
}
