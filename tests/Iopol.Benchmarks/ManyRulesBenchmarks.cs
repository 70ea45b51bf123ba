using System.Text;
using BenchmarkDotNet.Attributes;
using Iopol.Benchmarks.Hosts;
using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
using Iopol.Runtime.Enforcement;

namespace Iopol.Benchmarks;

/// <summary>A decision under a policy of many rules: every device of the group is held against each of them.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class ManyRulesBenchmarks
{
    private readonly long[] group = [0];
    private CompiledPolicy policy = null!;

    /// <summary>Protected-device rules of the policy.</summary>
    [Params(10, 100, 1_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Compilation compilation = Compilation.Create([ManyRules.Protecting(Rules)], ShippedResolver.Instance);
        PolicyIR ir = compilation.Policies.Single(p => p.Name == "Many");
        policy = EmittedClass.Load(ir, SyntheticHost.Of(100));
        if (!Ask()) throw new InvalidOperationException("the group is not viable");
    }

    [Benchmark]
    public bool Ask() => policy.Ask(2, group);
}

/// <summary>Checking a policy: reading, binding and every analysis.</summary>
[MemoryDiagnoser]
[MedianColumn]
[MinColumn]
public class CheckBenchmarks
{
    private SourceText text = null!;

    /// <summary>Rules of the policy.</summary>
    [Params(1_000, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        text = ManyRules.Protecting(Rules);
        Compilation compilation = Compilation.Create([text], ShippedResolver.Instance);
        if (compilation.HasErrors) throw new InvalidOperationException(compilation.Diagnostics[0].ToString());
    }

    [Benchmark]
    public int Check() => Compilation.Create([text], ShippedResolver.Instance).Diagnostics.Count;
}

/// <summary>Texts of policies with many rules.</summary>
internal static class ManyRules
{
    /// <summary>A policy for Linux 6 whose viability also asks a list of protected devices.</summary>
    public static SourceText Protecting(int rules)
    {
        var policy = new StringBuilder("import \"iopol:linux-6-vfio\";\n\npolicy Many extends Linux6Vfio {\n");
        for (int i = 0; i < rules; i++)
        {
            policy.Append(System.Globalization.CultureInfo.InvariantCulture, $"    protect id {0x1000 + (i >> 12):x4}:{i & 0xfff:x4} \"kept for the host, {i}\";\n");
        }

        policy.Append("    override viable(g) = base.viable(g) and (no d in g: protect(d));\n}\n");
        return new SourceText("many.iopol", policy.ToString());
    }
}
