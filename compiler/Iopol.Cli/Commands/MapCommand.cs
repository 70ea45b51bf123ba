using System.CommandLine;
using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Interpreter.PageTables.Inspection;
using Iopol.Linux.Images;

namespace Iopol.Cli.Commands;

/// <summary><c>iopol map</c>: a memory image with a page table made from a list of mappings.</summary>
internal static class MapCommand
{
    /// <summary>Where frames begin when nobody says: not at 0, which many take for no table.</summary>
    private const ulong DefaultBase = 1 << 20;

    private const int DefaultFrames = 16_384;

    public static Command Create(Session session)
    {
        var list = new Argument<string>("LIST") { Description = "File of mappings, one a line: IOVA ADDRESS LENGTH RIGHTS; - is standard input" };
        var table = new TableOptions();
        var output = new Option<string>("-o", "--output") { HelpName = "IMAGE", Description = "Image to write: NAME.json makes a pair, another name raw memory", Required = true };
        var baseAddress = new Option<string?>("--base") { HelpName = "ADDR", Description = "Address of the first frame; 1M by default. With --memory, that of its first byte where it is raw" };
        var memory = new Option<string?>("--memory", "-m") { HelpName = "IMAGE", Description = "Add to the tables of this image" };
        var root = new Option<string?>("--root") { HelpName = "ADDR", Description = "With --memory, address of the top table" };
        var frames = new Option<string?>("--frames") { HelpName = "N", Description = $"Pages of 4K that tables may take; {DefaultFrames} by default" };
        Option<bool> json = Choices.Json();
        var verb = new Verb("map", "Builds a memory image with a page table from a list of mappings.",
            new Example("echo 0x0 0x7f000000 2M rw | iopol map --format amd-v1 --levels 3 -o one.json -", "one mapping"),
            new Example("iopol map --format x86-first-stage --levels 4 -o tables.raw list.txt", "a list, as raw memory"),
            new Example("iopol map -m one.json -o two.json more.txt", "more mappings in the same table"))
        {
            Arguments = { list },
            Options = { output, table.Format, table.Levels, table.InputWidth, table.Set, baseAddress, memory, root, frames, json },
            Notes =
            [
                "A line is IOVA ADDRESS LENGTH RIGHTS, such as 0x100000 0x7f000000 2M rw; # begins a comment. Rights: r reads, w writes, x fetches instructions, u for unprivileged accesses too, d device memory, c coherent.",
                "Each range gets the largest leaves that its alignment allows. A range that is mapped already, or that the format cannot express, is an error at its line, and then no image is written.",
            ],
        };
        verb.Does(result =>
        {
            string to = result.GetRequiredValue(output);
            if (to.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) throw CommandFailure.Unusable($"'{to}' is the name of a packed half", "Name the list, NAME.json: the pages go to NAME.bin.gz beside it.");
            int most = Numbers.Small(result.GetValue(frames), "--frames") ?? DefaultFrames;
            if (most is 0 or > ImageLimits.Pages) throw CommandFailure.Unusable($"--frames can be 1 to {ImageLimits.Pages}");
            using MemoryImage? existing = result.GetValue(memory) is { } path ? ImageSource.Read(session, path, result.GetValue(baseAddress)) : null;
            if (existing is null && result.GetValue(root) is not null) throw CommandFailure.Unusable("--root is for --memory", "A new table gets its frames from --base on.");
            TableChoice choice = table.Resolve(session, result, existing, null);
            ImageBuilder builder = Builder(existing, Numbers.Address(result.GetValue(baseAddress), "--base") ?? DefaultBase, most);
            var work = new BuilderMemory(builder);
            ulong top = Top(choice, existing, Numbers.Address(result.GetValue(root), "--root"), work);
            string source = result.GetRequiredValue(list);
            IReadOnlyList<Mapping> mappings = MappingSource.Read(session, source);
            IReadOnlyList<Finding> findings = new MappingWork(choice.Setup, work, top, MappingSource.Name(source)).Map(mappings);
            FindingText.Write(session.Complaints, findings);
            if (findings.Count > 0) throw CommandFailure.Unusable("no image was written");
            Write(to, builder, existing, new TableNote(choice.Format.Name, choice.Setup.Levels.Count, choice.Setup.InputBits, [.. choice.Changed], top));
            TableSurvey survey = TableSurvey.Of(choice.Setup, work, top);
            var report = new MapReport(to, choice, top, mappings.Count, builder.Base, builder.Pages, survey);
            if (result.GetValue(json)) JsonText.Document(session, report.WriteJson);
            else report.WriteText(session.Screen);
            return ExitCode.Fine;
        });
        return verb;
    }

    private static ImageBuilder Builder(MemoryImage? existing, ulong first, int frames)
    {
        if (existing is null) return first % ImageLimits.PageBytes == 0 ? new(first, frames) : throw CommandFailure.Unusable($"--base 0x{first:x} is no multiple of {ImageLimits.PageBytes}");
        ulong pages = existing.Runs.Aggregate(0UL, (sum, run) => sum + run.Bytes) / ImageLimits.PageBytes;
        return pages <= ImageLimits.Pages ? new(existing, frames) : throw CommandFailure.Unusable($"{existing.Source} has {pages} pages, too many to copy: the limit is {ImageLimits.Pages}");
    }

    private static ulong Top(TableChoice choice, MemoryImage? existing, ulong? named, BuilderMemory work)
    {
        ulong bytes = choice.Setup.TableBytes(choice.Setup.Top);
        if (existing is null) return work.TryTake(bytes, out ulong fresh) ? fresh : throw CommandFailure.Unusable($"there is no room for the top table of {bytes} bytes", "Give more with --frames, or a lower --base.");
        ulong root = named ?? existing.Table?.Root ?? throw CommandFailure.Unusable("where is the top table? Name it with --root");
        return root % bytes == 0 ? root : throw CommandFailure.Unusable($"the root 0x{root:x} is no multiple of the top table's {bytes} bytes");
    }

    private static void Write(string path, ImageBuilder builder, MemoryImage? existing, TableNote note)
    {
        if (ImageReader.IsPair(path))
        {
            // The list comes last: it is what makes the pages an image.
            OutputFile.Write(ImageReader.BinariesOf(path).Packed, builder.WritePacked);
            OutputFile.Write(path, stream => builder.WriteList(stream, existing?.Vtd, note));
            return;
        }

        if (!builder.IsContiguous) throw CommandFailure.Unusable($"the {builder.Pages} pages have holes between them, which raw memory has not", string.Create(CultureInfo.InvariantCulture, $"Write a pair: -o {Path.ChangeExtension(path, ".json")}"));
        OutputFile.Write(path, builder.WritePages);
    }
}
