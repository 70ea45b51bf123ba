namespace Iopol.Runtime.PageTables;

/// <summary>What an access asks for.</summary>
[Flags]
public enum Access : byte
{
    /// <summary>Nothing: only whether there is a mapping.</summary>
    None = 0,

    /// <summary>It reads.</summary>
    Read = 1,

    /// <summary>It writes.</summary>
    Write = 2,

    /// <summary>It fetches instructions.</summary>
    Execute = 4,

    /// <summary>It is made as supervisor.</summary>
    Privileged = 8,
}
