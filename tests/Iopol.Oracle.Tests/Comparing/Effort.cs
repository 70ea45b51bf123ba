using System.Globalization;

namespace Iopol.Oracle.Tests.Comparing;

/// <summary>How much is tried.</summary>
internal static class Effort
{
    /// <summary>Random accesses per case: <c>IOPOL_ORACLE_PROBES</c>, or few enough that all cases together take about a minute.</summary>
    public static int Probes { get; } = Number("IOPOL_ORACLE_PROBES", 10_000);

    /// <summary>Where the random choices start: <c>IOPOL_ORACLE_SEED</c>.</summary>
    public static int Seed { get; } = Number("IOPOL_ORACLE_SEED", 1);

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
