using System.CommandLine;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol walk</c>: what an IOVA means in a page table, entry by entry.</summary>
internal static class WalkCommand
{
    public static Command Create(Session session)
    {
        var iovas = new Argument<string[]>("IOVA") { Description = "What to translate: 0x1000, 4096, 2M", Arity = ArgumentArity.OneOrMore };
        var table = new TableOptions();
        var image = new ImageOptions();
        var access = new Option<string>("--access") { HelpName = "rwx", Description = "What the access asks for: r, w, x, several of them, or none; r by default", DefaultValueFactory = _ => "r" };
        var privileged = new Option<bool>("--privileged") { Description = "The access is made as supervisor" };
        Option<bool> json = Choices.Json();
        var verb = new Verb("walk", "Walks a page table in a memory image: what an IOVA means, entry by entry, and which bit made it fault.",
            new Example("iopol walk -m samples/tables/edu-tables.json --rid 00:06.0 0x200abc", "an IOVA of a device, from the VT-d root table down"),
            new Example("iopol walk -m samples/tables/edu-tables.json --rid 00:06.0 --access w 0x200abc", "the same for a write: which bit says no"),
            new Example("iopol walk -m guest.raw --format x86-first-stage --levels 4 --root 4K 0x7f0000", "a table in raw memory"),
            new Example("iopol walk -m guest.raw --format mine.iopol:Mine --root 0x1000 --json 0x1000", "a format of your own, for programs"))
        {
            Arguments = { iovas },
            Options = { image.Memory, image.Root, image.Requester, image.Pasid, table.Format, table.Levels, table.InputWidth, table.Set, access, privileged, image.Base, json },
            Notes =
            [
                "The walk is that of the format's declaration, step by step; a fault names the declaration's own reason, its code and the place of the rule. Bits that hardware would set are said, not set.",
                "Exits with 2 where an IOVA faults.",
                Choices.ImageKinds,
            ],
        };
        verb.Does(result =>
        {
            ulong[] asked = [.. result.GetRequiredValue(iovas).Select(i => Numbers.Address(i, "IOVA")!.Value)];
            Access wanted = Numbers.Access(result.GetRequiredValue(access)) | (result.GetValue(privileged) ? Access.Privileged : Access.None);
            using MemoryImage memory = image.Read(session, result);
            VtdAnswer? answer = image.Answer(session, result, memory);
            VtdTranslation? context = answer?.Translation;
            if (answer is not null && (answer.Refusal is not null || context!.IsPassThrough)) return WithoutTable(session, answer, image.RequesterOf(result)!.Value, asked, wanted, result.GetValue(json));
            TableChoice choice = table.Resolve(session, result, memory, context);
            ulong root = image.RootOf(result, memory, context, choice);
            WalkedIova[] walked = [.. asked.Select(iova => WalkedIova.Of(choice.Setup, new ImageMemory(memory), root, iova, wanted))];
            if (result.GetValue(json)) JsonText.Document(session, writer => WalkJson.Write(writer, memory.Source, choice, root, context, walked));
            else WriteText(session.Screen, choice, root, context, walked);
            return walked.All(w => w.Result.IsOk) ? ExitCode.Fine : ExitCode.No;
        });
        return verb;
    }

    private static void WriteText(Screen screen, TableChoice choice, ulong root, VtdTranslation? context, IEnumerable<WalkedIova> walked)
    {
        var text = new WalkText(screen, choice, root);
        text.Head(context);
        foreach (WalkedIova one in walked) text.Write(one);
    }

    /// <summary>A requester whose context decides without a table: every DMA faults, or every DMA passes.</summary>
    private static ExitCode WithoutTable(Session session, VtdAnswer answer, RequesterId requester, ulong[] iovas, Access access, bool json)
    {
        if (json) JsonText.Document(session, writer => WalkJson.Write(writer, answer, requester, iovas, access));
        else ContextText.Write(session.Screen, answer, requester, iovas, access);
        return answer.Refusal is null ? ExitCode.Fine : ExitCode.No;
    }
}
