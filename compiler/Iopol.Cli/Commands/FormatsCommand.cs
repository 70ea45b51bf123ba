using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol formats</c>: what page-table formats are shipped, and what can be chosen of one.</summary>
internal static class FormatsCommand
{
    public static Command Create(Session session)
    {
        var name = new Argument<string?>("FORMAT") { Description = "One of them, or FILE.iopol:NAME", Arity = ArgumentArity.ZeroOrOne };
        var source = new Option<bool>("--source") { Description = "Print the text of the file that declares FORMAT" };
        Option<bool> json = Choices.Json();
        var verb = new Verb("formats", "Lists the page-table formats that are shipped, or shows one: levels, sizes, options, faults.",
            new Example("iopol formats", "all of them"),
            new Example("iopol formats vtd-second-stage", "one, with its options and the codes of its faults"),
            new Example("iopol formats vtd-second-stage --source", "the text, to read or to learn the language from"))
        {
            Arguments = { name },
            Options = { source, json },
        };
        verb.Does(result =>
        {
            IReadOnlyList<FormatChoice> formats = result.GetValue(name) is { } wanted ? [FormatSource.Load(session, wanted)] : FormatSource.LoadShipped(session);
            if (result.GetValue(source))
            {
                if (result.GetValue(name) is null) throw CommandFailure.Unusable("--source needs the name of a format", "iopol formats lists them.");
                session.Output.Write(formats[0].Sources.First(s => s.Path == formats[0].File).Tree.Text.ToString());
                return ExitCode.Fine;
            }

            if (result.GetValue(json)) JsonText.Document(session, writer => FormatJson.Write(writer, formats));
            else if (result.GetValue(name) is null) FormatText.List(session.Screen, formats);
            else FormatText.Write(session.Screen, formats[0]);
            return ExitCode.Fine;
        });
        return verb;
    }
}
