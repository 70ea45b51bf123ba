using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>The cost of checking grows with the policy, not faster.</summary>
public sealed class LargePolicyTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(3_000)]
    public void A_large_policy_has_nothing_to_be_told(int rules) => Assert.Empty(Bound.Compile(LargePolicy.Write(rules)).Diagnostics);

    [Fact]
    public void Four_times_the_rules_allocate_about_four_times_as_much()
    {
        // What is allocated does not depend on the machine or its load, as time does.
        Allocated(500);
        long some = Allocated(1_000);
        long many = Allocated(4_000);

        Assert.InRange((double)many / some, 3, 5);
    }

    private static long Allocated(int rules)
    {
        string text = LargePolicy.Write(rules);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Bound.Compile(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
