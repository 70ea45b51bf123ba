using Iopol.Runtime.Enforcement;

namespace Iopol.Runtime.Tests.Enforcement;

public sealed class SequenceLockTests
{
    private const int Writes = 200_000;

    private SequenceLock gate;
    private int left;
    private int right;
    private long entered;

    /// <summary>Writers keep two numbers equal but for the middle of their critical section; readers must never see them differ.</summary>
    [Fact]
    public async Task Readers_never_see_a_writer_half_done_and_no_write_is_lost()
    {
        using var stop = new CancellationTokenSource();
        Task<long>[] writers = [.. Enumerable.Range(0, 2).Select(_ => OnItsOwnThread(Write))];
        Task<long>[] readers = [.. Enumerable.Range(0, 2).Select(_ => OnItsOwnThread(() => ReadAll(stop.Token)))];
        await Task.WhenAll(writers);
        await stop.CancelAsync();
        long read = (await Task.WhenAll(readers)).Sum();
        Assert.Equal(2 * Writes, entered);
        Assert.Equal(2 * Writes, left);
        Assert.True(read > 0);
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

    // The pool's threads may all be busy with other tests; a task that never starts would prove nothing.
    private static Task<long> OnItsOwnThread(Func<long> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private long Write()
    {
        for (int i = 0; i < Writes; i++)
        {
            gate.Enter();
            left++;
            entered++;
            right++;
            gate.Leave();
            // A lock that is never free lets no reader finish; compiled policies take the lock then.
            Thread.SpinWait(50);
        }

        return Writes;
    }

    private long ReadAll(CancellationToken stop)
    {
        long count = 0;
        while (count == 0 || !stop.IsCancellationRequested)
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
