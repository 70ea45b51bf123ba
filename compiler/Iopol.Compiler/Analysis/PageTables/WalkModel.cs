using System.Runtime.CompilerServices;
using Iopol.Compiler.IR;
using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>A format made ready for a great many walks: its conditions as functions of a <see cref="Situation"/>, and what they ask for as questions.</summary>
internal sealed class WalkModel
{
    /// <summary>Cases looked at for one format; beyond them the checks give up.</summary>
    public const int MostCases = 100_000;

    private static readonly ulong[] Truths = [0, 1];

    private readonly Dictionary<string, Question> questions = new(StringComparer.Ordinal);
    private readonly Dictionary<Condition, Func<Situation, bool>> conditions = new(new Same());
    private readonly Dictionary<string, ModelField> fields = new(StringComparer.Ordinal);
    private readonly FieldValues values;

    public WalkModel(PageTableIR table)
    {
        Table = table;
        values = new FieldValues(table);
        Fields = [.. table.Kinds.SelectMany(k => k.Rows).Select(r => r.Field).OfType<FieldIR>().Concat(Conditions.Of(table).SelectMany(Conditions.Fields)).GroupBy(f => f.Name).Select(g => Field(g.First()))];
        Tops = [.. table.LevelCounts.Reverse().Select(c => table.Levels[table.Levels.Count - c])];
        AsksTop = Conditions.Of(table).SelectMany(Conditions.Parts).Any(c => c is FieldCompare { Right: TopNumber } or LevelCompare { Right: TopNumber });
        InputSteps = [.. table.InputSteps.Select(s => new ModelStep(s, Function(s.When)))];
        EntrySteps = [.. table.EntrySteps.Select(s => new ModelStep(s, Function(s.When)))];
        LeafSteps = [.. table.LeafSteps.Select(s => new ModelStep(s, Function(s.When)))];
    }

    public PageTableIR Table { get; }

    /// <summary>The top levels of the shapes, highest first.</summary>
    public IReadOnlyList<LevelIR> Tops { get; }

    /// <summary>Whether a condition asks for the top level.</summary>
    public bool AsksTop { get; }

    public Choices Choices { get; } = new(MostCases);

    public IReadOnlyList<ModelField> Fields { get; }

    public IReadOnlyList<ModelStep> InputSteps { get; }

    public IReadOnlyList<ModelStep> EntrySteps { get; }

    public IReadOnlyList<ModelStep> LeafSteps { get; }

    /// <summary>The question whether something is so.</summary>
    public Question Truth(string sort, string name) => Ask(sort, name, () => Truths);

    public ModelField Field(FieldIR field)
    {
        if (fields.TryGetValue(field.Name, out ModelField? known)) return known;
        bool[] kinds = [.. Table.Kinds.Select(k => k.Rows.Any(r => r.Field?.Name == field.Name))];
        fields.Add(field.Name, known = new ModelField(field, kinds, Ask("field", field.Name, () => values.Of(field))));
        return known;
    }

    /// <summary>The condition as a function.</summary>
    public Func<Situation, bool> Function(Condition condition)
    {
        if (!conditions.TryGetValue(condition, out Func<Situation, bool>? known)) conditions.Add(condition, known = Make(condition));
        return known;
    }

