using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping.Quirks;

namespace Iopol.Runtime.Grouping;

/// <summary>Why a function does not keep peers apart.</summary>
public enum AcsLack
{
    /// <summary>It has no ACS capability.</summary>
    NoCapability,

    /// <summary>Its ACS capability implements required bits that are off.</summary>
    BitsOff,

    /// <summary>It is conventional PCI, which has no ACS.</summary>
    Conventional,

    /// <summary>A bridge to or from conventional PCI never has ACS.</summary>
    PciBridge,

    /// <summary>An event collector never has ACS.</summary>
    EventCollector,

    /// <summary>A quirk of the kernel says so.</summary>
    Quirk,
}

/// <summary>Facts an answer lacks.</summary>
[Flags]
public enum LackingFacts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Port or endpoint type.</summary>
    PortType = 1,

    /// <summary>The ACS capability.</summary>
    Acs = 2,

    /// <summary>Whether the function is one of several.</summary>
    Multifunction = 4,

    /// <summary>Vendor and device id.</summary>
    Ids = 8,

    /// <summary>Which bridge is above.</summary>
    BridgeAbove = 16,

    /// <summary>Which requester IDs the function's DMA carries.</summary>
    Aliases = 32,

    /// <summary>Family of the IOMMU.</summary>
    IommuFamily = 64,

    /// <summary>What <c>pci=disable_acs_redir</c> or <c>pci=config_acs</c> on the command line did to the function.</summary>
    BootOption = 128,
}

/// <summary>Whether Linux takes a function for isolated from its peers (pci_acs_enabled), and why.</summary>
/// <param name="Isolated">The answer; null where the source cannot tell.</param>
/// <param name="Lack">Why not, where it is not.</param>
/// <param name="Off">Required bits that are implemented and off.</param>
/// <param name="Quirk">The row that decides against what the registers say, or null.</param>
/// <param name="Lacking">Facts without which the answer is null.</param>
internal readonly record struct AcsJudgement(bool? Isolated, AcsLack Lack, AcsBits Off, QuirkRow? Quirk, LackingFacts Lacking);
