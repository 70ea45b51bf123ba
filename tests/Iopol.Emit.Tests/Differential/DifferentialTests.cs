using System.Globalization;
using CsCheck;
using Iopol.Compiler;
using Iopol.Compiler.IR;
using Iopol.Compiler.Text;
using Iopol.Runtime.Decisions;
using Iopol.Runtime.State;
using Iopol.Tests;
using Xunit.Abstractions;

namespace Iopol.Emit.Tests.Differential;

/// <summary>The two back ends agree: whatever the policy, the host and the calls, a compiled policy does what the interpreter does.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int PoliciesPerAssembly = 24;
    // IOPOL_DIFFERENTIAL_BATCHES=100 searches for longer.
    private static readonly int Batches = int.TryParse(Environment.GetEnvironmentVariable("IOPOL_DIFFERENTIAL_BATCHES"), out int batches) ? batches : 5;

    private const int Sequences = 4;
    private const int Steps = 60;

    private static readonly HostLimits Limits = new() { Users = 3, Spaces = 3, MappingsPerSpace = 4 };

    /// <summary>What failed once; see the README in that folder.</summary>
    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateFiles(RepositoryPaths.InRepository("tests", "Iopol.Emit.Tests", "Cases"), "*.iopol").Select(p => Path.GetFileName(p)!).Order()];

    [Fact]
    public void Random_policies()
    {
        var verdicts = new Dictionary<Verdict, int>();
        int drawn = 0, compiled = 0, failedSwitches = 0;
        Gen.Int[0, int.MaxValue].Array[PoliciesPerAssembly].Sample(
            seeds =>
            {
                PolicyIR[] policies = [.. seeds.Distinct().Select(Compile).OfType<PolicyIR>()];
                drawn += seeds.Length;
                compiled += policies.Length;
                InMemory classes = InMemory.Compile(policies);
                foreach (PolicyIR policy in policies)
                {
                    try
                    {
                        failedSwitches += Agree(policy, classes, verdicts);
                    }
                    catch
                    {
                        // Move it to Cases once it is understood.
                        string failed = Path.Combine(AppContext.BaseDirectory, $"{policy.Name}.iopol");
                        File.WriteAllText(failed, RandomPolicy.Write(int.Parse(policy.Name.AsSpan(1), CultureInfo.InvariantCulture)));
                        output.WriteLine($"kept as {failed}");
                        throw;
                    }
                }
            },
            iter: Batches,
            threads: 1);
        output.WriteLine($"{compiled} of {drawn} texts compile; {string.Join(", ", verdicts.Select(v => $"{v.Value} {v.Key}"))}; {failedSwitches} switches failed");
        // A generator that writes nonsense, or only refusals, would prove nothing. That switches fail is asked of the shipped policies, whose
        // calls are the same in every run; here a draw may have few that can.
        Assert.True(compiled * 2 > drawn, $"only {compiled} of {drawn} random texts compile");
        Assert.True(verdicts[Verdict.Ok] > 500 && verdicts[Verdict.Refused] > 500 && verdicts[Verdict.Blocked] > 50);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_kept_case_agrees(string file)
    {
        string path = RepositoryPaths.InRepository("tests", "Iopol.Emit.Tests", "Cases", file);
        Compilation compilation = Compilation.Create([new SourceText(file, File.ReadAllText(path))], ShippedResolver.Instance);
        Assert.NotEmpty(compilation.Policies);
        InMemory classes = InMemory.Compile(compilation.Policies);
        foreach (PolicyIR policy in compilation.Policies) Agree(policy, classes, []);
    }

    private static int Agree(PolicyIR policy, InMemory classes, Dictionary<Verdict, int> verdicts)
    {
        int failedSwitches = 0;
        for (int i = 0; i < Sequences; i++)
        {
            int seed = (i * 7919) + policy.Name.Sum(c => c);
            var run = new LockStep(policy, classes, RandomHost.Make(seed), Limits, seed);
            run.Run(Steps);
            foreach ((Verdict verdict, int count) in run.Verdicts) verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + count;
            failedSwitches += run.FailedSwitches;
        }

        return failedSwitches;
    }

    private PolicyIR? Compile(int seed)
    {
        string text = RandomPolicy.Write(seed);
        Compilation compilation = Compilation.Create([new SourceText($"random/{seed}.iopol", text)], ShippedResolver.Instance);
        if (compilation.Policies.Count == 0) output.WriteLine($"{seed}: {compilation.Diagnostics.FirstOrDefault(d => d.Severity == Iopol.Compiler.Diagnostics.DiagnosticSeverity.Error)}");
        return compilation.Policies.SingleOrDefault();
    }
}
