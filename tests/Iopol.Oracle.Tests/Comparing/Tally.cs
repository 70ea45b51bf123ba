using System.Text;

namespace Iopol.Oracle.Tests.Comparing;

/// <summary>What was compared, and with what result.</summary>
internal sealed class Tally
{
    /// <summary>As many differences are kept word for word.</summary>
    public const int MostKept = 20;

    private readonly SortedDictionary<string, long> outcomes = new(StringComparer.Ordinal);
    private readonly List<string> differences = [];

    /// <summary>Accesses compared.</summary>
    public long Probes { get; private set; }

    /// <summary>Differences nobody explained.</summary>
    public long Differences { get; private set; }

    /// <summary>Times an outcome was seen.</summary>
    public long this[string outcome] => outcomes.GetValueOrDefault(outcome);

    /// <summary>Notes an access that was made and compared.</summary>
    public void Count(string outcome)
    {
        Probes++;
        outcomes[outcome] = this[outcome] + 1;
    }

    /// <summary>Notes an access that was not made.</summary>
    public void Skip(string reason) => outcomes[$"not asked: {reason}"] = this[$"not asked: {reason}"] + 1;

    /// <summary>Notes an unexplained difference.</summary>

    public void Differ(string text)
    {
        Differences++;
        if (differences.Count < MostKept) differences.Add(text);
    }

    /// <summary>Fails with the differences where there are any.</summary>
    public void AssertNone() => Assert.True(Differences == 0, $"{Differences} differences in {Probes} probes\n{string.Join('\n', differences)}");

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((string outcome, long count) in outcomes) text.AppendLine($"{count,10:n0}  {outcome}");
        return text.Append($"{Probes,10:n0}  probes, {Differences} unexplained differences").ToString();
    }
}
