using CsCheck;
using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.Tests.Enforcement;

public sealed class InverseRelationTests
{
    [Fact]
    public void Keeps_keys_in_the_order_of_assignment_as_lists_do() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[-1, 3]).Array[0, 200].Sample(steps =>
        {
            var relation = new InverseRelation(10, 4);
            List<int>[] lists = [[], [], [], []];
            foreach ((int key, int value) in steps)
            {
                relation.Assign(key, value);
                // The value it has already changes nothing, the order included.
                if (value < 0 || !lists[value].Contains(key))
                {
                    foreach (List<int> list in lists) list.Remove(key);
                    if (value >= 0) lists[value].Add(key);
                }

                for (int v = -1; v <= 4; v++)
                {
                    List<int> expected = v is >= 0 and < 4 ? lists[v] : [];
                    Assert.Equal(expected, Keys(relation, v));
                    Assert.Equal(expected.Count > 0, relation.Any(v));
                    Assert.Equal(expected.Contains(key), relation.Contains(key, v));
                }
            }
        });

    private static List<int> Keys(InverseRelation relation, int value)
    {
        var keys = new List<int>();
        for (int key = relation.First(value); key >= 0; key = relation.Next(key)) keys.Add(key);
        return keys;
    }
}
