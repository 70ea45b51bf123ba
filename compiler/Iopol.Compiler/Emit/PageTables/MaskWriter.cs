using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Writes the methods that say, for a kind of entry, an access and the options, which entries a walk passes at once.</summary>
/// <param name="format">The format.</param>
/// <param name="names">Names in its class.</param>
/// <param name="fast">What entries must be.</param>
/// <param name="addresses">Fields with the parts of an address.</param>
internal sealed class MaskWriter(PageTableIR format, FormatNames names, FastPath fast, AddressFields addresses)
{
    private readonly ConditionWriter conditions = new(format, names);
    private readonly List<(string Name, string Levels, string Body)> methods = [];

    /// <summary>The methods written so far.</summary>
    public IEnumerable<View> Methods => methods.Select(m => new View().With("name", m.Name).With("levels", m.Levels).With("body", m.Body));

    /// <summary>Arms of the switch over a position that gives the mask of a sort of kind: <c>4 or 3 => PointerMask(access, whole)</c>.</summary>
    /// <param name="kindAt">The kind at a level, or null.</param>
    public IReadOnlyList<string> Arms(Func<LevelIR, KindIR?> kindAt)
    {
        var bodies = new List<(KindIR Kind, string Body, List<LevelIR> Levels)>();
        foreach (LevelIR level in format.Levels)
        {
            if (kindAt(level) is not { } kind || Body(kind, level) is not { } body) continue;
            int known = bodies.FindIndex(b => b.Kind == kind && b.Body == body);
            if (known >= 0) bodies[known].Levels.Add(level);
            else bodies.Add((kind, body, [level]));
        }

        return [.. bodies.Select(b => Arm(b.Kind, b.Body, b.Levels, bodies.Count(o => o.Kind == b.Kind) == 1))];
    }

    /// <summary>The condition under which an access may go on at all, over the options; null where it always may.</summary>
    public (string Locals, string Condition)? Input()
    {
        string[] conjuncts = [.. fast.Input().Select(r => Holds(r.Clause)).OfType<string>()];
        if (conjuncts.Length == 0) return null;
        return (string.Join("\n", ConditionWriter.AccessLocals(fast.Input().SelectMany(r => r.Clause.Guards).Select(g => g.Atom))), string.Join(" && ", conjuncts));
    }

    private string Arm(KindIR kind, string body, List<LevelIR> levels, bool isOnly)
    {
        string name = names.Member(names.Kind(kind) + "Mask" + (isOnly ? "" : "At" + Invariant.Text(levels[0].Number)));
        methods.Add((name, Words(levels.Select(l => l.Number)), body));
        return $"{string.Join(" or ", levels.Select(l => Invariant.Text(l.Position)))} => {name}(access, whole)";
    }

    /// <summary>Numbers as <c>level 1</c> or <c>levels 3, 2, 1</c>.</summary>
    internal static string Words(IEnumerable<int> levels)
    {
        int[] numbers = [.. levels];
        return (numbers.Length == 1 ? "level " : "levels ") + string.Join(", ", numbers.Select(n => Invariant.Text(n)));
    }

    // Null where no entry will do whatever the options are.
    private string? Body(KindIR kind, LevelIR level)
    {
        IReadOnlyList<Requirement> requirements = fast.Of(kind, level);
        if (requirements.Any(r => r.Clause.IsFalse)) return null;
        conditions.Level = level;
        var lines = new CodeLines();
        foreach (string local in ConditionWriter.AccessLocals(requirements.SelectMany(r => r.Clause.Guards).Select(g => g.Atom))) lines.Line(local);
        if (requirements.SelectMany(r => r.Clause.Guards).SelectMany(g => Conditions.All(g.Atom)).OfType<LevelCompare>().Any()) lines.Line("int top = LevelNumbers[TopPosition];");
        lines.Line("var m = new global::Iopol.Runtime.PageTables.MaskBuilder();");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (IGrouping<string, Requirement> step in requirements.GroupBy(r => r.Reason))
        {
            string[] statements = [.. step.GroupBy(r => r.IsAboutEntry).SelectMany(g => Statements([.. g.Select(r => r.Clause)], kind, g.Key ? "" : "whole")).Where(seen.Add)];
            if (statements.Length == 0) continue;
            lines.Line("// " + CSharpText.Comment(step.Key));
            foreach (string statement in statements) lines.Line(statement);
        }

        if (!kind.IsLeaf)
        {
            LevelIR below = format.Levels.First(l => l.Position == level.Position - 1);
            int tableBits = below.Index.Count + EntryAddress.Log2(format.EntryBytes);
            lines.Line($"m.NeedTableIn(Memory, {Invariant.Text(tableBits)}, {addresses.Of(kind)});");
        }

        return lines.Line("return m.ToMask();").ToString();
    }

    private IEnumerable<string> Statements(IReadOnlyList<Clause> clauses, KindIR kind, string when)
    {
        var always = new Cube(0, 0);
        foreach (Cube cube in clauses.Where(c => c.Guards.Count == 0).Select(c => c.OnlyBits).OfType<Cube>())
        {
            if (((cube.Want ^ always.Want) & cube.Mask & always.Mask) != 0) yield return If(when, Need(cube));
            else always = new Cube(always.Mask | cube.Mask, always.Want | cube.Want);
        }

        if (always.Mask != 0) yield return If(when, Need(always));
        foreach (Clause clause in clauses.Where(c => c.Guards.Count > 0 || c.OnlyBits is null))
        {
            string need = clause.OnlyBits is { } bits ? Need(bits)
                : clause.Needs.Count == 0 ? "m.Never();"
                : clause.Needs.Count == 1 ? $"m.Need({Set(clause.Needs[0], kind)});"
                : $"m.NeedOneOf({string.Join(", ", clause.Needs.Select(n => Set(n, kind)))});";
            yield return If(string.Join(" && ", new[] { when, Unless(clause) }.Where(c => c.Length > 0)), need);
        }
    }

    private static string If(string when, string statement) => when.Length == 0 ? statement : $"if ({when}) {statement}";

    private static string Need(Cube cube) => $"m.Need({ConditionWriter.Hex(cube.Mask)}, {ConditionWriter.Hex(cube.Want)});";

    private string Set(EntryNeed need, KindIR kind)
    {
        if (need is BitsNeed bits) return $"new({ConditionWriter.Hex(bits.Cube.Mask)}, {ConditionWriter.Hex(bits.Cube.Want)})";
        var address = (AddressNeed)need;
        string option = conditions.Option(address.Width);
        string below = $"global::Iopol.Runtime.PageTables.EntryMask.AddressBelow({option}, {addresses.Of(kind)})";
        return address.Width.Range!.Value.Least >= address.Least ? below
            : $"{option} < {Invariant.Text(address.Least)} ? global::Iopol.Runtime.PageTables.EntryMask.Never : {below}";
    }

    // No guard holds.
    private string Unless(Clause clause) => string.Join(" && ", clause.Guards.Select(g => (g.IsTrue ? conditions.Write(g.Atom).Not() : conditions.Write(g.Atom)).Operand(Binding.And)));

    private string? Holds(Clause clause)
    {
        if (clause.IsTrue) return null;
        if (clause.Guards.Count == 0) return "false";
        string[] guards = [.. clause.Guards.Select(g => (g.IsTrue ? conditions.Write(g.Atom) : conditions.Write(g.Atom).Not()).Operand(Binding.Or))];
        return guards.Length == 1 ? guards[0] : $"({string.Join(" || ", guards)})";
    }
}
