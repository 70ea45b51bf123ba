namespace Iopol.Interpreter.Verifying;

/// <summary>The source of a host does not show what a verification needs.</summary>
public sealed class UnknownFactsException : Exception
{
    /// <summary>Nothing is known of what is missing.</summary>
    public UnknownFactsException()
    {
    }

    /// <summary>With a message.</summary>
    public UnknownFactsException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and what led to it.</summary>
    public UnknownFactsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal UnknownFactsException(IReadOnlyList<string> missing)
        : base($"the source does not show: {string.Join(", ", missing)}") => Missing = missing;

    /// <summary>The facts, such as <c>driver of 0000:01:00.0</c>.</summary>
    public IReadOnlyList<string> Missing { get; } = [];
}
