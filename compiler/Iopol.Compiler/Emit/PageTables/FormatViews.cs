using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>What the templates of a page table are filled from.</summary>
internal sealed class FormatViews
{
    private readonly PageTableIR format;
    private readonly FormatNames names;
    private readonly FastPath fast;
    private readonly AddressFields addresses;
    private readonly ConditionWriter conditions;
    private readonly MaskWriter masks;
    private readonly StepWriter steps;
    private readonly CodingWriter coding;

    public FormatViews(PageTableIR format, FormatNames names)
    {
        this.format = format;
        this.names = names;
        fast = new FastPath(format);
        addresses = new AddressFields(format, names);
        conditions = new ConditionWriter(format, names);
        masks = new MaskWriter(format, names, fast, addresses);
        steps = new StepWriter(format, names);
        coding = new CodingWriter(format, names, addresses);
    }

    /// <summary>The record of the options.</summary>
    public View Options => new View()
        .With("options", names.Options)
        .With("class", names.Class)
        .With("items", format.Options.Select(o => new View()
            .With("name", names.Option(o))
            .With("type", o.Range is null ? "bool" : "int")
            .With("doc", PolicyEmitter.Summary(o.Documentation, $"Option {o.Name}."))
            .With("range", o.Range is { } range ? $"{Invariant.Text(range.Least)} to {Invariant.Text(range.Most)}" : "")
            .With("initial", Initial(o))
            .With("check", o.Range is { } r ? $"{names.Option(o)} is < {Invariant.Text(r.Least)} or > {Invariant.Text(r.Most)}" : "")));

    /// <summary>The class of the format.</summary>
    public View Format()
    {
        IReadOnlyList<string> tableArms = masks.Arms(l => fast.Table(l)), leafArms = masks.Arms(fast.Leaf), wideArms = masks.Arms(fast.WideLeaf);
        (string Locals, string Condition)? input = masks.Input();
        (ulong First, ulong Last)? outputs = fast.Outputs();
        return new View()
            .With("class", names.Class)
            .With("options", names.Options)
            .With("name", CSharpText.Literal(format.Name))
            .With("doc", PolicyEmitter.Summary(format.Documentation, $"Page tables of the format {format.Name}."))
            .With("faults", format.Faults.Select(f => $"new({CSharpText.Literal(f.Name)}, {Invariant.Text(f.Code)}, {CSharpText.Literal(f.Text)})"))
            .With("numbers", string.Join(", ", Upward.Select(l => Invariant.Text(l.Number))))
            .With("counts", string.Join(", ", Upward.Select(l => Invariant.Text(l.Index.Count))))
            .With("has_coded", format.Kinds.Any(k => k is { IsLeaf: true, Covers: 0 }))
            .With("addresses", addresses.Views)
            .With("kinds", format.Kinds.Select(names.Kind))
            .With("leaf_sizes", coding.LeafSizes())
            .With("has_width", HasWidth)
            .With("shapes_text", Counts(" or "))
            .With("shapes", format.LevelCounts.Select(n => new View().With("levels", Invariant.Text(n)).With("class", names.Shape(n))))
            .With("entry_bytes", Invariant.Text(format.EntryBytes))
            .With("least_bits", Invariant.Text(EntryAddress.Log2(Math.Max(1, format.Root.AtLeastBytes))))
            .With("levels", Upward.Select(Level))
            .With("widths", format.LevelCounts.Select(n => $"{Invariant.Text(n)} => {Widths(n)}"))
            .With("input", Input())
            .With("refused_first", ConditionWriter.Hex(outputs?.First ?? 0))
            .With("refused_count", ConditionWriter.Hex(outputs is { } o ? o.Last - o.First + 1 : 0))
            .With("has_input", input is not null)
            .With("input_locals", input?.Locals ?? "")
            .With("input_condition", input?.Condition ?? "")
            .With("table_arms", tableArms)
            .With("leaf_arms", leafArms)
            .With("wide_arms", wideArms)
            .With("masks", masks.Methods)
            .With("walk", steps.Walk())
            .With("decode", steps.Decode())
            .With("tables", coding.Tables)
            .With("reserved", format.Kinds.Select(k => $"EntryKind.{names.Kind(k)} => {steps.Reserved(k)}"))
            .With("address_arms", coding.AddressArms)
            .With("size_arms", coding.SizeArms)
            .With("misaligned_arms", coding.MisalignedArms)
            .With("next_arms", coding.NextArms)
            .With("table_entries", coding.TableArms())
            .With("leaf_entries", coding.LeafArms())
            .With("refusals", coding.Refusals);
    }

    /// <summary>The classes of the shapes.</summary>
    public View Shapes()
    {
        var translate = new TranslateWriter(format, fast);
        return new View()
            .With("class", names.Class)
            .With("options", names.Options)
            .With("has_width", HasWidth)
            .With("items", format.LevelCounts.Select(n => new View()
                .With("class", names.Shape(n))
                .With("levels", Invariant.Text(n))
                .With("doc", PolicyEmitter.Summary("", $"A table of the format {format.Name} with {Invariant.Text(n)} {(n == 1 ? "level" : "levels")}."))
                .With("translate", translate.Body(n))));
    }

    private IEnumerable<LevelIR> Upward => format.Levels.OrderBy(l => l.Position);

