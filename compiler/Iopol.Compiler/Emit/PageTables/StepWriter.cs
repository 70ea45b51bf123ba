using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Writes the steps of a walk, in the order the format declares them.</summary>
/// <param name="format">The format.</param>
/// <param name="names">Names in its class.</param>
internal sealed class StepWriter(PageTableIR format, FormatNames names)
{
    private readonly ConditionWriter conditions = new(format, names);

    /// <summary>Fields asked for over the whole path.</summary>
    public IReadOnlyList<PathCondition> Paths { get; } = [.. format.EntrySteps.Concat(format.LeafSteps).Select(s => s.When)
        .Concat([format.Allowed.Read, format.Allowed.Write, format.Allowed.Execute])
        .SelectMany(Conditions.All).OfType<PathCondition>().Distinct()];

    /// <summary>The body of <c>Walk</c>.</summary>
    public string Walk()
    {
        var lines = new CodeLines();
        IEnumerable<Condition> all = format.InputSteps.Concat(format.EntrySteps).Concat(format.LeafSteps).Select(s => s.When)
            .Concat(AllowedConditions()).ToArray();
        foreach (string local in ConditionWriter.AccessLocals(all.Concat(all.SelectMany(Conditions.All).OfType<AllowedCondition>().Select(a => Allowed(a.Word))))) lines.Line(local);
        lines.Line("int position = TopPosition;");
        if (all.Any(Mentions<TopNumber>)) lines.Line("int top = LevelNumbers[position];");
        if (Uses(Circumstance.Outside)) lines.Line("bool outside = Layout.Input.IsOutside(iova);");
        conditions.Possible = [null];
        foreach (WalkStep step in format.InputSteps) Step(lines, step);
        lines.Line("ulong table = Root;");
        if (format.EntrySteps.Concat(format.LeafSteps).Any(s => s is UpdateStep)) lines.Line("int restarts = 0;");
        foreach (PathCondition path in Paths) lines.Line($"bool {names.Path(path)} = {(path.Every ? "true" : "false")};");
        lines.Open("while (true)");
        if (format.EntrySteps.Concat(format.LeafSteps).Any(s => UsesLevel(s.When)) || format.EntrySteps.OfType<TakeStep>().Any(t => AtLevels(t.Kind) is not null)) lines.Line("int level = LevelNumbers[position];");
        lines.Line("ulong place = EntryAddress(table, position, iova);");
        lines.Line("bool unreadable = !TryReadEntry(place, out ulong entry);");
        lines.Line("EntryKind kind = EntryKind.None;");
        Entry(lines, Step);
        IReadOnlyList<KindIR?> taken = conditions.Possible;
        if (taken.Contains(null)) lines.Line($"if (kind == EntryKind.None) return {Fault(Unreadable)};");
        conditions.Possible = [.. taken.Where(k => k is not null)];
        foreach (PathCondition path in Paths) PathHere(lines, path);
        Descend(lines);
        conditions.Possible = [.. taken.Where(k => k is { IsLeaf: true })];
        conditions.IsLeafStep = true;
        lines.Line("int sizeBits = SizeBits(kind, position, entry);");
        lines.Line("ulong output = Output(AddressIn(kind, position, entry), iova, sizeBits);");
        foreach (WalkStep step in format.LeafSteps) Step(lines, step);
        lines.Line($"global::Iopol.Runtime.PageTables.Access allowed = {string.Join(" | ", AllowedConditions().Zip(["Read", "Write", "Execute"], Right))};");
        lines.Line("return global::Iopol.Runtime.PageTables.Translation.Leaf(output, sizeBits, position, allowed);");
        conditions.IsLeafStep = false;
        return lines.Close().ToString();
    }

    /// <summary>The body of <c>Decode</c>: what the entry is for an access that asks for nothing.</summary>
    public string Decode()
    {
        var lines = new CodeLines();
        WalkStep[] steps = [.. format.EntrySteps.Select(Quiet)];
        if (steps.Any(s => Mentions<TopNumber>(s.When))) lines.Line("int top = LevelNumbers[TopPosition];");
        if (steps.Any(s => UsesLevel(s.When)) || steps.OfType<TakeStep>().Any(t => AtLevels(t.Kind) is not null)) lines.Line("int level = LevelNumbers[position];");
        lines.Line("EntryKind kind = EntryKind.None;");
        conditions.Possible = [null];
        foreach (WalkStep step in steps)
        {
            if (step is FaultStep { When: not ConstantCondition { Value: false } }) lines.Line($"if ({conditions.Write(step.When).Text}) return default;");
            else if (step is TakeStep take) Take(lines, take);
        }

        return lines.ToString();
    }

