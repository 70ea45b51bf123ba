using Iopol.Cli.Reports;
using Iopol.Compiler;
using Iopol.Compiler.Binding;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Cli.Inputs;

/// <summary>Finds and compiles the policies of a command line.</summary>
internal static class PolicySource
{
    /// <summary>Names of what is shipped and is not a page table, in ordinal order.</summary>
    public static IReadOnlyList<string> ShippedNames { get; } = ShippedLibrary.Policies;

    /// <summary>The argument is a shipped policy, <c>iopol:NAME</c>.</summary>
    public static bool IsShipped(string argument) => argument.StartsWith(ShippedLibrary.Scheme, StringComparison.Ordinal);

    /// <summary>Compiles files (<c>-</c> is standard input) and shipped policies (<c>iopol:NAME</c>) together.</summary>
    /// <exception cref="CommandFailure">One cannot be read.</exception>
    public static Compilation Compile(Session session, IEnumerable<string> names) =>
        Compilation.Create([.. names.Select(name => Text(session, name))], FileResolver.Instance);

    /// <summary>Like <see cref="Compile"/>; findings go to standard error.</summary>
    /// <exception cref="CommandFailure">One cannot be read or has errors.</exception>
    public static Compilation CompileWithoutErrors(Session session, IEnumerable<string> names, string complaint = "the policy has errors")
    {
        Compilation compilation = Compile(session, names);
        FindingText.Write(session.Complaints, compilation.Diagnostics.Select(Finding.Of));
        return compilation.HasErrors ? throw new CommandFailure(ExitCode.PolicyErrors, complaint) : compilation;
    }

    /// <summary>The policies that the named files themselves declare, without those they import.</summary>
    public static IReadOnlyList<PolicyIR> Own(Compilation compilation) =>
        [.. compilation.BoundPolicies.Where(p => p.File.IsRoot).Select(p => p.IR).OfType<PolicyIR>()];

    /// <summary>Compiles the one policy that <c>NAME</c>, <c>iopol:NAME</c>, <c>FILE</c> or <c>FILE#NAME</c> means.</summary>
    /// <exception cref="CommandFailure">There is none, or it has errors.</exception>
    public static PolicyIR Load(Session session, string argument)
    {
        string shipped = WithoutScheme(argument);
        if (ShippedNames.Contains(shipped)) return Pick(session, ShippedLibrary.Scheme + shipped, null);
        if (Path.Exists(argument) || argument == "-") return Pick(session, argument, null);
        int hash = argument.LastIndexOf('#');
        if (hash > 0 && (Path.Exists(argument[..hash]) || ShippedNames.Contains(WithoutScheme(argument[..hash]))))
        {
            string file = argument[..hash];
            return Pick(session, Path.Exists(file) ? file : ShippedLibrary.Scheme + WithoutScheme(file), argument[(hash + 1)..]);
        }

        throw CommandFailure.Unusable($"'{argument}' is neither a shipped policy nor a file", Suggestion(shipped));
    }

    /// <summary>The name of a shipped policy, written with or without its scheme.</summary>
    /// <exception cref="CommandFailure">None is shipped under it.</exception>
    public static string ShippedName(string argument)
    {
        string name = WithoutScheme(argument);
        return ShippedNames.Contains(name) ? name : throw CommandFailure.Unusable($"no policy '{name}' is shipped", Suggestion(name));
    }

    /// <summary>The text of what is shipped under a name.</summary>
    /// <exception cref="CommandFailure">Nothing is.</exception>
    public static SourceText ShippedText(string argument) =>
        ShippedLibrary.TryGet(WithoutScheme(argument), out SourceText? text) ? text : throw CommandFailure.Unusable($"no policy '{WithoutScheme(argument)}' is shipped", Suggestion(WithoutScheme(argument)));

    private static PolicyIR Pick(Session session, string file, string? name)
    {
        IReadOnlyList<PolicyIR> policies = Own(CompileWithoutErrors(session, [file]));
        if (policies.Count == 0) throw CommandFailure.Unusable($"'{file}' declares no policy", "Name a file that declares one: policy NAME for MODEL { ... }");
        if (name is null) return policies[^1];
        return policies.FirstOrDefault(p => p.Name == name)
            ?? throw CommandFailure.Unusable($"'{file}' declares no policy '{name}'", $"It declares {string.Join(", ", policies.Select(p => p.Name))}.");
    }

    private static SourceText Text(Session session, string name) =>
        name == "-" ? InputFile.ReadPolicy("standard input", session.Input)
        : IsShipped(name) ? ShippedText(name)
        : InputFile.ReadPolicy(name);

    private static string WithoutScheme(string argument) => IsShipped(argument) ? argument[ShippedLibrary.Scheme.Length..] : argument;

    private static string Suggestion(string name)
    {
        string meant = NearNames.Find(name, ShippedNames) is { } near ? $"Did you mean {near}? " : "";
        return $"{meant}Shipped are {string.Join(", ", ShippedNames)}.";
    }
}