    private bool HasWidth => format.InputWidths is not null;

    private static string Initial(OptionIR option) => option.Range is null ? option.Default != 0 ? "true" : "" : Invariant.Text(option.Default);

    private string Counts(string last)
    {
        string[] counts = [.. format.LevelCounts.Select(n => Invariant.Text(n))];
        return counts.Length == 1 ? counts[0] : string.Join(", ", counts.Take(counts.Length - 1)) + last + counts[counts.Length - 1];
    }

    private string Widths(int levels)
    {
        int full = format.FullWidth(levels), least = full, most = full;
        if (format.InputWidths is { } range)
        {
            least = Math.Max(range.Low, format.Shape(levels)[0].Index.Low + 1);
            most = Math.Min(range.High, full + format.Root.ConcatenatedBits);
        }

        return $"({Invariant.Text(least)}, {Invariant.Text(Math.Min(full, most))}, {Invariant.Text(most)})";
    }

    private View Level(LevelIR level)
    {
        KindIR? table = fast.Table(level), leaf = fast.Leaf(level);
        int tableBits = level.Index.Count + EntryAddress.Log2(format.EntryBytes);
        string arguments = string.Join(", ", new[] { level.Position, level.Number, level.ItemBits, level.Index.Count, tableBits }.Select(n => Invariant.Text(n)));
        var initial = new List<string>();
        if (leaf is not null)
        {
            if (fast.Rights(level) is { } rights) initial.Add($"RightsBits = {ConditionWriter.Hex(rights)}");
            if (fast.Noted(level) is not 0 and var noted) initial.Add($"NotedBits = {ConditionWriter.Hex(noted)}");
            if (coding.RunLength(leaf, level) is { } length)
            {
                string hint = ConditionWriter.Hex(format.Run!.Field.Bits.Mask);
                initial.Add($"Hinted = new({hint}, {hint})");
                initial.Add($"HintedBits = {Invariant.Text(length)}");
            }
        }

        (string dirty, string flip) = Dirty(level);
        return new View()
            .With("arguments", arguments)
            .With("table", table is null ? "[]" : addresses.Of(table))
            .With("leaf", leaf is null ? "[]" : addresses.Of(leaf))
            .With("dirty", dirty)
            .With("flip", flip)
            .With("initial", initial.Count == 0 ? "" : $" {{ {string.Join(", ", initial)} }}");
    }

    // A leaf is dirty when the update that a write asks for is done.
    private (string Mask, string Flip) Dirty(LevelIR level)
    {
        const string Never = "global::Iopol.Runtime.PageTables.EntryMask.Never";
        if (fast.Leaf(level) is not { } leaf || fast.Dirty(leaf, level) is not { } dirty) return (Never, "0");
        Cube cube = Cube.Of(dirty.Field.Bits, dirty.Set ? 1UL : 0);
        var guards = new List<string>();
        conditions.Level = level;
        foreach (Clause clause in dirty.Besides.Where(c => !c.IsTrue))
        {
            if (clause is { Guards.Count: 0, OnlyBits: { } bits } && ((bits.Want ^ cube.Want) & bits.Mask & cube.Mask) == 0)
            {
                cube = new Cube(cube.Mask | bits.Mask, cube.Want | bits.Want);
            }
            else if (clause is { Needs.Count: 0, Path: null, Guards.Count: > 0 })
            {
                Code[] alternatives = [.. clause.Guards.Select(g => g.IsTrue ? conditions.Write(g.Atom) : conditions.Write(g.Atom).Not())];
                guards.Add(alternatives.Length == 1 ? alternatives[0].Operand(Binding.And) : $"({string.Join(" || ", alternatives.Select(a => a.Operand(Binding.Or)))})");
            }
            else
            {
                // The state is not a matter of some bits; a reader finds it entry by entry.
                return (Never, "0");
            }
        }

        string mask = $"new({ConditionWriter.Hex(cube.Mask)}, {ConditionWriter.Hex(cube.Want)})";
        return (guards.Count == 0 ? mask : $"{string.Join(" && ", guards)} ? {mask} : {Never}", ConditionWriter.Hex(dirty.Field.Bits.Mask));
    }

    private string Input()
    {
        var lines = new CodeLines();
        string ignoring = "";
        if (format.IgnoredInput is { } ignored)
        {
            string mask = ConditionWriter.Hex(ignored.Bits.Mask);
            ignoring = ignored.When is null ? $".Ignoring({mask})" : $".Ignoring({conditions.Write(ignored.When).Operand(Binding.Equality)} ? {mask} : 0)";
        }

        foreach (InputExtensionIR rule in format.Input)
        {
            string member = rule.Extension switch { InputExtension.Zeros => "Zeros", InputExtension.Sign => "Sign", _ => "Ones" };
            string result = $"return global::Iopol.Runtime.PageTables.InputRule.{member}(width){ignoring};";
            if (rule.When is null || conditions.Write(rule.When).Text == "true") return lines.Line(result).ToString();
            lines.Line($"if ({conditions.Write(rule.When).Text}) {result}");
        }

        return lines.Line("throw new global::System.ArgumentException(\"no rule for the bits above the width holds with these options\", nameof(options));").ToString();
    }
}
