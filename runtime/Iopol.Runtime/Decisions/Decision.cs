using System.Runtime.InteropServices;

namespace Iopol.Runtime.Decisions;

/// <summary>How an operation ended.</summary>
public enum Verdict : byte
{
    /// <summary>It was done.</summary>
    Ok,

    /// <summary>It was refused with an errno.</summary>
    Refused,

    /// <summary>It waits; resume it when the host has changed.</summary>
    Blocked,

    /// <summary>The host panicked.</summary>
    Panicked,
}

/// <summary>
/// The answer to an operation: a small value without text. <c>Explain</c> of the policy makes the text when somebody asks.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Decision
{
    /// <summary>Makes a decision.</summary>
    public Decision(Verdict verdict, Errno errno = Errno.None, int rule = 0, int witness = -1, long first = 0, long second = 0)
    {
        Verdict = verdict;
        Errno = errno;
        Rule = (ushort)rule;
        Witness = witness;
        First = first;
        Second = second;
    }

    /// <summary>How it ended.</summary>
    public Verdict Verdict { get; }

    /// <summary>Why it was refused; <see cref="Errno.None"/> otherwise.</summary>
    public Errno Errno { get; }

    /// <summary>Refusal that decided, an index into the policy's table; 0 when none did. For a blocked operation: the phase to resume.</summary>
    public ushort Rule { get; }

    /// <summary>Dense id of the device that decided, -1 when none did.</summary>
    public int Witness { get; }

    /// <summary>First value the operation gives back, in the value encoding (bool 0 or 1, dense ids, bytes).</summary>
    public long First { get; }

    /// <summary>Second value the operation gives back.</summary>
    public long Second { get; }

    /// <summary>Where a blocked operation goes on: what its <c>Resume…</c> asks for. 0 for any other decision.</summary>
    public int Phase => Verdict == Verdict.Blocked ? Rule : 0;

    /// <summary>The operation was done.</summary>
    public bool IsOk => Verdict == Verdict.Ok;

    /// <summary>Done, with nothing to give back.</summary>
    public static Decision Ok => default;
}
