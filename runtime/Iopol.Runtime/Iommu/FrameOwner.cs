using System.Globalization;

namespace Iopol.Runtime.Iommu;

/// <summary>Whose a frame of physical memory is: nobody's, the kernel's, page tables, or a user's.</summary>
public readonly record struct FrameOwner
{
    /// <summary>Users there can be: as many as <see cref="State.HostLimits.Users"/> allows.</summary>
    public const int MostUsers = 64;

    internal const byte FirstUser = 3;

    private FrameOwner(byte number) => Number = number;

    /// <summary>Nobody's: the default.</summary>
    public static FrameOwner Free => default;

    /// <summary>The kernel's.</summary>
    public static FrameOwner Kernel => new(1);

    /// <summary>Page tables of domains, or kept for them.</summary>
    public static FrameOwner Tables => new(2);

    /// <summary>A user's.</summary>
    /// <param name="user">0 to 63.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such user.</exception>
    public static FrameOwner User(int user)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)user, (uint)MostUsers, nameof(user));
        return new((byte)(FirstUser + user));
    }

    /// <summary>The user's number, or -1 where it is not a user's.</summary>
    public int UserNumber => Number >= FirstUser ? Number - FirstUser : -1;

    internal byte Number { get; }

    /// <summary><c>free</c>, <c>kernel</c>, <c>tables</c>, or <c>user 0</c>.</summary>
    public override string ToString() => Number switch
    {
        0 => "free",
        1 => "kernel",
        2 => "tables",
        _ => string.Create(CultureInfo.InvariantCulture, $"user {UserNumber}"),
    };

    internal static FrameOwner Of(byte number) => new(number);
}
