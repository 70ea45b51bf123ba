using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol tables</c>: what is in the page tables of a memory image.</summary>
internal static class TablesCommand
{
    public static Command Create(Session session)
    {
        var table = new TableOptions();
        var image = new ImageOptions();
        Option<bool> json = Choices.Json();
        var verb = new Verb("tables", "Surveys the page tables in a memory image: what is mapped, which tables are wasted, which entries are wrong or strange.",
            new Example("iopol tables --memory samples/tables/edu-tables.json", "all devices of a dumped VT-d unit, with the domains they share"),
            new Example("iopol tables --memory samples/tables/edu-tables.json --rid 00:06.0", "one device"),
            new Example("iopol tables --memory guest.raw --format x86-first-stage --levels 4 --root 0x1000 --json", "one table in raw memory, for programs"))
        {
            Options = { image.Memory, image.Root, image.Requester, table.Format, table.Levels, table.InputWidth, table.Set, image.Base, json },
            Notes =
            [
                "Suspicious: entries that are malformed, or not present but not 0; tables that lie outside the image, are reached by two paths or lead back up; large leaves whose entries differ; leaves that fault though they allow the access, such as those that lead to the interrupt window.",
                "Without --root and --rid, all requesters of the VT-d root table that the image names; --rid all --root ADDR where it does not name one.",
                Choices.ImageKinds,
            ],
        };
        verb.Does(result =>
        {
            using MemoryImage memory = image.Read(session, result);
            ImageSurvey survey = Survey(session, result, memory, image, table);
            if (result.GetValue(json)) JsonText.Document(session, writer => TablesJson.Write(writer, survey));
            else new TablesText(session.Screen, survey).Write();
            return ExitCode.Fine;
        });
        return verb;
    }

    private static ImageSurvey Survey(Session session, ParseResult result, MemoryImage memory, ImageOptions image, TableOptions table)
    {
        bool all = result.GetValue(image.Requester) == ImageOptions.AllRequesters
            || (result.GetValue(image.Requester) is null && result.GetValue(image.Root) is null && memory.Vtd?.RootTable is not null && result.GetValue(table.Format) is null);
        RequesterId? asked = all ? null : image.RequesterOf(result);
        if (!all && asked is null)
        {
            TableChoice choice = table.Resolve(session, result, memory, null);
            ulong root = image.RootOf(result, memory, null, choice);
            return new(memory, null, null, [new(choice, root, [], TableSurvey.Of(choice.Setup, new ImageMemory(memory), root))]);
        }

        VtdContexts contexts = image.Contexts(session, result, memory);
        VtdContext[] shown = [.. contexts.All.Where(c => all || c.Requester == asked)];
        if (shown.Length == 0) throw CommandFailure.Unusable(all ? "the root table has no contexts" : $"{asked} has no context: every DMA of it faults", all ? null : $"Contexts have {string.Join(" ", contexts.All.Select(c => c.Requester))}");
        var tables = new List<SurveyedTable>();
        foreach (IGrouping<(ulong Root, int? Levels), VtdContext> same in shown.Where(c => c is { Refusal: null, IsPassThrough: false }).GroupBy(c => (c.Root, c.Levels)))
        {
            TableChoice choice = table.Resolve(session, result, memory, same.First());
            tables.Add(new(choice, same.Key.Root, [.. same], TableSurvey.Of(choice.Setup, new ImageMemory(memory), same.Key.Root)));
        }

        return new(memory, shown, contexts.RootTable, tables);
    }
}
