using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>What is said about a text.</summary>
internal static class Found
{
    /// <summary>The diagnostics as <c>id quoted-text</c>, in order.</summary>
    public static string[] In(string text) => [.. Bound.Compile(text).Diagnostics.Select(d => $"{d.Id} {text.Substring(d.Span.Start, d.Span.Length)}")];

    /// <summary>The ids, in order.</summary>
    public static string[] Ids(string text) => [.. Bound.Compile(text).Diagnostics.Select(d => d.Id)];

    /// <summary>A model with one operation on a device, a group, a user's space and a counter.</summary>
    public static string[] InOperation(string body) => In($$"""
        model Example {
            state owner: user? per group;
            state space: space? per device;
            state uses: count per device;

            operation act(d: device, e: device, to: driver) by user {
                {{body}}
            }

            operation keep(d: device) by user {
                owner[d.group] = caller;
                space[d] = new space;
                uses[d] += 1;
                grant d to caller;
            }

            property kept = all d in devices: owner[d.group] is none or space[d] is none or uses[d] is 0;
            property told = all d in devices: no e in devices: d.driver is e.override and uses[d] is uses[e];
        }
        """).Where(f => !f.StartsWith("IOPOL3007", StringComparison.Ordinal)).ToArray();
}
