using Iopol.Linux.Trees;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Sysfs;

/// <summary>Reads host facts from a copy of <c>/sys</c>, or the live one.</summary>
internal static class SysfsReader
{
    /// <summary>Reads the tree on disk at a path, which is a <c>/sys</c> or holds one; null where an error is reported.</summary>
    public static HostFacts? ReadDisk(string path, ProblemLog problems)
    {
        var tree = new DiskTree(path, problems);
        if (SysfsLocation.Find(tree) is not { } at)
        {
            problems.Report(HostDiagnostics.NoSysfs, problems.Source);
            return null;
        }

        // Beside /sys lies /proc, for a capture as for the live system.
        TreeDirectory? proc = at.Proc;
        if (at.Sys.Path.Length == 0 && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) is { } parent)
            proc = new TreeDirectory(new DiskTree(parent, problems), "").Enter("proc");
        return Read(at.Sys, proc, problems);
    }

    /// <summary>Reads the tree in an archive; null where an error is reported.</summary>
    public static HostFacts? ReadArchive(ArchiveTree tree, ProblemLog problems)
    {
        if (SysfsLocation.Find(tree) is { } at) return Read(at.Sys, at.Proc, problems);
        problems.Report(HostDiagnostics.NoSysfs, problems.Source);
        return null;
    }

    private static HostFacts? Read(TreeDirectory sys, TreeDirectory? proc, ProblemLog problems)
    {
        // tar takes files of /proc for empty, as they announce no size; a kernel without any command line is much rarer.
        string? line = proc?.ReadText("cmdline") is { Length: > 0 } words ? words : null;
        var commandLine = new KernelCommandLine(line);
        IommuFacts iommu = IommuFacts.Read(sys, commandLine, problems);
        List<GroupFolder> groups = GroupReader.Read(sys, iommu.Family, problems);
        List<DeviceFacts>? devices = ReadDevices(sys, problems);
        if (devices is null) return null;

        var notes = new List<string>();
        GroupMembership.Reconcile(devices, groups, notes, problems);
        Slots.Complete(devices);
        if (groups.Count == 0 && devices.TrueForAll(d => d.Group is null)) problems.Report(HostDiagnostics.NoGroups, devices.Count);
        return new HostFacts
        {
            Machine = ReadMachine(sys),
            Kernel = ReadKernel(proc),
            SourceKind = "sysfs",
            Iommu = iommu.Family,
            CommandLine = line,
            Devices = devices,
            Groups = groups.ConvertAll(g => g.Facts),
            Notes = notes,
            IsolatedMsi = iommu.IsolatedMsi,
            CacheCoherent = iommu.CacheCoherent,
            AddressWidth = iommu.AddressWidth,
            DefaultIsIdentity = commandLine.AsksForIdentity ?? IdentityByTypes(groups),
        };
    }

    /// <summary>The functions, ordered by address; null where there are none or too many.</summary>
    private static List<DeviceFacts>? ReadDevices(TreeDirectory sys, ProblemLog problems)
    {
        SortedList<BusAddress, TreeDirectory>? folders = DeviceFolders.Find(sys, problems);
        if (folders is null) return null;
        if (folders.Count == 0)
        {
            problems.Report(HostDiagnostics.NoDevices, problems.Source);
            return null;
        }

        var reader = new DeviceReader(problems);
        var devices = new List<DeviceFacts>(folders.Count);
        foreach ((BusAddress address, TreeDirectory folder) in folders) devices.Add(reader.Read(folder, address));
        if (reader.Short.Count > 0) problems.Report(HostDiagnostics.ShortConfig, reader.Short.Count, devices.Count, reader.Short[0]);
        return devices;
    }

    private static string? ReadMachine(TreeDirectory sys)
    {
        if (sys.Enter("class", "dmi", "id") is not { } id) return null;
        string machine = $"{id.ReadText("sys_vendor")} {id.ReadText("product_name")}".Trim();
        return machine.Length > 0 ? machine : null;
    }

    /// <summary>The release in <c>Linux version 6.1.0-56-amd64 (...)</c>.</summary>
    private static string? ReadKernel(TreeDirectory? proc) =>
        proc?.ReadText("version")?.Split(' ', 4) is ["Linux", "version", { } release, ..] ? release : null;

    private static bool? IdentityByTypes(List<GroupFolder> groups)
    {
        bool? all = null;
        foreach (GroupFolder group in groups)
        {
            if (group.Facts.Type is not { } type) return null;
            bool identity = type == "identity";
            if (all is { } before && before != identity) return null;
            all = identity;
        }

        return all;
    }
}
