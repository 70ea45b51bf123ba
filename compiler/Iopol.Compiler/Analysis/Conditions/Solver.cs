using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>Whether a formula can hold.</summary>
internal enum Answer
{
    /// <summary>It never holds, whatever the values of its terms.</summary>
    No,

    /// <summary>Some values of its terms make it hold.</summary>
    Yes,

    /// <summary>The search was given up.</summary>
    Unknown,
}

/// <summary>
/// Decides whether a formula can hold, by trying values. It is exact: of every term only the values on either side of the constants it is
/// compared with matter, and, where terms are compared with each other, as many values between two constants as there are such terms.
/// Beyond <see cref="MostTerms"/> terms or <see cref="MostSteps"/> steps it says that it does not know.
/// </summary>
internal static class Solver
{
    /// <summary>Terms of a formula it takes on.</summary>
    public const int MostTerms = 24;

    /// <summary>Values it tries before it gives up.</summary>
    public const int MostSteps = 4096;

    /// <summary>Whether the formula can hold.</summary>
    public static Answer CanHold(Formula formula)
    {
        switch (formula)
        {
            // Most conditions ask one thing; no search is needed for them.
            case Truth truth: return truth.Value ? Answer.Yes : Answer.No;
            case Membership member: return member.Set.Meets(member.Term.Values) ? Answer.Yes : Answer.No;
            case Negation { Part: Membership member }: return member.Set.Covers(member.Term.Values) ? Answer.No : Answer.Yes;
        }

        var terms = new HashSet<Term>();
        formula.AddTerms(terms);
        if (terms.Count > MostTerms) return Answer.Unknown;
        Term[] order = [.. terms];
        Array.Sort(order, (x, y) => x.Index.CompareTo(y.Index));
        ulong[]?[] candidates = Candidates.Of(formula, order);
        if (Array.Exists(candidates, c => c is null)) return Answer.Unknown;
        var search = new Search(formula, order, candidates!);
        return search.Run(0) ? Answer.Yes : search.GaveUp ? Answer.Unknown : Answer.No;
    }

    private sealed class Search(Formula formula, Term[] order, ulong[][] candidates)
    {
        private readonly Dictionary<Term, ulong> values = [];
        private int steps;

        public bool GaveUp { get; private set; }

        public bool Run(int depth)
        {
            switch (Evaluate(formula))
            {
                case true: return true;
                case false: return false;
            }

            foreach (ulong value in candidates[depth])
            {
                if (++steps > MostSteps)
                {
                    GaveUp = true;
                    return false;
                }

                values[order[depth]] = value;
                if (Run(depth + 1)) return true;
                if (GaveUp) return false;
            }

            values.Remove(order[depth]);
            return false;
        }

        /// <summary>The truth of a formula under the values chosen so far; null where they do not decide it.</summary>
        private bool? Evaluate(Formula at)
        {
            switch (at)
            {
                case Truth truth:
                    return truth.Value;
                case Negation not:
                    return !Evaluate(not.Part);
                case Membership member:
                    return values.TryGetValue(member.Term, out ulong value) ? member.Set.Contains(value) : null;
                case Relation relation:
                    return values.TryGetValue(relation.Left, out ulong left) && values.TryGetValue(relation.Right, out ulong right) ? Compare(relation.Operator, left, right) : null;
                case Junction junction:
                    bool open = false;
                    foreach (Formula part in junction.Parts)
                    {
                        bool? truth = Evaluate(part);
                        if (truth is null) open = true;
                        else if (truth != junction.IsAnd) return truth;
                    }

                    return open ? null : junction.IsAnd;
                default:
                    throw new InvalidOperationException($"a formula is not {at.GetType().Name}");
            }
        }

        private static bool Compare(Comparison operation, ulong left, ulong right) => operation switch
        {
            Comparison.Is => left == right,
            Comparison.IsNot => left != right,
            Comparison.Less => left < right,
            Comparison.LessOrEqual => left <= right,
            Comparison.Greater => left > right,
            _ => left >= right,
        };
    }
}
