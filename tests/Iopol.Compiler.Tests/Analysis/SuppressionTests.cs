namespace Iopol.Compiler.Tests.Analysis;

public sealed class SuppressionTests
{
    private static string[] With(string before, string behind) => Found.Ids($$"""
        model Example {
            operation stop(g: group) by admin {
                {{before}}
                switch g to blocked; {{behind}}
            }

            operation start(g: group) by admin {
                require g is not none else EINVAL;
                switch g to default;
            }
        }
        """);

    [Fact]
    public void A_comment_on_the_line_before_or_behind_disables()
    {
        const string Text = """
            model Example {
                operation stop(d: device) by admin {
                    // iopol: disable IOPOL3022 the errno says it
                    require d.driver is none else EBUSY;
                    require d.external else EPERM; // iopol: disable IOPOL3022 the errno says it
                    require d.has_acs else EPERM;
                }
            }
            """;

        Assert.Equal(["IOPOL3022"], Found.Ids(Text));
    }

    [Theory]
    [InlineData("// iopol: disable IOPOL3025 nothing here")]
    [InlineData("//iopol:disable IOPOL3025 nothing here")]
    public void A_comment_that_disables_nothing_is_told(string comment) => Assert.Contains("IOPOL3028", With(comment, ""));

    [Fact]
    public void Other_comments_are_not_looked_at() => Assert.DoesNotContain(With("// iopol: the rest is in the kernel", "// iopol disable IOPOL3025"), i => i is "IOPOL3026" or "IOPOL3028");

    [Fact]
    public void An_unknown_id_is_told() => Assert.Contains("IOPOL3026", With("// iopol: disable IOPOL9999 nothing here", ""));

    [Fact]
    public void A_missing_id_is_told() => Assert.Contains("IOPOL3026", With("// iopol: disable", ""));
}
