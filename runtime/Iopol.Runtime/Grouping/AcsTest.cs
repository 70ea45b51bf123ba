using Iopol.Runtime.Facts;
using Iopol.Runtime.Grouping.Quirks;
using Iopol.Runtime.Topology;

namespace Iopol.Runtime.Grouping;

/// <summary>Judges functions as pci_acs_enabled of Linux 6.19 does (drivers/pci/pci.c 3514 to 3613).</summary>
/// <param name="tree">The functions.</param>
/// <param name="facts">The host.</param>
internal sealed class AcsTest(PciTree tree, HostFacts facts)
{
    /// <summary>The bits Linux wants for a group of its own (REQ_ACS_FLAGS in drivers/iommu/iommu.c).</summary>
    public const AcsBits Required = AcsBits.SV | AcsBits.RR | AcsBits.CR | AcsBits.UF;

    private readonly bool hasAcsBootOption =
        facts.CommandLine is { } line && (line.Contains("disable_acs_redir", StringComparison.Ordinal) || line.Contains("config_acs", StringComparison.Ordinal));

    public AcsJudgement Judge(int index)
    {
        DeviceFacts device = tree.Device(index);
        QuirkRow? maybeIsolated = null, maybeNot = null;
        LackingFacts unsure = LackingFacts.None;
        foreach (AcsQuirk quirk in AcsQuirk.For(device))
        {
            bool? fits = quirk.Fits(tree, index, facts.Iommu);
            bool? answer = quirk.Answer switch
            {
                AcsAnswer.Isolated => true,
                AcsAnswer.NotIsolated => false,
                _ => HiddenControl(device, ref fits),
            };
            if (fits == false) continue;
            if (fits is null && quirk.DependsOnIommu && facts.Iommu is null) unsure |= LackingFacts.IommuFamily;
            if (answer is null && hasAcsBootOption) unsure |= LackingFacts.BootOption;
            if (fits == true && answer is { } certain && (certain ? maybeNot : maybeIsolated) is null) return ByQuirk(index, quirk, certain);
            if (answer != false) maybeIsolated ??= quirk.Row;
            if (answer != true) maybeNot ??= quirk.Row;
            if (fits == true) return Unknown(index, unsure);
        }

        AcsJudgement plain = ByRegisters(index);
        bool contested = plain.Isolated is { } found && (found ? maybeNot : maybeIsolated) is not null;
        return contested || (plain.Isolated is null && (maybeIsolated ?? maybeNot) is not null) ? Unknown(index, unsure | plain.Lacking) : plain;
    }

    /// <summary>The control register of such ports is not where others have it; Linux sets it unless a boot option says otherwise.</summary>
    private bool? HiddenControl(DeviceFacts device, ref bool? fits)
    {
        if (device.Acs is not { } acs)
        {
            if (fits == true) fits = null;
            return null;
        }

        if (!acs.Present) fits = false;
        return hasAcsBootOption ? null : true;
    }

    private AcsJudgement ByQuirk(int index, AcsQuirk quirk, bool isolated)
    {
        // A row that says what the registers say anyway is not the reason.
        bool same = ByRegisters(index).Isolated == isolated;
        return isolated
            ? new AcsJudgement(true, default, default, same ? null : quirk.Row, default)
            : new AcsJudgement(false, AcsLack.Quirk, default, quirk.Row, default);
    }

    private AcsJudgement ByRegisters(int index)
    {
        DeviceFacts device = tree.Device(index);
        switch (device.Port)
        {
            case null:
                return new AcsJudgement(null, default, default, null, Lacking(device));
            case PciePort.Conventional:
                return Not(AcsLack.Conventional);
            case PciePort.PcieToPciBridge or PciePort.PciToPcieBridge:
                return Not(AcsLack.PciBridge);
            case PciePort.RootComplexEventCollector:
                return Not(AcsLack.EventCollector);
            case PciePort.RootPort or PciePort.DownstreamPort:
                return ByCapability(device);
        }

        bool? several = tree.IsMultifunction(index);
        if (several == false) return new AcsJudgement(true, default, default, null, default);
        AcsJudgement capability = ByCapability(device);
        return several == true || capability.Isolated == true ? capability
            : new AcsJudgement(null, default, default, null, LackingFacts.Multifunction | capability.Lacking);
    }

    private static AcsJudgement ByCapability(DeviceFacts device)
    {
        if (device.Acs is not { } acs) return new AcsJudgement(null, default, default, null, LackingFacts.Acs);
        if (!acs.Present) return Not(AcsLack.NoCapability);
        // What the capability does not offer is hard-wired, so Linux takes it for enforced.
        AcsBits off = Required & acs.Capability & ~acs.Control;
        return off == AcsBits.None ? new AcsJudgement(true, default, default, null, default) : new AcsJudgement(false, AcsLack.BitsOff, off, null, default);
    }

    private static AcsJudgement Not(AcsLack lack) => new(false, lack, default, null, default);

    private AcsJudgement Unknown(int index, LackingFacts lacking)
    {
        lacking |= Lacking(tree.Device(index));
        if (tree.IsMultifunction(index) is null) lacking |= LackingFacts.Multifunction;
        return new AcsJudgement(null, default, default, null, lacking);
    }

    private static LackingFacts Lacking(DeviceFacts device)
    {
        LackingFacts lacking = LackingFacts.None;
        if (device.Port is null) lacking |= LackingFacts.PortType;
        if (device.Acs is null) lacking |= LackingFacts.Acs;
        if (device.Vendor is null || device.Device is null) lacking |= LackingFacts.Ids;
        return lacking;
    }
}
