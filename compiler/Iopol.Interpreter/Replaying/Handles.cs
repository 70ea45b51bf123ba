using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Replaying;

/// <summary>The open handles of a trace: names of objects a user's calls have given, in the order they were opened.</summary>
internal sealed class Handles
{
    private readonly List<Handle> open = [];

    /// <summary>Names an object. An older handle of the name stays open without one.</summary>
    public Handle Open(string name, ObjectIR kind, long id)
    {
        int shadowed = open.FindIndex(h => h.Name == name);
        if (shadowed >= 0) open[shadowed] = open[shadowed] with { Name = null };
        open.Add(new Handle(name, kind, id));
        return open[^1];
    }

    public Handle? Find(string name) => open.FindLast(h => h.Name == name);

    /// <summary>The latest of a kind, or of any kind where it is null.</summary>
    public Handle? Latest(ObjectIR? kind) => open.FindLast(h => kind is null || h.Kind.Index == kind.Index);

    public void Close(Handle handle) => open.Remove(handle);

    /// <summary>All, the latest first.</summary>
    public IReadOnlyList<Handle> LatestFirst() => [.. Enumerable.Reverse(open)];

    public void Clear() => open.Clear();
}

/// <summary>An open handle.</summary>
/// <param name="Name">Its name; null where a newer handle took the name.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Id">The object.</param>
internal sealed record Handle(string? Name, ObjectIR Kind, long Id);
