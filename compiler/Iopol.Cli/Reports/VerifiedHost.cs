using Iopol.Interpreter.Verifying;

namespace Iopol.Cli.Reports;

/// <summary>A host or topology with what its verification found.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Devices">Functions it has.</param>
/// <param name="Result">What was found.</param>
internal sealed record VerifiedHost(string Name, int Devices, VerificationResult Result);
