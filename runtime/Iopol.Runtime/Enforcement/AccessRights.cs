namespace Iopol.Runtime.Enforcement;

/// <summary>What a mapping lets DMA do.</summary>
[Flags]
public enum AccessRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>DMA may read.</summary>
    Read = 1,

    /// <summary>DMA may write.</summary>
    Write = 2,

    /// <summary>DMA may read and write.</summary>
    ReadWrite = Read | Write,
}
