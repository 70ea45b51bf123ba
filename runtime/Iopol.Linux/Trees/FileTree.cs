namespace Iopol.Linux.Trees;

/// <summary>
/// A tree of files, whatever holds it. Paths are relative to its top, with '/' between names, and free of links
/// unless said otherwise. Nothing is read but what is asked for: reading <c>rom</c> or <c>vpd</c> of a live device can hang it.
/// </summary>
internal abstract class FileTree(ProblemLog problems)
{
    protected ProblemLog Problems { get; } = problems;

    public abstract bool Exists(string path);

    public abstract bool IsDirectory(string path);

    /// <summary>Names in a folder, in ordinal order.</summary>
    public abstract IReadOnlyList<string> NamesIn(string path);

    /// <summary>Where the link at a path points, as it says; null where there is no link.</summary>
    public abstract string? LinkAt(string path);

    /// <summary>Content of a file; false where there is none, or where it cannot be read, which is reported.</summary>
    public abstract bool TryReadFile(string path, out ArraySegment<byte> content);

    /// <summary>The path without links; null where a link leads nowhere, in circles or out of the tree, which is reported.</summary>
    public string? Resolve(string path)
    {
        // Only the last name can be a link, as the folder it is in was resolved when it was entered.
        if (LinkAt(path) is not { } target) return path;
        string? found = Follow(path, target, out string why);
        if (found is not null && !Exists(found)) (found, why) = (null, "leads nowhere");
        if (found is null) Problems.ReportMember(HostDiagnostics.BadLink, path, path, target, why);
        return found;
    }

    protected static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private string? Follow(string path, string target, out string why)
    {
        int links = 1;
        var todo = new Stack<string>();
        List<string> done = [.. path.Split('/')];
        done.RemoveAt(done.Count - 1);
        if (!Push(target, out why)) return null;
        while (todo.TryPop(out string? name))
        {
            if (name == ".") continue;
            if (name == "..")
            {
                if (done.Count == 0)
                {
                    why = "leads out of the tree";
                    return null;
                }

                done.RemoveAt(done.Count - 1);
                continue;
            }

            done.Add(name);
            if (LinkAt(string.Join('/', done)) is not { } next) continue;
            done.RemoveAt(done.Count - 1);
            if (++links > HostLimits.LinkDepth)
            {
                why = $"goes through more than {HostLimits.LinkDepth} links";
                return null;
            }

            if (!Push(next, out why)) return null;
        }

        return string.Join('/', done);

        bool Push(string text, out string problem)
        {
            // sysfs itself makes relative links only.
            string[] names = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
            problem = text.StartsWith('/') ? "leads out of the tree"
                : todo.Count + names.Length > HostLimits.PathDepth ? $"has more than {HostLimits.PathDepth} names"
                : "";
            for (int i = names.Length - 1; i >= 0; i--) todo.Push(names[i]);
            return problem.Length == 0;
        }
    }
}
