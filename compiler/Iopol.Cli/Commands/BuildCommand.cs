using System.CommandLine;
using System.Text;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.IR;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol build</c>: policies as C#.</summary>
internal static class BuildCommand
{
    private const string DefaultNamespace = "Iopol.Policies";

    public static Command Create(Session session)
    {
        Argument<string[]> files = Choices.Files("Policy files, folders, or shipped policies as iopol:NAME");
        var folder = new Option<string>("-o", "--output") { HelpName = "DIR", Description = "Folder for the C# files, made where it is missing; the current one by default", DefaultValueFactory = _ => "." };
        var space = new Option<string>("--namespace") { HelpName = "NAME", Description = $"Namespace of the classes; {DefaultNamespace} by default", DefaultValueFactory = _ => DefaultNamespace };
        var ir = new Option<bool>("--ir") { Description = "Print the intermediate form of each policy instead of writing C#" };
        var verb = new Verb("build", "Compiles policies to C# that decides without allocating.",
            new Example("iopol build datacenter.iopol -o Generated --namespace Acme.Isolation", "one class per policy, NAME.g.cs"),
            new Example("iopol build iopol:linux-6-vfio --ir", "what the compiler makes of a shipped policy"))
        {
            Arguments = { files },
            Options = { folder, space, ir },
            Notes = ["The same policies give the same bytes. A project that uses the Iopol package needs none of this: its .iopol files are compiled with it."],
        };
        verb.Does(result =>
        {
            IReadOnlyList<PolicyIR> policies = PolicySource.Own(PolicySource.CompileWithoutErrors(session, PolicyFiles.Expand(result.GetRequiredValue(files))));
            if (policies.Count == 0) throw CommandFailure.Unusable("these files declare no policy, so there is nothing to build");
            if (result.GetValue(ir))
            {
                foreach (PolicyIR policy in policies) session.Output.Write(IrPrinter.Print(policy));
                return ExitCode.Fine;
            }

            Write(session, policies, result.GetRequiredValue(folder), Namespace(result.GetRequiredValue(space)));
            return ExitCode.Fine;
        });
        return verb;
    }

    private static void Write(Session session, IReadOnlyList<PolicyIR> policies, string folder, string space)
    {
        IGrouping<string, PolicyIR>? twice = policies.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw CommandFailure.Unusable($"two policies are called {twice.Key}: {string.Join(", ", twice.Select(p => p.Place))}", "Both would be written to one file.");
        }

        OutputFile.MakeFolder(folder);
        foreach (PolicyIR policy in policies)
        {
            string path = Path.Combine(folder, policy.Name + ".g.cs");
            byte[] code = Encoding.UTF8.GetBytes(PolicyEmitter.Emit(policy, new EmitOptions(space)).Text);
            OutputFile.Write(path, stream => stream.Write(code));
            session.Screen.Line($"{policy.Name} -> {path}");
        }
    }

    private static string Namespace(string name) =>
        name.Split('.').All(part => part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_') && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            ? name
            : throw CommandFailure.Unusable($"'{name}' is no namespace", "Write names of letters, digits and _ with dots between, such as Acme.Isolation.");
}
