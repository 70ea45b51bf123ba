using Iopol.Linux.Trees;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>Finds the folder of every PCI function.</summary>
internal static class DeviceFolders
{
    /// <summary>Folders by address; null where there are more than <see cref="HostLimits.Devices"/>.</summary>
    public static SortedList<BusAddress, TreeDirectory>? Find(TreeDirectory sys, ProblemLog problems)
    {
        var found = new SortedList<BusAddress, TreeDirectory>();
        if (sys.Enter("bus", "pci", "devices") is { } links)
        {
            foreach (string name in links.Names())
            {
                if (BusAddress.TryParse(name, out BusAddress address) && links.Enter(name) is { } folder && !Add(address, folder)) return null;
            }
        }

        // A copy may hold /sys/devices only; there functions lie in the folders of their bridges.
        if (found.Count == 0 && sys.Enter("devices") is { } roots)
        {
            foreach (string name in roots.Names())
            {
                if (name.StartsWith("pci", StringComparison.Ordinal) && !roots.HasLink(name)
                    && roots.Enter(name) is { } root && !Walk(root, HostLimits.PathDepth))
                {
                    return null;
                }
            }
        }

        return found;

        bool Walk(TreeDirectory folder, int depth)
        {
            foreach (string name in folder.Names())
            {
                if (!BusAddress.TryParse(name, out BusAddress address) || folder.HasLink(name) || folder.Enter(name) is not { } inner) continue;
                if (!Add(address, inner) || (depth > 0 && !Walk(inner, depth - 1))) return false;
            }

            return true;
        }

        bool Add(BusAddress address, TreeDirectory folder)
        {
            found[address] = folder;
            if (found.Count <= HostLimits.Devices) return true;
            problems.Report(HostDiagnostics.OverLimit, "the source has too many PCI functions", $"{HostLimits.Devices} functions");
            return false;
        }
    }
}
