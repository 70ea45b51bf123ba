using Iopol.Runtime.Decisions;

namespace Iopol.Runtime.PageTables;

/// <summary>Why nothing was mapped.</summary>
public enum MapError : short
{
    /// <summary>It was mapped.</summary>
    None = 0,

    /// <summary>No memory was left for a table.</summary>
    ENOMEM = Errno.ENOMEM,

    /// <summary>The IOVA, the address or the length is not a multiple of the smallest leaf, the length is 0, or nobody may write to the table.</summary>
    EINVAL = Errno.EINVAL,

    /// <summary>The IOVA or the address has more bits than there are.</summary>
    ERANGE = Errno.ERANGE,

    /// <summary>The format cannot express the rights.</summary>
    EOPNOTSUPP = Errno.EOPNOTSUPP,

    /// <summary>Something is mapped there.</summary>
    EADDRINUSE = Errno.EADDRINUSE,
}
