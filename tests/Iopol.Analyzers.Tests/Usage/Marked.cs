using System.Text;
using Microsoft.CodeAnalysis;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>Code in which <c>{|7001:host.Bind(d, w)|}</c> marks what a diagnostic is expected at.</summary>
internal static class Marked
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Iopol.Policies;
        using Iopol.Runtime.Decisions;
        using Iopol.Runtime.Enforcement;
        using Iopol.Runtime.Facts;
        using Iopol.Runtime.Topology;

        """;

    /// <summary>Checks statements of a method that has a policy, a device, a group, a topology and two users.</summary>
    public static Task Statements(string body, params (string Path, string Text)[] files) => Members($$"""
        void Run(Linux6Vfio host, DeviceId card, GroupId group, HostTopology topology, UserId user, UserId another, bool flag)
        {
            {{body}}
        }
        """, files);

    /// <summary>Checks members of a class.</summary>
    public static Task Members(string members, params (string Path, string Text)[] files) => File($$"""
        class Example
        {
            {{members}}
        }
        """, files);

    /// <summary>Checks a file; the usual namespaces are imported.</summary>
    public static Task File(string code, params (string Path, string Text)[] files) => File(code, OutputKind.DynamicallyLinkedLibrary, files);

    /// <summary>Checks a file of a library or a program.</summary>
    public static async Task File(string code, OutputKind kind, params (string Path, string Text)[] files)
    {
        (string text, List<string> expected) = Read(Usings + code);
        var project = new UsageProject([("Example.cs", text)], files, kind);
        Assert.Empty(project.Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        IReadOnlyList<Diagnostic> found = await project.AnalyzeAsync();
        Assert.Empty(project.Thrown);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(d => Show(d, text)).Order(StringComparer.Ordinal));
    }

    private static string Show(Diagnostic diagnostic, string text) => diagnostic.Location.SourceTree is { FilePath: "Example.cs" }
        ? $"{diagnostic.Id} {diagnostic.Location.SourceSpan.Start} {text.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)}"
        : $"{diagnostic.Id} {diagnostic.Location.GetLineSpan().Path} {diagnostic.Location.GetLineSpan().StartLinePosition}";

    private static (string Text, List<string> Expected) Read(string marked)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Id, int Start)>();
        List<(string Id, int Start, int End)> found = [];
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked[i] == '{' && i + 6 < marked.Length && marked[i + 1] == '|' && marked[i + 6] == ':')
            {
                open.Push((marked.Substring(i + 2, 4), text.Length));
                i += 6;
            }
            else if (marked[i] == '|' && i + 1 < marked.Length && marked[i + 1] == '}')
            {
                (string id, int start) = open.Pop();
                found.Add((id, start, text.Length));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        Assert.Empty(open);
        return (text.ToString(), [.. found.Select(f => $"IOPOL{f.Id} {f.Start} {text.ToString(f.Start, f.End - f.Start)}")]);
    }
}
