using System.Globalization;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>The handles a random trace has open: groups <c>g</c>, containers <c>c</c> and devices <c>d</c>.</summary>
internal sealed class RandomTraceHandles
{
    private readonly List<string> open = [];
    private readonly Dictionary<string, string> containers = [];
    private readonly Dictionary<string, string> devices = [];
    private readonly HashSet<string> backed = [];
    private int last;

    /// <summary>Whether a group is in no container.</summary>
    public bool HasFreeGroup => open.Any(h => h[0] == 'g' && !containers.ContainsKey(h));

    /// <summary>Whether a group's container has its backend.</summary>
    public bool HasBackedGroup => open.Any(IsBacked);

    /// <summary>Whether a container with a group has no backend.</summary>
    public bool HasBareContainer => containers.Values.Any(c => open.Contains(c) && !backed.Contains(c));

    /// <summary>Whether one of a kind is open.</summary>
    public bool Any(char kind) => open.Any(h => h[0] == kind);

    /// <summary>A name nothing has had.</summary>
    public string New(char kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}{++last}");

    /// <summary>An open one of a kind.</summary>
    public string Pick(char kind, Random random) => OneOf([.. open.Where(h => h[0] == kind)], random);

    /// <summary>The device of an open handle.</summary>
    public string Device(Random random) => devices[Pick('d', random)];

    /// <summary>A group's handle: mostly one in no container, or mostly one whose container has a backend.</summary>
    public string Group(bool free, Random random)
    {
        string[] wanted = [.. open.Where(h => h[0] == 'g' && (free ? !containers.ContainsKey(h) : IsBacked(h)))];
        return wanted.Length > 0 && random.Next(5) > 0 ? OneOf(wanted, random) : Pick('g', random);
    }

    /// <summary>A step has succeeded.</summary>
    public void Note(string[] words)
    {
        if (words.Length > 2 && words[^2] == "as")
        {
            open.Add(words[^1]);
            if (words[0] == "get-device-fd") devices[words[^1]] = words[2];
        }
        else if (words is ["set-container", var group, var container])
        {
            containers[group] = container;
        }
        else if (words is ["unset-container", var left])
        {
            containers.Remove(left);
        }
        else if (words is ["set-iommu", var with, ..])
        {
            backed.Add(with);
        }
        else if (words is ["close"])
        {
            if (open.Count > 0) open.RemoveAt(open.Count - 1);
        }
        else if (words is ["close", var closed])
        {
            open.Remove(closed);
        }
        else if (words is ["close-all"])
        {
            open.Clear();
        }
    }

    private bool IsBacked(string group) => group[0] == 'g' && containers.TryGetValue(group, out string? container) && backed.Contains(container);

    private static string OneOf(string[] from, Random random) => from[random.Next(from.Length)];
}
