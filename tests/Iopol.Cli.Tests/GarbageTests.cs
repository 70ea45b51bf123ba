using System.Text;
using CsCheck;

namespace Iopol.Cli.Tests;

/// <summary>Whatever comes in, the tool ends with one of its exit codes and says something people can use: never a stack trace.</summary>
public class GarbageTests
{
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[0, 400],
        Gen.String[Gen.Char[' ', '~'], 0, 400].Select(Encoding.UTF8.GetBytes),
        OneOf("policy ", "{", "}", "\"", "test", "import \"iopol:linux-6-vfio\";", "0000:01:00.0", "\n", "IOMMU Group 1 ", "unbind ", "[", ":", "\u0000", "drivers a = ")
            .Array[0, 30].Select(words => Encoding.UTF8.GetBytes(string.Concat(words))));

    private static readonly Gen<string> Word = Gen.OneOf(
        OneOf("check", "audit", "host", "simulate", "test", "build", "explain", "policies", "--format", "json", "--policy", "--set", "kernel=", "=", "-", "--",
            "--require", "--group", "--host", "--ir", "--namespace", "#", "iopol:", "iopol:linux-6-vfio#X", "[suggest]", "[diagram]", "@x", "@", "", "\0", "/dev/null", "--help", "-?", "--version"),
        Gen.String[Gen.Char[' ', '~'], 0, 12]);

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    [Theory]
    [InlineData("check", "-")]
    [InlineData("check", "-", "--format", "sarif")]
    [InlineData("check", "-", "--format", "json")]
    [InlineData("test", "-", "--coverage")]
    [InlineData("build", "-", "--ir")]
    [InlineData("audit", "-")]
    [InlineData("audit", "-", "--format", "json")]
    [InlineData("host", "-")]
    public void Bytes_on_standard_input(params string[] args)
    {
        Bytes.Sample(bytes => AssertCivil(Tool.RunBytes(bytes, new Surroundings(), args)), iter: 60);
    }

    [Fact]
    public void Bytes_as_policy_and_as_trace()
    {
        Bytes.Sample(bytes => AssertCivil(Tool.RunBytes(bytes, new Surroundings(), "audit", Tool.Host("rp-mf"), "--policy", "-")), iter: 40);
        Bytes.Sample(bytes => AssertCivil(Tool.RunBytes(bytes, new Surroundings(), "simulate", "--host", Tool.Host("rp-mf"))), iter: 40);
    }

    [Fact]
    public void Words_as_arguments()
    {
        using var folder = new TemporaryFolder();
        // What is written goes to a folder of the test; a word could name a file here.
        Word.Array[0, 6].Where(words => !words.Contains("-o") && !words.Contains("build") || words.Contains("--ir"))
            .Sample(words => AssertCivil(Tool.RunWith(null, new Surroundings { LiveSysfs = folder.Path }, words)), iter: 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_capture_cut_off_or_damaged(int seed)
    {
        byte[] capture = File.ReadAllBytes(Tool.Host("rp-mf"));
        var random = new Random(seed);
        AssertCivil(Tool.RunBytes(capture[..random.Next(capture.Length)], new Surroundings(), "audit", "-"));
        for (int i = 0; i < 20; i++) capture[random.Next(capture.Length)] ^= (byte)(1 << random.Next(8));
        AssertCivil(Tool.RunBytes(capture, new Surroundings(), "audit", "-"));
    }

    private static void AssertCivil(ToolRun run)
    {
        Assert.True(run.Exit is ExitCode.Fine or ExitCode.No or ExitCode.PolicyErrors or ExitCode.InputUnusable, $"{run.Code}: {run.Error}");
        Assert.DoesNotContain("   at Iopol", run.Error + run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
        if (run.Exit is ExitCode.InputUnusable) Assert.NotEmpty(run.Error);
    }
}
