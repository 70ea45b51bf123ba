using System.CommandLine;
using System.Globalization;
using Iopol.Compiler.Binding;
using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Linux.Images;

namespace Iopol.Cli.Inputs;

/// <summary>A page table of a command line: what it is, with everything chosen.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Setup">Shape, width and options.</param>
/// <param name="Derived">What was not said but taken from the image, as the options one would have written.</param>
internal sealed record TableChoice(FormatChoice Format, TableSetup Setup, IReadOnlyList<string> Derived)
{
    /// <summary>The options that differ from their defaults, <c>NAME=VALUE</c>.</summary>
    public IEnumerable<string> Changed => Setup.Format.Options.Where(o => Setup.ValueOf(o) != o.Default).Select(o => $"{o.Name}={TableOptions.Show(o, Setup.ValueOf(o))}");
}

/// <summary>The options that say what a page table is.</summary>
internal sealed class TableOptions
{
    public Option<string?> Format { get; } = new("--format") { HelpName = "FORMAT", Description = "Shipped format or FILE.iopol:NAME; iopol formats lists them" };

    public Option<string?> Levels { get; } = new("--levels") { HelpName = "N", Description = "Levels of the table; the most the format has by default" };

    public Option<string?> InputWidth { get; } = new("--input-width") { HelpName = "BITS", Description = "Bits of an IOVA; all the levels decode by default" };

    public Option<string[]> Set { get; } = new("--set") { HelpName = "NAME=VALUE", Description = "Choose an option of the format, such as host_width=46", Arity = ArgumentArity.OneOrMore };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Format, Levels, InputWidth, Set];

    /// <summary>A value in words.</summary>
    public static string Show(OptionIR option, int value) => option.Range is null ? value != 0 ? "true" : "false" : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the options mean; what they leave out comes from the requester's entry, else from the note in the image, else from the format.</summary>
    /// <exception cref="CommandFailure">They mean nothing.</exception>
    public TableChoice Resolve(Session session, ParseResult result, MemoryImage? image, VtdTranslation? context)
    {
        TableNote? note = context is null ? image?.Table : null;
        var derived = new List<string>();
        string? named = result.GetValue(Format);
        string format = named
            ?? (context is not null ? FormatOf(context) : note?.Format)
            ?? throw CommandFailure.Unusable("what format is the table? Name it with --format", "iopol formats lists what is shipped.");
        FormatChoice choice = FormatSource.Load(session, format);
        // A note is about the table it was written with, not about another reading of it.
        bool noted = note is not null && (named is null || FormatName.Same(named, note.Format));
        int? levels = Numbers.Small(result.GetValue(Levels), "--levels") ?? context?.Levels ?? (noted ? note!.Levels : null);
        int? width = Numbers.Small(result.GetValue(InputWidth), "--input-width") ?? (noted ? note!.InputWidth : null);
        if (width is null && context is not null && image?.Vtd?.InputWidth is { } most && WidthWithin(choice.IR, levels, most) is { } narrower)
        {
            width = narrower;
            derived.Add($"--input-width {narrower}");
        }

        Dictionary<string, int> options = noted ? Options(choice.IR, note!.Options) : [];
        if (context is not null) Derive(choice.IR, context, image?.Vtd, options, derived);
        foreach ((string name, int value) in Options(choice.IR, result.GetValue(Set) ?? [])) options[name] = value;
        TableSetup? setup = TableSetup.TryCreate(choice.IR, levels, width, options, out string problem);
        return setup is not null ? new(choice, setup, derived) : throw CommandFailure.Unusable(problem, $"iopol formats {choice.Name} shows what there is.");
    }

    /// <summary>The width of the IOMMU where it is less than the table's.</summary>
    private static int? WidthWithin(PageTableIR format, int? levels, int most)
    {
        int count = levels ?? format.LevelCounts[^1];
        if (!format.LevelCounts.Contains(count)) return null;
        (int least, int full) = TableSetup.Widths(format, count);
        return most < full && most >= least ? most : null;
    }

    /// <summary>What the entry of a requester is the root of.</summary>
    private static string FormatOf(VtdTranslation context) => context.Stage switch
    {
        VtdStage.FirstStage => "x86-first-stage",
        VtdStage.SecondStage => context.Pasid is null ? "vtd-second-stage" : "vtd-second-stage-scalable",
        _ => throw CommandFailure.Unusable($"{context.Requester} has first-stage tables at 0x{context.Root:x} over second-stage ones, and only one stage is walked", $"Walk one of them: --format x86-first-stage --root 0x{context.Root:x}"),
    };

    /// <summary>Options of VT-d formats that the unit's registers and the requester's entry decide.</summary>
    private static void Derive(PageTableIR format, VtdTranslation context, VtdUnit? unit, Dictionary<string, int> options, List<string> derived)
    {
        Take("snoop_control", unit?.HasSnoopControl);
        Take("device_tlb", unit?.HasDeviceTlbs);
        if (context is not VtdPasidEntry entry) return;
        if (entry.Stage == VtdStage.SecondStage) Take("access_dirty", entry.KeepsAccessDirty);
        Take("write_protect", entry.ProtectsWrites);
        Take("execute_disable", entry.DisablesExecution);

        void Take(string name, bool? value)
        {
            if (value is not { } known || format.Options.FirstOrDefault(o => o.Name == name && o.Range is null) is not { } option) return;
            options[name] = known ? 1 : 0;
            derived.Add($"--set {name}={Show(option, options[name])}");
        }
    }

    private static Dictionary<string, int> Options(PageTableIR format, IEnumerable<string> assignments)
    {
        var values = new Dictionary<string, int>();
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw CommandFailure.Unusable($"'{assignment}' chooses no option: write NAME=VALUE", Known(format));
            string name = assignment[..equals].Trim();
            string value = assignment[(equals + 1)..].Trim();
            OptionIR option = format.Options.FirstOrDefault(o => o.Name == name)
                ?? throw CommandFailure.Unusable($"{format.Name} has no option '{name}'", (NearNames.Find(name, format.Options.Select(o => o.Name)) is { } near ? $"Did you mean {near}? " : "") + Known(format));
            values[name] = Parse(option, value);
        }

        return values;
    }

    private static int Parse(OptionIR option, string value)
    {
        if (option.Range is not { } range)
        {
            return value is "true" or "false" ? value == "true" ? 1 : 0 : throw CommandFailure.Unusable($"'{value}' is no value for {option.Name}: it can be true or false");
        }

        bool ok = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= range.Least && number <= range.Most;
        return ok ? number : throw CommandFailure.Unusable($"'{value}' is no value for {option.Name}: it can be {range.Least} to {range.Most}");
    }

    private static string Known(PageTableIR format) => format.Options.Count == 0
        ? $"{format.Name} has no options."
        : $"{format.Name} has: {string.Join(", ", format.Options.Select(o => $"{o.Name}={Show(o, o.Default)}"))}";
}
