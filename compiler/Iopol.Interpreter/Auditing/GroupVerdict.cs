using Iopol.Runtime.Decisions;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Auditing;

/// <summary>Could a user be given a device of this group, and what would change the answer.</summary>
public sealed record GroupVerdict
{
    /// <summary>Number the kernel gave the group.</summary>
    public required int Group { get; init; }

    /// <summary>The rule <c>viable</c> on the idle host; null where unknown facts decide.</summary>
    public required bool? Viable { get; init; }

    /// <summary>Viable, and a user's request for some device of the group would succeed now; null where unknown facts decide.</summary>
    public required bool? Assignable { get; init; }

    /// <summary>What the user would get instead; null where assignable, where it cannot be told, or where no refusal decides.</summary>
    public Errno? Errno { get; init; }

    /// <summary>The rule behind <see cref="Errno"/>.</summary>
    public string? Rule { get; init; }

    /// <summary>Where that rule stands, <c>file(line,col)</c>.</summary>
    public string? At { get; init; }

    /// <summary>The author's reason with its holes filled; empty where there is none.</summary>
    public string Because { get; init; } = "";

    /// <summary>The group's devices, by address.</summary>
    public required IReadOnlyList<DeviceVerdict> Devices { get; init; }

    /// <summary>The fewest steps of the administrator, in the trace language, that make the group assignable; none where it is, or where <see cref="Search"/> found none.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Further steps, after <see cref="Steps"/>, until the request of a user really succeeds, such as <c>bind 0000:01:00.0 vfio-pci</c>.</summary>
    public IReadOnlyList<string> Then { get; init; } = [];

    /// <summary>How the search for steps ended.</summary>
    public SearchEnd Search { get; init; }

    /// <summary>What refuses a user however far an administrator goes, in the author's words; empty unless <see cref="Search"/> found that no step helps.</summary>
    public string Obstacle { get; init; } = "";

    /// <summary>Facts the source of the host cannot tell and the answer, or what follows the steps, depends on.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>A device's part in its group's verdict.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Driver">Its driver; null where it has none or the source cannot tell.</param>
/// <param name="Role">Its part; null where unknown facts decide it.</param>
/// <param name="Because">Why, in a short sentence.</param>
public sealed record DeviceVerdict(BusAddress Address, string? Driver, DeviceRole? Role, string Because);

/// <summary>Parts a device can have.</summary>
public enum DeviceRole
{
    /// <summary>A user could be given it, now or after the steps.</summary>
    Assignable,

    /// <summary>It keeps the group from being given to a user.</summary>
    Blocks,

    /// <summary>It does not matter.</summary>
    Harmless,

    /// <summary>A bridge, which nobody is given.</summary>
    Bridge,
}

/// <summary>How a search for steps ended.</summary>
public enum SearchEnd
{
    /// <summary>No step is needed.</summary>
    NotNeeded,

    /// <summary>The steps found are the fewest there are.</summary>
    Fewest,

    /// <summary>No step of the administrator changes the answer.</summary>
    NoSteps,

    /// <summary>The search was given up at <see cref="StepSearch.StateLimit"/> states; there may be steps it did not see.</summary>
    GivenUp,

    /// <summary>Unknown facts decide whether steps are needed.</summary>
    CannotTell,
}