    private Func<Situation, bool> Make(Condition condition)
    {
        switch (condition)
        {
            case ConstantCondition constant: return _ => constant.Value;
            case NotCondition not:
                Func<Situation, bool> operand = Function(not.Operand);
                return s => !operand(s);
            case AndCondition and:
                Func<Situation, bool>[] all = [.. and.Operands.Select(Function)];
                return s => Array.TrueForAll(all, f => f(s));
            case OrCondition or:
                Func<Situation, bool>[] any = [.. or.Operands.Select(Function)];
                return s => Array.Exists(any, f => f(s));
            case FieldCompare compare:
                ModelField field = Field(compare.Field);
                Func<Situation, ulong> right = Function(compare.Right);
                return s => (s.Kind is null || field.IsOf(s.Kind)) && Compare(s.Value(field), compare.Operator, right(s));
            case LevelCompare compare:
                Func<Situation, ulong> other = Function(compare.Right);
                return s => Compare((ulong)s.Level.Number, compare.Operator, other(s));
            case OptionCondition option:
                Question chosen = Ask("choice", option.Option.Name, () => Truths, option.Option.Default);
                return s => s.Ask(chosen);
            case PathCondition path:
                ModelField onPath = Field(path.Field);
                Question above = Truth("path", $"{(path.Every ? "every" : "some")}({path.Field.Name})");
                return s => s.OnPath(onPath, path.Every, above);
            case AccessCondition access:
                Question asked = Truth("access", access.Word.ToString().ToLowerInvariant());
                return s => s.Access?.Contains(access.Word) ?? s.Ask(asked);
            case RightCondition wanted: return s => s.Rights!.Contains(wanted.Word);
            case CircumstanceCondition circumstance:
                Question so = Truth("circumstance", circumstance.Circumstance.ToString().ToLowerInvariant());
                return s => s.Is(circumstance.Circumstance, so);
            case ExceedsCondition exceeds:
                (string name, int least) = exceeds.Width is OptionNumber width ? (width.Option.Name, width.Option.Range!.Value.Least) : ($"{((ConstantNumber)exceeds.Width).Value}", (int)((ConstantNumber)exceeds.Width).Value);
                Question beyond = Truth("circumstance", $"exceeds({name})");
                return s => s.Entry is null && s.CanHold(least) && s.Ask(beyond);
            case OutputInCondition range:
                Question within = Truth("circumstance", $"output in 0x{range.First:x}..0x{range.Last:x}");
                return s => s.Entry is null && s.Ask(within);
            case AllowedCondition allowed: return Function(Allows(allowed.Word));
            default: throw new InvalidOperationException($"no meaning of {condition.GetType().Name}");
        }
    }

    /// <summary>The condition under which a walk leaves a right.</summary>
    public Condition Allows(AccessWord word) => word switch
    {
        AccessWord.Reading => Table.Allowed.Read,
        AccessWord.Writing => Table.Allowed.Write,
        _ => Table.Allowed.Execute,
    };

    private Func<Situation, ulong> Function(Number number)
    {
        switch (number)
        {
            case ConstantNumber constant: return _ => constant.Value;
            case LevelNumber: return s => (ulong)s.Level.Number;
            case TopNumber: return s => (ulong)s.Top.Number;
            default:
                OptionIR option = ((OptionNumber)number).Option;
                Question question = Ask("option", option.Name, () => FieldValues.Of(option), option.Default);
                return s => s.Number(question);
        }
    }

    private Question Ask(string sort, string name, Func<ulong[]> candidates, int? byItself = null)
    {
        string key = $"{sort} {name}";
        if (!questions.TryGetValue(key, out Question? question)) questions.Add(key, question = new Question(sort, name, candidates()) { Default = (ulong?)byItself });
        return question;
    }

    private static bool Compare(ulong left, Comparison sign, ulong right) => sign switch
    {
        Comparison.Is => left == right,
        Comparison.IsNot => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };

    /// <summary>Conditions are kept by what they are, not by what they say.</summary>
    private sealed class Same : IEqualityComparer<Condition>
    {
        public bool Equals(Condition? x, Condition? y) => ReferenceEquals(x, y);

        public int GetHashCode(Condition obj) => RuntimeHelpers.GetHashCode(obj);
    }
}

/// <summary>A step with its condition as a function.</summary>
internal sealed record ModelStep(WalkStep Step, Func<Situation, bool> When);

/// <summary>A field, the kinds that have it, and the question for its value.</summary>
internal sealed class ModelField(FieldIR field, bool[] kinds, Question question)
{
    public string Name { get; } = field.Name;

    public ulong Mask { get; } = field.Bits.Mask;

    public int Low { get; } = field.Bits.Low;

    public Question Question { get; } = question;

    public bool IsOf(KindIR kind) => kinds[kind.Index];
}
