using Iopol.Runtime.Decisions;

namespace Iopol.Runtime.Iommu;

/// <summary>Why no context entry was changed.</summary>
public enum SwitchError : short
{
    /// <summary>The entries were changed.</summary>
    None = 0,

    /// <summary>The device has no IOMMU group: no IOMMU is in front of it. Linux answers the same (iommu_attach_device).</summary>
    ENODEV = Errno.ENODEV,

    /// <summary>The domain is of another unit, or it was released.</summary>
    EINVAL = Errno.EINVAL,
}
