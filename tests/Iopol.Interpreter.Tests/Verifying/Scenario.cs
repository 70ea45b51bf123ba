using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
using Iopol.Interpreter.Testing;
using Iopol.Runtime.Facts;
using Iopol.Tests;

namespace Iopol.Interpreter.Tests.Verifying;

/// <summary>A shipped policy over a host of the scenarios, or over one of the hosts written here.</summary>
internal static class Scenario
{
    private const string MoreHosts = """
        host stub_bound {
            default = identity;
            group 3 {
                device 0000:01:00.0 class 0x0200 multifunction driver vfio-pci;
                device 0000:01:00.1 class 0x0200 multifunction driver pci-stub;
            }
        }
        host alias_pair {
            group 3 {
                device 0000:01:00.0 class 0x0200 multifunction driver e1000e;
                device 0000:01:00.1 class 0x0200 multifunction alias 0000:01:00.0 driver e1000e;
            }
        }
        """;

    public static (PolicyIR Policy, HostFacts Facts) Load(string policy, string host)
    {
        string hosts = File.ReadAllText(RepositoryPaths.InRepository("samples", "scenarios", "hosts.iopol"));
        Compilation compilation = Compilation.Create([new SourceText("t.iopol", $"import \"iopol:{policy}\";\n{hosts}\n{MoreHosts}")], ShippedResolver.Instance);
        return (compilation.Policies[^1], HostLiteral.ToFacts(compilation.Hosts.Single(h => h.Name == host)));
    }
}
