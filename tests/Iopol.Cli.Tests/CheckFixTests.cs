using System.Text;

namespace Iopol.Cli.Tests;

public sealed class CheckFixTests : IDisposable
{
    private const string Broken = """
        import "iopol:linux-6-vfio";
        policy Mine extends Linux6Vfoi {
            select disks = class storage;
            drivers spare = igb;
            predicate odd(d: device) = d matches (disks);
            protect class storage "the host boots from it";
        }

        """;

    private const string Corrected = """
        import "iopol:linux-6-vfio";
        policy Mine extends Linux6Vfio {
            protect class storage "the host boots from it";
        }

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_a_fix_uncovers_is_fixed_too_and_a_second_time_nothing_is()
    {
        string file = folder.File("mine.iopol", Broken);

        ToolRun run = Tool.Run("check", "--fix", file);

        Assert.Equal(Corrected, File.ReadAllText(file));
        Assert.Equal(
            [$"{file}(2,21): fixed IOPOL2001: Write 'Linux6Vfio'", $"{file}(4,13): fixed IOPOL3009: Take it out", $"{file}(5,15): fixed IOPOL3009: Take it out", $"{file}(3,12): fixed IOPOL3009: Take it out", "1 file: 0 errors, 0 warnings"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.Fine, run.Exit);

        DateTime written = File.GetLastWriteTimeUtc(file);
        Assert.Equal("1 file: 0 errors, 0 warnings\n", Tool.Run("check", "--fix", file).Output);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void What_no_machine_can_correct_stays_and_is_said()
    {
        string file = folder.File("mine.iopol", "import \"iopol:linux-6-vfio\";\npolicy Mine extends Elsewhere { }\n");

        ToolRun run = Tool.Run("check", "--fix", file);

        Assert.StartsWith($"{file}(2,21): error IOPOL2001: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.PolicyErrors, run.Exit);
    }

    [Fact]
    public void A_file_that_is_only_imported_is_not_touched()
    {
        folder.File("base.iopol", "import \"iopol:linux-6-vfio\"; policy Base extends Linux6Vfio { drivers spare = igb; }");
        string file = folder.File("mine.iopol", "import \"base.iopol\"; policy Mine extends Bsae { }");

        Tool.Run("check", "--fix", file);

        Assert.Contains("extends Base", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("spare", File.ReadAllText(Path.Combine(folder.Path, "base.iopol")), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_stays_json_and_the_fixes_are_told_beside_it()
    {
        ToolRun run = Tool.Run("check", "--fix", "--format", "json", folder.File("mine.iopol", Broken));

        Assert.Equal("[]", run.Output.Trim());
        Assert.Contains("fixed IOPOL2001", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void The_encoding_and_its_mark_stay(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        string file = Path.Combine(folder.Path, "mine.iopol");
        File.WriteAllText(file, Broken.Replace("the host", "der Wirt fährt", StringComparison.Ordinal), encoding);

        Tool.Run("check", "--fix", file);

        Assert.Equal([.. encoding.GetPreamble(), .. encoding.GetBytes(Corrected.Replace("the host", "der Wirt fährt", StringComparison.Ordinal))], File.ReadAllBytes(file));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_not_written_over()
    {
        string file = Path.Combine(folder.Path, "mine.iopol");
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Broken), (byte)'/', (byte)'/', 0xff, 0xfe, (byte)'\n'];
        File.WriteAllBytes(file, bytes);

        ToolRun run = Tool.Run("check", "--fix", file);

        Assert.Contains("is not UTF-8", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
        Assert.Equal(bytes, File.ReadAllBytes(file));
    }

    [Fact]
    public void Standard_input_what_is_shipped_and_what_is_not_there_cannot_be_fixed()
    {
        AssertRefused("standard input cannot be fixed", Tool.RunWith(Broken, "check", "--fix", "-"));
        AssertRefused("is shipped and cannot be fixed", Tool.Run("check", "--fix", "iopol:linux-6-vfio"));
        AssertRefused("cannot be written", Tool.Run("check", "--fix", Path.Combine(folder.Path, "none.iopol")));
    }

    [Fact]
    public void A_read_only_file_is_refused_before_any_other_is_written()
    {
        string first = folder.File("a.iopol", Broken);
        string second = folder.File("b.iopol", Broken.Replace("Mine", "Yours", StringComparison.Ordinal));
        File.SetAttributes(second, FileAttributes.ReadOnly);

        ToolRun run = Tool.Run("check", "--fix", first, second);
        File.SetAttributes(second, FileAttributes.Normal);

        AssertRefused("is read-only", run);
        Assert.Equal(Broken, File.ReadAllText(first));
    }

    [Fact]
    public void A_link_stays_a_link_and_permissions_stay()
    {
        if (OperatingSystem.IsWindows()) return;
        string file = folder.File("real.iopol", Broken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string link = Path.Combine(folder.Path, "link.iopol");
        File.CreateSymbolicLink(link, file);

        Tool.Run("check", "--fix", link);

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(Corrected, File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static void AssertRefused(string message, ToolRun run)
    {
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.InputUnusable, run.Exit);
    }
}
