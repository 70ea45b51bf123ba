namespace Iopol.Interpreter.Verifying;

/// <summary>A policy or host that cannot be verified; the message says why, in a line.</summary>
public sealed class VerificationException : Exception
{
    /// <summary>Without a reason.</summary>
    public VerificationException()
    {
    }

    /// <summary>With the reason.</summary>
    public VerificationException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what led to it.</summary>
    public VerificationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