    /// <summary>An expression of the bits that must be 0 in a kind of entry.</summary>
    public string Reserved(KindIR kind)
    {
        ulong always = kind.Rows.Where(r => r.Role == RowRole.Reserved).Aggregate(0UL, (all, r) => all | r.Bits.Mask);
        IEnumerable<string> sometimes = kind.Rows.Where(r => r.Role != RowRole.Reserved && r.ReservedWhen is not null)
            .Select(r => $"({conditions.Write(r.ReservedWhen!).Operand(Binding.Equality)} ? {ConditionWriter.Hex(r.Bits.Mask)} : 0)");
        string[] parts = [.. sometimes];
        return string.Join(" | ", always == 0 && parts.Length > 0 ? parts : parts.Prepend(ConditionWriter.Hex(always)));
    }

    /// <summary>The fault for an entry that cannot be read.</summary>
    public FaultIR Unreadable => format.EntrySteps.OfType<FaultStep>().LastOrDefault(f => Conditions.All(f.When).OfType<CircumstanceCondition>().Any(c => c.Circumstance == Circumstance.Unreadable))?.Fault
        ?? format.Faults[0];

    private static WalkStep Quiet(WalkStep step) => step with
    {
        When = Conditions.Assume(step.When, c => c is AccessCondition or CircumstanceCondition { Circumstance: Circumstance.Unreadable or Circumstance.Skipped } ? false : null),
    };

    private void Entry(CodeLines lines, Action<CodeLines, WalkStep> write)
    {
        conditions.Possible = [null];
        foreach (WalkStep step in format.EntrySteps) write(lines, step);
    }

    private void Step(CodeLines lines, WalkStep step)
    {
        if (step is TakeStep take)
        {
            Take(lines, take);
            return;
        }

        string place = CSharpText.Comment(ClassWriter.PlaceText(step.Place));
        string when = conditions.Write(step.When).Text;
        if (when == "false") return;
        if (step is FaultStep fault)
        {
            lines.Line($"// {CSharpText.Comment(fault.Fault.Name)}: {place}");
            lines.Line($"if ({when}) return {Fault(fault.Fault)};");
        }
        else
        {
            Update(lines, (UpdateStep)step, place);
        }
    }

    private void Take(CodeLines lines, TakeStep take)
    {
        var tests = new List<string>();
        if (conditions.Possible.Any(k => k is not null)) tests.Add("kind == EntryKind.None");
        if (AtLevels(take.Kind) is { } levels) tests.Add(levels);
        // It is only asked while there is no kind.
        IReadOnlyList<KindIR?> before = conditions.Possible;
        conditions.Possible = [null];
        Code when = conditions.Write(take.When);
        conditions.Possible = before;
        if (when.Text != "true" && !tests.Contains(when.Text)) tests.Add(tests.Count > 0 ? when.Operand(Binding.And) : when.Text);
        string taken = $"kind = EntryKind.{names.Kind(take.Kind)};";
        lines.Line(tests.Count == 0 ? taken : $"if ({string.Join(" && ", tests)}) {taken}");
        bool isLast = format.Levels.All(l => IsDecided(take, l));
        conditions.Possible = [.. before.Where(k => !(k is null && isLast)), .. before.Contains(take.Kind) ? (KindIR?[])[] : [take.Kind]];
    }

    // No entry of the level is without a kind behind the step, as far as levels alone tell.
    private bool IsDecided(TakeStep last, LevelIR level)
    {
        foreach (TakeStep take in format.EntrySteps.OfType<TakeStep>())
        {
            if (take.Kind.Levels.Contains(level.Number) && new ClauseForm(format, level, null, false).Of(take.When, true).Count == 0) return true;
            if (ReferenceEquals(take, last)) return false;
        }

        return false;
    }

