namespace Iopol.Runtime.Enforcement;

/// <summary>Who calls an operation of a model.</summary>
public enum Actor
{
    /// <summary>The host's administrator.</summary>
    Admin,

    /// <summary>The kernel on its own.</summary>
    Kernel,

    /// <summary>A user; the last parameter that is not <c>out</c> says which.</summary>
    User,

    /// <summary>A device.</summary>
    Device,

    /// <summary>The hardware.</summary>
    Hardware,
}
