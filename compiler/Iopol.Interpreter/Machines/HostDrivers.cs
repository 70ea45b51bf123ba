using Iopol.Compiler.IR;
using Iopol.Interpreter.Values;

namespace Iopol.Interpreter.Machines;

/// <summary>
/// Which drivers make a device the host's: those that do DMA of their own. Not so are the drivers a policy's rules
/// <c>user_driver</c> and <c>self_managed</c> speak for, and the two of Linux that touch no memory through their device.
/// </summary>
internal sealed class HostDrivers(Machine machine)
{
    /// <summary>Drivers that do no DMA whatever a policy says (Linux 6.19 marks them driver_managed_dma).</summary>
    private static readonly string[] Idle = ["pci-stub", "pcieport"];

    private readonly Lazy<RuleIR[]> rules = new(() => [.. new[] { "user_driver", "self_managed" }.Select(machine.Policy.Rule).OfType<RuleIR>().Where(r => r.Parameters is [{ Type.Sort: Sort.Driver }])]);
    private readonly Dictionary<int, bool> known = [];

    /// <summary>The driver does DMA for the host; false for none, and where the driver is not known.</summary>
    public bool Contains(int driver)
    {
        if (driver < 0) return false;
        if (!known.TryGetValue(driver, out bool own))
        {
            own = !Idle.Contains(machine.Host.Drivers.Name(driver)) && rules.Value.All(r => machine.Holds(r, driver) != Truth.True);
            known.Add(driver, own);
        }

        return own;
    }
}
