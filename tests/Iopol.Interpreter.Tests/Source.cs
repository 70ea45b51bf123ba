using System.Diagnostics.CodeAnalysis;
using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
using Iopol.Interpreter.Testing;
using Iopol.Linux;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Topology;
using Iopol.Tests;

namespace Iopol.Interpreter.Tests;

/// <summary>Text of the language, compiled for a test.</summary>
internal static class Source
{
    /// <summary>The kernel's own rules for the modern group API.</summary>
    public static PolicyIR Linux6 { get; } = Compile("import \"iopol:linux-6-vfio\";").Policies.Single(p => p.Name == "Linux6Vfio");

    /// <summary>The kernel's own rules for device nodes.</summary>
    public static PolicyIR Iommufd { get; } = Compile("import \"iopol:linux-6-iommufd\";").Policies.Single(p => p.Name == "Linux6Iommufd");

    /// <summary>Compiles a text without errors.</summary>
    public static Compilation Compile(string text)
    {
        Compilation compilation = Compilation.Create([new SourceText("t.iopol", text)], new NoFiles());
        Assert.False(compilation.HasErrors, string.Join('\n', compilation.Diagnostics));
        return compilation;
    }

    /// <summary>A policy over <see cref="Linux6"/>'s model with further members.</summary>
    public static PolicyIR Extending(string members) =>
        Compile($"import \"iopol:linux-6-vfio\";\npolicy Own extends Linux6Vfio {{\n{members}\n}}").Policies.Single(p => p.Name == "Own");

    /// <summary>A literal host.</summary>
    public static HostTopology Host(string members) => new(HostLiteral.ToFacts(Compile($"host h {{\n{members}\n}}").Hosts[0]));

    /// <summary>A capture among the samples.</summary>
    public static HostTopology Capture(string name)
    {
        HostReadResult read = HostReader.Read(RepositoryPaths.InRepository("samples", "hosts", $"{name}.tar.gz"));
        return new HostTopology(read.Facts ?? throw new InvalidDataException(string.Join('\n', read.Problems)));
    }

    /// <summary>Facts without drivers, as a bare listing has them.</summary>
    public static HostTopology Listing(params (string Address, int Group, int Class)[] devices) => new(new HostFacts
    {
        Devices = [.. devices.Select(d => new DeviceFacts { Address = BusAddress.Parse(d.Address), Group = d.Group, Class = d.Class })],
    });

    private sealed class NoFiles : ISourceResolver
    {
        public bool TryRead(string importingPath, string specifier, [NotNullWhen(true)] out SourceText? text)
        {
            text = null;
            return false;
        }
    }
}
