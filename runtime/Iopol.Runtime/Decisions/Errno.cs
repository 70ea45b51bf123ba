namespace Iopol.Runtime.Decisions;

/// <summary>Linux error numbers, positive, as in <c>errno.h</c> of x86-64.</summary>
public enum Errno : short
{
    /// <summary>No error.</summary>
    None = 0,
#pragma warning disable CS1591 // The names are their own documentation.
    EPERM = 1,
    ENOENT = 2,
    EIO = 5,
    ENXIO = 6,
    E2BIG = 7,
    EBADF = 9,
    EAGAIN = 11,
    ENOMEM = 12,
    EACCES = 13,
    EFAULT = 14,
    EBUSY = 16,
    EEXIST = 17,
    EXDEV = 18,
    ENODEV = 19,
    EINVAL = 22,
    EMFILE = 24,
    ENOTTY = 25,
    ENOSPC = 28,
    ERANGE = 34,
    EDEADLK = 35,
    EOVERFLOW = 75,
    EBADFD = 77,
    EMSGSIZE = 90,
    EOPNOTSUPP = 95,
    EADDRINUSE = 98,
#pragma warning restore CS1591
}
