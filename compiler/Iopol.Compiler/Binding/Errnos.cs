namespace Iopol.Compiler.Binding;

/// <summary>The errnos a policy can answer with: those of the runtime's <c>Errno</c>; a test holds the two lists together.</summary>
internal static class Errnos
{
    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "EPERM", "ENOENT", "EIO", "ENXIO", "E2BIG", "EBADF", "EAGAIN", "ENOMEM", "EACCES", "EFAULT", "EBUSY", "EEXIST", "EXDEV", "ENODEV", "EINVAL",
        "EMFILE", "ENOTTY", "ENOSPC", "ERANGE", "EDEADLK", "EOVERFLOW", "EBADFD", "EMSGSIZE", "EOPNOTSUPP", "EADDRINUSE",
    ];

    private static readonly HashSet<string> Known = [.. All];

    /// <summary>The name is an errno.</summary>
    public static bool Contains(string name) => Known.Contains(name);
}
