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
            "--require", "--group", "--host", "--ir", "--namespace", "#", "iopol:", "iopol:linux-6-vfio#X", "[suggest]", "[diagram]", "@x", "walk", "tables", "map", "formats", "--memory", "--root", "--rid", "all", "00:06.0", "--base", "0x1000", "--levels", "--access", "--list", "--json", "vtd-second-stage", "@", "", "\0", "/dev/null", "--help", "-?", "--version"),
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

    [Fact]
    public void An_image_whose_tables_are_damaged()
    {
        using var images = new TableImages();
        ulong[] pages = [0x262f000, 0x2636000, 0x1ef02000, 0x1ef00000, 0x1dcff000, 0x1dcfa000];
        Gen.Select(Gen.Int[0, pages.Length - 1], Gen.Int[0, 511], Gen.ULong, Gen.Int[0, 3]).Array[1, 12].Sample(writes =>
        {
            string image = images.Damaged(writes.Select(w => (pages[w.Item1] + ((ulong)w.Item2 * 8), w.Item3, w.Item4)));
            AssertCivil(Tool.Run("tables", "--memory", image));
            AssertCivil(Tool.Run("tables", "--memory", image, "--list", "--rid", "00:06.0"));
            AssertCivil(Tool.Run("walk", "--memory", image, "--rid", "00:06.0", "0x200000", "0x40000000", "0xfffffffff000"));
        }, iter: 25, threads: 1);
    }

    [Fact]
    public void Bytes_as_a_list_of_mappings()
    {
        using var folder = new TemporaryFolder();
        string image = Path.Combine(folder.Path, "image.json");
        Bytes.Sample(bytes => AssertCivil(Tool.RunBytes(bytes, new Surroundings(), "map", "--format", "vtd-second-stage", "-o", image, "-")), iter: 40, threads: 1);
    }

    private static void AssertCivil(ToolRun run)
    {
        Assert.True(run.Exit is ExitCode.Fine or ExitCode.No or ExitCode.PolicyErrors or ExitCode.InputUnusable, $"{run.Code}: {run.Error}");
        Assert.DoesNotContain("   at Iopol", run.Error + run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
        if (run.Exit is ExitCode.InputUnusable) Assert.NotEmpty(run.Error);
    }
}
