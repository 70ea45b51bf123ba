using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Testing;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Inputs;

/// <summary>Hosts written in a policy file, named as <c>FILE.iopol#NAME</c>.</summary>
internal static class HostLiterals
{
    private const string Extension = ".iopol";

    /// <summary>The host of a policy file; null where the argument names no such file.</summary>
    /// <exception cref="CommandFailure">The file has errors or no host of that name.</exception>
    public static HostFacts? Find(Session session, string argument)
    {
        int hash = argument.LastIndexOf('#');
        string file = hash > 0 ? argument[..hash] : argument;
        if (!file.EndsWith(Extension, StringComparison.Ordinal)) return null;
        IReadOnlyList<HostIR> hosts = PolicySource.CompileWithoutErrors(session, [file]).Hosts;
        string known = hosts.Count == 0 ? "It has none." : $"It has {string.Join(", ", hosts.Select(h => h.Name))}.";
        HostIR? host = hash > 0 ? hosts.FirstOrDefault(h => h.Name == argument[(hash + 1)..]) : hosts.Count == 1 ? hosts[0] : null;
        if (host is null) throw CommandFailure.Unusable($"'{argument}' names no host: write {file}#NAME", known);
        return host.File is { } captured ? HostSource.Read(session, Path.Combine(Path.GetDirectoryName(file) ?? "", captured)) : HostLiteral.ToFacts(host);
    }
}
