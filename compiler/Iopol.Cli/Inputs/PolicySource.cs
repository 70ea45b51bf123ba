using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Compiler;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;

namespace Iopol.Cli.Inputs;

/// <summary>Finds and compiles the policies of a command line.</summary>
internal static class PolicySource
{
    /// <summary>What the name of a shipped policy begins with where a file could stand too.</summary>
    public const string ShippedPrefix = "iopol:";

    /// <summary>The argument is a shipped policy, <c>iopol:NAME</c>.</summary>
    public static bool IsShipped(string argument) => argument.StartsWith(ShippedPrefix, StringComparison.Ordinal);

    /// <summary>Compiles files (<c>-</c> is standard input) and shipped policies (<c>iopol:NAME</c>) together.</summary>
    /// <exception cref="CommandFailure">One cannot be read.</exception>
    public static Compilation Compile(Session session, IEnumerable<string> names) =>
        Compilation.Create([.. names.Select(name => Text(session, name))], Resolve);

    /// <summary>Like <see cref="Compile"/>; findings go to standard error.</summary>
    /// <exception cref="CommandFailure">One cannot be read or has errors.</exception>
    public static Compilation CompileWithoutErrors(Session session, IEnumerable<string> names)
    {
        Compilation compilation = Compile(session, names);
        Finding[] findings = [.. compilation.Diagnostics.Select(Finding.Of)];
        FindingText.Write(session.Complaints, findings);
        if (findings.Any(f => f.IsError)) throw new CommandFailure(ExitCode.PolicyErrors, "the policy has errors");
        return compilation;
    }

    /// <summary>Compiles the one policy that <c>NAME</c>, <c>iopol:NAME</c>, <c>FILE</c> or <c>FILE#NAME</c> means.</summary>
    /// <exception cref="CommandFailure">There is none, or it has errors.</exception>
    public static PolicyIR Load(Session session, string argument)
    {
        string shipped = IsShipped(argument) ? argument[ShippedPrefix.Length..] : argument;
        if (ShippedLibrary.Names.Contains(shipped)) return Pick(session, ShippedPrefix + shipped, null);
        if (File.Exists(argument) || argument == "-") return Pick(session, argument, null);
        int hash = argument.LastIndexOf('#');
        if (hash > 0 && (File.Exists(argument[..hash]) || IsShipped(argument))) return Pick(session, argument[..hash], argument[(hash + 1)..]);
        throw CommandFailure.Unusable($"'{argument}' is neither a shipped policy nor a file", Suggestion(shipped));
    }

    /// <summary>The name of a shipped policy, written with or without <see cref="ShippedPrefix"/>.</summary>
    /// <exception cref="CommandFailure">None is shipped under it.</exception>
    public static string ShippedName(string argument)
    {
        string name = IsShipped(argument) ? argument[ShippedPrefix.Length..] : argument;
        return ShippedLibrary.Names.Contains(name) ? name : throw CommandFailure.Unusable($"no policy '{name}' is shipped", Suggestion(name));
    }

    /// <summary>The text of a shipped policy.</summary>
    /// <exception cref="CommandFailure">None is shipped under that name.</exception>
    public static string ShippedText(string argument) => ShippedLibrary.Find(ShippedName(argument))!.ToString();

    private static PolicyIR Pick(Session session, string file, string? name)
    {
        IReadOnlyList<PolicyIR> policies = CompileWithoutErrors(session, [file]).Policies;
        if (policies.Count == 0) throw CommandFailure.Unusable($"'{file}' declares no policy", "Name a file that declares one: policy NAME for MODEL { ... }");
        if (name is null) return policies[^1];
        return policies.FirstOrDefault(p => p.Name == name)
            ?? throw CommandFailure.Unusable($"'{file}' declares no policy '{name}'", $"It declares {string.Join(", ", policies.Select(p => p.Name))}.");
    }

    private static SourceText Text(Session session, string name)
    {
        if (name == "-") return new SourceText("standard input", InputFile.ReadPolicy("standard input", session.Input));
        if (!IsShipped(name)) return new SourceText(name, InputFile.ReadPolicy(name));
        return ShippedLibrary.Find(ShippedName(name))!;
    }

    private static string Suggestion(string name)
    {
        string meant = NearNames.Find(name, ShippedLibrary.Names) is { } near ? $"Did you mean {near}? " : "";
        return $"{meant}Shipped are {string.Join(", ", ShippedLibrary.Names)}.";
    }

    /// <summary>Reads an imported file; null where there is none, which the compiler reports at the import.</summary>
    private static SourceText? Resolve(string path)
    {
        try
        {
            return new SourceText(path, InputFile.ReadPolicy(path));
        }
        catch (CommandFailure)
        {
            return null;
        }
    }
}
