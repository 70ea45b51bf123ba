namespace Iopol.Runtime.Enforcement;

/// <summary>A PCI function of the host, by dense id.</summary>
/// <param name="Value">0 to the host's number of devices, exclusive; -1 is none.</param>
public readonly record struct DeviceId(int Value);

/// <summary>An IOMMU group of the host, by dense id; not the number the kernel gave it.</summary>
/// <param name="Value">0 to the host's number of groups, exclusive; -1 is none.</param>
public readonly record struct GroupId(int Value);

/// <summary>A user.</summary>
/// <param name="Value">0 to the host's limit of users, exclusive; -1 is none.</param>
public readonly record struct UserId(int Value);

/// <summary>A driver, by its id in the policy's driver table; see <see cref="CompiledPolicy.Driver(string)"/>.</summary>
/// <param name="Value">0 to the number of drivers known, exclusive; -1 is none.</param>
public readonly record struct DriverId(int Value);

/// <summary>A user's I/O address space.</summary>
/// <param name="Value">0 to the host's limit of spaces, exclusive; -1 is none.</param>
public readonly record struct SpaceId(int Value);
