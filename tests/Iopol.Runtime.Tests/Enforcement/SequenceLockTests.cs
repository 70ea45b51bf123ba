using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.Tests.Enforcement;

public sealed class SequenceLockTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(400);

    private SequenceLock gate;
    private int left;
    private int right;
    private long entered;

    /// <summary>Writers keep two numbers equal but for the middle of their critical section; readers must never see them differ.</summary>
    [Fact]
    public async Task Readers_never_see_a_writer_half_done_and_no_write_is_lost()
    {
        using var stop = new CancellationTokenSource(Long);
        Task<long>[] writers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => Write(stop.Token)))];
        Task<long>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadAll(stop.Token)))];
        long written = (await Task.WhenAll(writers)).Sum();
        long read = (await Task.WhenAll(readers)).Sum();
        Assert.Equal(written, entered);
        Assert.Equal((int)written, left);
        Assert.True(written > 0 && read > 0);
    }

    [Fact]
    public void A_read_across_a_write_is_noticed()
    {
        long seen = gate.BeginRead();
        Assert.True(gate.IsUnchanged(seen));
        gate.Enter();
        gate.Leave();
        Assert.False(gate.IsUnchanged(seen));
    }

    private long Write(CancellationToken stop)
    {
        long count = 0;
        while (!stop.IsCancellationRequested)
        {
            gate.Enter();
            left++;
            entered++;
            right++;
            gate.Leave();
            count++;
            // A lock that is never free lets no reader finish; compiled policies take the lock then.
            Thread.SpinWait(50);
        }

        return count;
    }

    private long ReadAll(CancellationToken stop)
    {
        long count = 0;
        while (!stop.IsCancellationRequested)
        {
            long seen = gate.BeginRead();
            int first = left;
            int second = right;
            if (!gate.IsUnchanged(seen)) continue;
            Assert.Equal(first, second);
            count++;
        }

        return count;
    }
}
