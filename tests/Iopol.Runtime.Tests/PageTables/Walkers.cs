namespace Iopol.Runtime.Tests.PageTables;

/// <summary>Threads that do the same thing again and again, and of which one can know that what they were at has ended.</summary>
internal sealed class Walkers : IDisposable
{
    private readonly Task[] tasks;
    private readonly long[] turns;
    private bool stop;

    /// <summary>Starts threads, each with random numbers of its own and the count of its turns.</summary>
    internal Walkers(int count, Action<Random, long> turn)
    {
        turns = new long[count * 16];
        tasks = [.. Enumerable.Range(0, count).Select(which => Task.Factory.StartNew(
            () =>
            {
                var random = new Random(which);
                for (long number = 0; !Volatile.Read(ref stop); number++)
                {
                    turn(random, number);
                    Volatile.Write(ref turns[which * 16], number + 1);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>Waits until every turn that is going on has ended.</summary>
    internal void WaitForOngoing()
    {
        // What this thread wrote before is visible to every turn that begins now.
        Interlocked.MemoryBarrier();
        for (int which = 0; which < tasks.Length; which++)
        {
            long seen = Volatile.Read(ref turns[which * 16]);
            var spin = default(SpinWait);
            while (Volatile.Read(ref turns[which * 16]) == seen && !tasks[which].IsCompleted) spin.SpinOnce();
        }
    }

    /// <summary>Ends the threads; throws what one of them threw.</summary>
    internal Task Stop()
    {
        Volatile.Write(ref stop, true);
        return Task.WhenAll(tasks);
    }

    public void Dispose() => Volatile.Write(ref stop, true);
}
