using CsCheck;
using Iopol.Compiler.Analysis.Conditions;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Tests.Analysis;

public sealed class SolverTests
{
    [Fact]
    public void It_agrees_with_trying_every_value() =>
        ConditionGen.Condition.Sample(
            condition =>
            {
                bool canHold = false;
                bool canFail = false;
                foreach (long[] values in ConditionGen.Assignments(condition))
                {
                    if (ConditionGen.Holds(condition, values)) canHold = true;
                    else canFail = true;
                    if (canHold && canFail) break;
                }

                Formula formula = new FormulaBuilder().Of(condition);
                Answer holds = Solver.CanHold(formula);
                Answer fails = Solver.CanHold(Formula.Not(formula));

                // Giving up is allowed, a wrong answer is not.
                return (holds == Answer.Unknown || holds == (canHold ? Answer.Yes : Answer.No))
                    && (fails == Answer.Unknown || fails == (canFail ? Answer.Yes : Answer.No));
            },
            iter: 2_000);

    [Fact]
    public void It_rarely_gives_up()
    {
        int asked = 0;
        int unknown = 0;
        ConditionGen.Condition.Sample(
            condition =>
            {
                Interlocked.Increment(ref asked);
                if (Solver.CanHold(new FormulaBuilder().Of(condition)) == Answer.Unknown) Interlocked.Increment(ref unknown);
            },
            iter: 1_000);

        Assert.InRange(unknown, 0, asked / 50);
    }

    [Fact]
    public void Beyond_its_terms_it_says_nothing()
    {
        // A contradiction, but over more terms than it takes on.
        Expression[] all = [.. Enumerable.Range(0, Solver.MostTerms + 1).Select(i => (Expression)new VariableReference(new VariableIR(i, $"p{i}", IrType.Bool)))];

        Formula formula = new FormulaBuilder().Of(new AndExpression([.. all, new NotExpression(all[0])]));

        Assert.Equal(Answer.Unknown, Solver.CanHold(formula));
    }

    [Fact]
    public void At_its_terms_it_is_exact()
    {
        Expression[] all = [.. Enumerable.Range(0, Solver.MostTerms).Select(i => (Expression)new VariableReference(new VariableIR(i, $"p{i}", IrType.Bool)))];

        Assert.Equal(Answer.No, Solver.CanHold(new FormulaBuilder().Of(new AndExpression([.. all, new NotExpression(all[0])]))));
        Assert.Equal(Answer.Yes, Solver.CanHold(new FormulaBuilder().Of(new AndExpression(all))));
    }

    [Fact]
    public void Addresses_compare_unsigned()
    {
        var x = new VariableReference(new VariableIR(0, "x", IrType.Address));
        Expression above = new CompareExpression(Comparison.Greater, x, new Constant(IrType.Address, long.MaxValue));
        Expression beyond = new CompareExpression(Comparison.Greater, x, new Constant(IrType.Address, -1));

        Assert.Equal(Answer.Yes, Solver.CanHold(new FormulaBuilder().Of(above)));
        Assert.Equal(Answer.No, Solver.CanHold(new FormulaBuilder().Of(beyond)));
    }

    [Fact]
    public void A_name_of_a_quantifiers_variable_does_not_matter()
    {
        var group = new GroupDomain(new VariableReference(new VariableIR(0, "g", new IrType(Sort.Group))));
        Expression Any(int slot, QuantifierKind kind) =>
            new Quantifier(kind, new VariableIR(slot, "d", new IrType(Sort.Device)), group, new FactReference(IrType.Bool, Fact.External, new VariableReference(new VariableIR(slot, "d", new IrType(Sort.Device)))));

        Formula both = new FormulaBuilder().Of(new AndExpression([Any(1, QuantifierKind.Any), Any(2, QuantifierKind.No)]));

        Assert.Equal(Answer.No, Solver.CanHold(both));
    }
}
