namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>
/// Goes through every case that makes a difference: whoever asks for a value gets the first one, and after each run the last choice that has
/// another one is changed. Only what is asked for is told apart, so that a condition decided early costs one case.
/// </summary>
internal sealed class Choices(int most)
{
    private readonly List<(Question Question, int At)> made = [];
    private int cases;

    /// <summary>Whether there were more cases than allowed; the rest was left out.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>What was chosen so far, in order.</summary>
    public IEnumerable<(Question Question, ulong Value)> Made => made.Select(m => (m.Question, m.Question.Values[m.At]));

    /// <summary>Whether no option was chosen to be other than it is by itself.</summary>
    public bool AreDefault => Made.All(m => m.Question.Default is null || m.Question.Default == m.Value);

    /// <summary>Runs <paramref name="run"/> for every case; it returns false to stop.</summary>
    public void Each(Func<bool> run)
    {
        foreach ((Question question, _) in made) question.Chosen = null;
        made.Clear();
        do
        {
            if (++cases > most) GaveUp = true;
            if (GaveUp || !run()) return;
        }
        while (Next());
    }

    /// <summary>The answer in this case: the one chosen already, or the next of those there are.</summary>
    public ulong Choose(Question question)
    {
        if (question.Chosen is { } chosen) return chosen;
        made.Add((question, 0));
        question.Chosen = question.Values[0];
        return question.Values[0];
    }

    private bool Next()
    {
        while (made.Count > 0)
        {
            (Question question, int at) = made[made.Count - 1];
            if (at + 1 < question.Values.Length)
            {
                made[made.Count - 1] = (question, at + 1);
                question.Chosen = question.Values[at + 1];
                return true;
            }

            made.RemoveAt(made.Count - 1);
            question.Chosen = null;
        }

        return false;
    }
}

/// <summary>Something about a case that is chosen.</summary>
/// <param name="sort">What it is: <c>field</c>, <c>option</c> for a number, <c>choice</c> for an option that is true or false, or something that is or is not so.</param>
/// <param name="name">Its name in messages.</param>
/// <param name="values">The answers to try, at least one.</param>
internal sealed class Question(string sort, string name, ulong[] values)
{
    public string Sort { get; } = sort;

    public string Name { get; } = name;

    public ulong[] Values { get; } = values;

    /// <summary>Of an option, the value it has unless somebody chooses.</summary>
    public ulong? Default { get; init; }

    /// <summary>The answer in the case at hand, if it was asked for.</summary>
    public ulong? Chosen { get; set; }
}
