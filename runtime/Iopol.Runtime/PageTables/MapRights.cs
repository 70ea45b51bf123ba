namespace Iopol.Runtime.PageTables;

/// <summary>What a mapping is to allow.</summary>
[Flags]
public enum MapRights : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading.</summary>
    Read = 1,

    /// <summary>Writing.</summary>
    Write = 2,

    /// <summary>Fetching instructions.</summary>
    Execute = 4,

    /// <summary>For unprivileged accesses too.</summary>
    User = 8,

    /// <summary>Device memory, not cached.</summary>
    Device = 16,

    /// <summary>Coherent with the caches whatever the device says.</summary>
    Coherent = 32,
}
