using Iopol.Linux.Trees;

namespace Iopol.Linux.Sysfs;

/// <summary>Where <c>/sys</c> and <c>/proc</c> lie in a tree.</summary>
internal readonly record struct SysfsLocation(TreeDirectory Sys, TreeDirectory? Proc)
{
    /// <summary>Finds a tree that is a <c>/sys</c>, holds one, or holds it in folders that hold nothing else.</summary>
    public static SysfsLocation? Find(FileTree tree)
    {
        var at = new TreeDirectory(tree, "");
        const int wrappers = 4;
        for (int i = 0; i <= wrappers; i++)
        {
            if (at.Enter("sys") is { } sys) return new SysfsLocation(sys, at.Enter("proc"));
            if (IsSysfs(at)) return new SysfsLocation(at, null);
            IReadOnlyList<string> names = at.Names();
            if (names.Count != 1 || at.Enter(names[0]) is not { } only) return null;
            at = only;
        }

        return null;
    }

    private static bool IsSysfs(TreeDirectory folder) =>
        folder.Enter("bus", "pci") is not null
        || folder.Enter("kernel", "iommu_groups") is not null
        || (folder.Enter("devices") is not null && folder.Enter("bus") is not null);
}
