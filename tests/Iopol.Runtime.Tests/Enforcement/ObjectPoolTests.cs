using CsCheck;
using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.Tests.Enforcement;

public sealed class ObjectPoolTests
{
    [Fact]
    public void Takes_the_lowest_free_id_like_a_sorted_set_does() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[-2, 260].Array[0, 400]).Sample((limit, steps) =>
        {
            var pool = new ObjectPool(limit);
            var taken = new SortedSet<int>();
            foreach (int step in steps)
            {
                if (step % 3 == 0)
                {
                    Assert.Equal(taken.Remove(step), pool.Free(step));
                }
                else
                {
                    int lowest = Enumerable.Range(0, limit).FirstOrDefault(id => !taken.Contains(id), -1);
                    Assert.Equal(lowest, pool.Take());
                    if (lowest >= 0) taken.Add(lowest);
                }

                Assert.Equal(taken.Contains(step), pool.IsLive(step));
            }
        });

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(64)]
    [InlineData(int.MaxValue)]
    public void Any_number_may_be_asked_about(int id) => Assert.False(new ObjectPool(64).IsLive(id));

    [Fact]
    public void A_ticket_holds_until_its_id_is_let_go()
    {
        var pool = new ObjectPool(1);
        pool.Take();
        int ticket = pool.Ticket(0);
        Assert.True(pool.IsHeld(0, ticket));
        pool.Retire(0);
        Assert.False(pool.IsHeld(0, ticket));
        ticket = pool.Ticket(0);
        pool.Free(0);
        Assert.False(pool.IsHeld(0, ticket));
        pool.Take();
        Assert.False(pool.IsHeld(0, ticket));
        ticket = pool.Ticket(0);
        pool.Clear();
        pool.Take();
        Assert.False(pool.IsHeld(0, ticket));
        Assert.False(pool.IsHeld(-1, ticket));
        Assert.False(pool.IsHeld(1, ticket));
    }

    [Fact]
    public void A_cleared_pool_is_free()
    {
        var pool = new ObjectPool(2);
        pool.Take();
        pool.Take();
        Assert.Equal(-1, pool.Take());
        pool.Clear();
        Assert.Equal(0, pool.Take());
    }
}
