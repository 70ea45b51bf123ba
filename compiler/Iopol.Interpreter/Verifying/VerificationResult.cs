namespace Iopol.Interpreter.Verifying;

/// <summary>What a verification found.</summary>
public sealed record VerificationResult
{
    /// <summary>The name of the built-in property about users.</summary>
    public const string Isolation = "isolation";

    /// <summary>The name of the built-in property about the host's own devices.</summary>
    public const string Undisturbed = "undisturbed";
}