    private void Update(CodeLines lines, UpdateStep update, string place)
    {
        BitRange bits = update.Field.Bits;
        var tests = new List<string>();
        if (conditions.IsOneOf(conditions.Having(update.Field)) is { } has) tests.Add(has);
        if (tests.Contains("false")) return;
        Code when = conditions.Write(update.When);
        if (when.Text != "true") tests.Add(when.Operand(Binding.And));
        tests.Add($"(entry & {ConditionWriter.Hex(bits.Mask)}) {(update.Set ? "==" : "!=")} 0");
        lines.Line($"// {(update.Set ? "set" : "clear")} {CSharpText.Comment(update.Field.Name)}: {place}");
        lines.Open($"if ({string.Join(" && ", tests)})");
        lines.Line($"ulong updated = entry {(update.Set ? $"| {ConditionWriter.Hex(bits.Mask)}" : $"& ~{ConditionWriter.Hex(bits.Mask)}")};");
        lines.Open("if (updates)");
        lines.Line($"if (!TryUpdateEntry(place, entry, updated, out bool isUpdated)) return {Fault(update.Failure)};");
        lines.Line($"if (!isUpdated && ++restarts > MostRestarts) return {Fault(update.Failure)};");
        lines.Line("if (!isUpdated) continue;").Close();
        lines.Line("");
        lines.Line("entry = updated;").Close().Line("");
    }

    private void PathHere(CodeLines lines, PathCondition path)
    {
        string name = names.Path(path), mask = ConditionWriter.Hex(path.Field.Bits.Mask);
        string? has = conditions.IsOneOf(conditions.Having(path.Field));
        string bit = $"(entry & {mask}) != 0";
        string here = (path.Every, has) switch
        {
            (_, "false") => name,
            (true, null) => $"{name} && {bit}",
            (false, null) => $"{name} || {bit}",
            (true, _) => $"{name} && ({has!.Replace("kind == ", "kind != ").Replace("kind is ", "kind is not (")}{(has.Contains(" is ") ? ")" : "")} || {bit})",
            (false, _) => $"{name} || (({has}) && {bit})",
        };
        lines.Line($"bool {name}Here = {here};");
    }

    private void Descend(CodeLines lines)
    {
        KindIR[] tables = [.. conditions.Possible.OfType<KindIR>().Where(k => !k.IsLeaf)];
        if (tables.Length == 0) return;
        string isTable = conditions.IsOneOf(tables) ?? "true";
        lines.Open($"if ({isTable})");
        foreach (PathCondition path in Paths) lines.Line($"{names.Path(path)} = {names.Path(path)}Here;");
        lines.Line("int next = NextPosition(kind, position, entry);");
        lines.Line("// No table of this shape is there; the format's own checks come first.");
        lines.Line($"if ((uint)next >= (uint)position) return {Fault(Unreadable)};");
        lines.Line("table = AddressIn(kind, position, entry);");
        lines.Line("position = next;");
        lines.Line("continue;").Close();
    }

    private string Right(Condition condition, string member)
    {
        Code when = conditions.Write(condition);
        string right = "global::Iopol.Runtime.PageTables.Access." + member;
        return when.Text switch
        {
            "true" => right,
            "false" => "global::Iopol.Runtime.PageTables.Access.None",
            _ => $"({when.Operand(Binding.Equality)} ? {right} : 0)",
        };
    }

    // Null where the kind may stand at every level.
    private string? AtLevels(KindIR kind)
    {
        if (format.Levels.All(l => kind.Levels.Contains(l.Number))) return null;
        int[] numbers = [.. format.Levels.Select(l => l.Number).Where(n => kind.Levels.Contains(n))];
        return numbers.Length switch
        {
            0 => "false",
            1 => $"level == {Invariant.Text(numbers[0])}",
            _ => $"level is {string.Join(" or ", numbers.Select(n => Invariant.Text(n)))}",
        };
    }

    private IEnumerable<Condition> AllowedConditions() => [format.Allowed.Read, format.Allowed.Write, format.Allowed.Execute];

    private Condition Allowed(AccessWord word) => word switch { AccessWord.Reading => format.Allowed.Read, AccessWord.Writing => format.Allowed.Write, _ => format.Allowed.Execute };

    private bool Uses(Circumstance circumstance) =>
        format.InputSteps.SelectMany(s => Conditions.All(s.When)).OfType<CircumstanceCondition>().Any(c => c.Circumstance == circumstance);

    private static bool UsesLevel(Condition condition) => Conditions.All(condition).Any(c => c is LevelCompare) || Mentions<LevelNumber>(condition);

    private static bool Mentions<TNumber>(Condition condition)
        where TNumber : Number =>
        Conditions.All(condition).Any(c => c is FieldCompare { Right: TNumber } or LevelCompare { Right: TNumber } or ExceedsCondition { Width: TNumber });

    private static string Fault(FaultIR fault) =>
        $"global::Iopol.Runtime.PageTables.Translation.Faulted({Invariant.Text(fault.Index + 1)}, position)";
}
