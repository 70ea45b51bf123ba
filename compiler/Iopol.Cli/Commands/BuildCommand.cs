using System.CommandLine;
using System.Text;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.Emit.PageTables;
using Iopol.Compiler.IR;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol build</c>: policies and page-table formats as C#.</summary>
internal static class BuildCommand
{
    private const string DefaultNamespace = "Iopol.Policies";

    public static Command Create(Session session)
    {
        Argument<string[]> files = Choices.Files("Files, folders, or what is shipped as iopol:NAME");
        var folder = new Option<string>("-o", "--output") { HelpName = "DIR", Description = "Folder for the C# files, made where it is missing; the current one by default", DefaultValueFactory = _ => "." };
        var space = new Option<string>("--namespace") { HelpName = "NAME", Description = $"Namespace of the classes; {DefaultNamespace} by default", DefaultValueFactory = _ => DefaultNamespace };
        var ir = new Option<bool>("--ir") { Description = "Print the intermediate form of each policy instead of writing C#" };
        var verb = new Verb("build", "Compiles policies and page-table formats to C# that decides and translates without allocating.",
            new Example("iopol build datacenter.iopol -o Generated --namespace Acme.Isolation", "one class per policy, NAME.g.cs"),
            new Example("iopol build iopol:vtd-second-stage --namespace Acme.Tables", "one file per format, with a class for each number of levels"),
            new Example("iopol build iopol:linux-6-vfio --ir", "what the compiler makes of a shipped policy"))
        {
            Arguments = { files },
            Options = { folder, space, ir },
            Notes = ["The same files give the same bytes. A project that uses the Iopol package needs none of this: its .iopol files are compiled with it."],
        };
        verb.Does(result =>
        {
            Compilation compilation = PolicySource.CompileWithoutErrors(session, PolicyFiles.Expand(result.GetRequiredValue(files)), "a file has errors");
            IReadOnlyList<PolicyIR> policies = PolicySource.Own(compilation);
            if (result.GetValue(ir))
            {
                if (policies.Count == 0) throw CommandFailure.Unusable("these files declare no policy, and only policies have an intermediate form to print", "iopol formats shows what a page table is.");
                foreach (PolicyIR policy in policies) session.Output.Write(IrPrinter.Print(policy));
                return ExitCode.Fine;
            }

            var options = new EmitOptions(Namespace(result.GetRequiredValue(space)));
            Emitted[] emitted =
            [
                .. policies.Select(p => new Emitted(p.Name, p.Place, () => PolicyEmitter.Emit(p, options))),
                .. FormatSource.Own(compilation).Select(t => new Emitted(t.IR!.Name, t.IR.Place, () => PageTableEmitter.Emit(t.IR, options))),
            ];
            if (emitted.Length == 0) throw CommandFailure.Unusable("these files declare no policy and no page table, so there is nothing to build");
            Write(session, emitted, result.GetRequiredValue(folder));
            return ExitCode.Fine;
        });
        return verb;
    }

    private static void Write(Session session, IReadOnlyList<Emitted> emitted, string folder)
    {
        IGrouping<string, Emitted>? twice = emitted.GroupBy(e => e.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw CommandFailure.Unusable($"two declarations are called {twice.Key}: {string.Join(", ", twice.Select(p => p.Place))}", "Both would be written to one file.");
        }

        OutputFile.MakeFolder(folder);
        foreach (Emitted item in emitted)
        {
            string path = Path.Combine(folder, item.Name + ".g.cs");
            byte[] code = Encoding.UTF8.GetBytes(item.Write().Text);
            OutputFile.Write(path, stream => stream.Write(code));
            session.Screen.Line($"{item.Name} -> {path}");
        }
    }

    private static string Namespace(string name) =>
        name.Split('.').All(part => part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_') && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            ? name
            : throw CommandFailure.Unusable($"'{name}' is no namespace", "Write names of letters, digits and _ with dots between, such as Acme.Isolation.");

    /// <summary>What becomes a file.</summary>
    private sealed record Emitted(string Name, SourcePlace Place, Func<EmittedFile> Write);
}
