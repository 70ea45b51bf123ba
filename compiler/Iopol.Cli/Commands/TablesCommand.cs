using System.CommandLine;
using System.Text.Json;
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
        var list = new Option<bool>("--list") { Description = "List what is mapped, range by range, as iopol map reads it" };
        Option<bool> json = Choices.Json();
        var verb = new Verb("tables", "Surveys the page tables in a memory image: what is mapped, which tables are wasted, which entries are wrong or strange.",
            new Example("iopol tables -m samples/tables/edu-tables.json", "all devices of a dumped VT-d unit, with the domains they share"),
            new Example("iopol tables -m samples/tables/edu-tables.json --rid 00:06.0", "one device"),
            new Example("iopol tables -m samples/tables/edu-tables.json --rid 00:06.0 --list", "all its mappings, as iopol map reads them"),
            new Example("iopol tables -m guest.raw --format x86-first-stage --levels 4 --root 4K --json", "one table in raw memory, for programs"))
        {
            Options = { image.Memory, image.Root, image.Requester, table.Format, table.Levels, table.InputWidth, table.Set, image.Base, list, json },
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
            (IReadOnlyList<Found> found, ImageSurvey survey) = Find(session, result, memory, image, table);
            var content = new ImageMemory(memory);
            if (result.GetValue(list))
            {
                RangeList[] lists = [.. found.Select(f => new RangeList(f.Choice, f.Root, f.Contexts, MappedRange.Of(f.Choice.Setup, content, f.Root)))];
                if (result.GetValue(json)) JsonText.Document(session, writer => WriteLists(writer, lists));
                else foreach (RangeList one in lists) one.WriteText(session.Screen);
                return ExitCode.Fine;
            }

            survey = survey with { Tables = [.. found.Select(f => new SurveyedTable(f.Choice, f.Root, f.Contexts, TableSurvey.Of(f.Choice.Setup, content, f.Root)))] };
            if (result.GetValue(json)) JsonText.Document(session, writer => TablesJson.Write(writer, survey));
            else new TablesText(session.Screen, survey).Write();
            return ExitCode.Fine;
        });
        return verb;
    }

    private static void WriteLists(Utf8JsonWriter json, RangeList[] lists)
    {
        json.WriteStartArray();
        foreach (RangeList list in lists) list.WriteJson(json);
        json.WriteEndArray();
    }

    private static (IReadOnlyList<Found> Tables, ImageSurvey Survey) Find(Session session, ParseResult result, MemoryImage memory, ImageOptions image, TableOptions table)
    {
        bool all = result.GetValue(image.Requester) == ImageOptions.AllRequesters
            || (result.GetValue(image.Requester) is null && result.GetValue(image.Root) is null && memory.Vtd?.RootTable is not null && result.GetValue(table.Format) is null);
        RequesterId? asked = all ? null : image.RequesterOf(result);
        if (!all && asked is null)
        {
            TableChoice choice = table.Resolve(session, result, memory, null);
            return ([new(choice, image.RootOf(result, memory, null, choice), [])], new(memory, null, null, []));
        }

        VtdContexts contexts = image.Contexts(session, result, memory);
        VtdTranslation[] shown = [.. contexts.All.Where(c => all || c.Requester == asked)];
        if (shown.Length == 0) throw CommandFailure.Unusable(all ? "the root table has no contexts" : $"{asked} has no context: every DMA of it faults", all ? null : $"Contexts have {string.Join(" ", contexts.All.Select(c => c.Requester))}");
        var tables = new List<Found>();
        foreach (IGrouping<(ulong Root, VtdStage Stage, int? Levels), VtdTranslation> same in shown.Where(c => c.HasTable).GroupBy(c => (c.Root, c.Stage, c.Levels)))
        {
            tables.Add(new(table.Resolve(session, result, memory, same.First()), same.Key.Root, [.. same]));
        }

        return (tables, new(memory, shown, contexts.RootTable, []));
    }

    private sealed record Found(TableChoice Choice, ulong Root, IReadOnlyList<VtdTranslation> Contexts);
}
