using Iopol.Runtime.Facts;

namespace Iopol.Linux;

/// <summary>Settings of one read.</summary>
public sealed record HostReadOptions
{
    /// <summary>Name of the source in problems; by default the path, or <c>standard input</c>.</summary>
    public string? SourceName { get; init; }
}

/// <summary>What came out of a source.</summary>
/// <param name="Facts">The facts; null exactly when a problem is an error.</param>
/// <param name="Problems">Findings, in the order they were met.</param>
public sealed record HostReadResult(HostFacts? Facts, IReadOnlyList<HostProblem> Problems);
