using Iopol.Cli.Output;

namespace Iopol.Cli.Tests;

public class ScreenTests
{
    [Fact]
    public void Text_is_broken_at_blanks_and_hangs()
    {
        Assert.Equal("one two\n  three\n  four\n", Written(8, s => s.Wrapped(0, 2, "one two ", new Ink("three four", Tone.Bad))));
    }

    [Fact]
    public void A_word_longer_than_the_screen_stays_whole()
    {
        Assert.Equal("a\n  0000:00:1f.2/driver/unbind\n", Written(8, s => s.Wrapped(0, 2, "a 0000:00:1f.2/driver/unbind")));
    }

    [Fact]
    public void Pieces_without_a_blank_between_stay_together()
    {
        Assert.Equal("aaa\n  bbb:ccc\n", Written(7, s => s.Wrapped(0, 2, "aaa ", new Ink("bbb", Tone.Strong), new Ink(":ccc"))));
    }

    [Fact]
    public void Columns_are_aligned_without_blanks_at_the_end_and_empty_columns_take_no_room()
    {
        string text = Written(40, s => s.Rows(2, [["a", "", "bbb", "x"], ["aaaa", "", "b", ""]]));
        Assert.Equal("  a     bbb  x\n  aaaa  b\n", text);
    }

    [Fact]
    public void What_could_steer_a_terminal_is_written_out()
    {
        Assert.Equal("a\\u001b[31mb\\u202ec\n", Written(80, s => s.Line("a\u001b[31mb\u202ec")));
    }

    [Fact]
    public void Colours_come_on_a_terminal_and_change_no_text()
    {
        var writer = new StringWriter();
        var screen = new Screen(writer, 80, colours: true);
        screen.Wrapped(0, 2, new Ink("no", Tone.Bad), ", because");
        string text = writer.ToString();
        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        Assert.Equal("no, because\n", System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;]*m", ""));
    }

    [Theory]
    [InlineData(true, null, "xterm", true)]
    [InlineData(true, "1", "xterm", false)]
    [InlineData(true, "", "xterm", true)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm", false)]
    public void Colours_follow_the_terminal_and_no_color(bool terminal, string? noColor, string term, bool expected)
    {
        var surroundings = new Surroundings { OutputIsTerminal = terminal, Variable = name => name switch { "NO_COLOR" => noColor, "TERM" => term, _ => null } };
        Assert.Equal(expected, surroundings.Colours);
    }

    private static string Written(int width, Action<Screen> write)
    {
        var writer = new StringWriter();
        write(new Screen(writer, width, colours: false));
        return writer.ToString();
    }
}
