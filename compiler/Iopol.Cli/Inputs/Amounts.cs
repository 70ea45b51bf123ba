using System.Globalization;

namespace Iopol.Cli.Inputs;

/// <summary>Numbers of a command line.</summary>
internal static class Amounts
{
    /// <summary>A whole number in a range.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw CommandFailure.Unusable(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no value for {option}: it can be {least} to {most}"));

    /// <summary>A count, perhaps with K, M or G for powers of a thousand; at least 1.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static long Count(string option, string text) => Scaled(option, text, 1000, "a number such as 500000 or 5M");

    /// <summary>Bytes, perhaps with K, M or G for powers of 1024; at least 1.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static long Bytes(string option, string text) => Scaled(option, text, 1024, "a size such as 512M or 2G");

    /// <summary>A time: seconds, or with s, m or h behind.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static TimeSpan Time(string option, string text)
    {
        int unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        string digits = unit > 0 ? text[..^1] : text;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 1_000_000
            ? TimeSpan.FromSeconds((double)number * Math.Max(1, unit))
            : throw CommandFailure.Unusable($"'{text}' is no value for {option}: give a time such as 90s, 10m or 2h");
    }

    private static long Scaled(string option, string text, long thousand, string right)
    {
        int power = text.Length == 0 ? -1 : "KMG".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        string digits = power >= 0 ? text[..^1] : text;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1) throw CommandFailure.Unusable($"'{text}' is no value for {option}: give {right}");
        long scaled = number;
        for (int i = 0; i <= power; i++) scaled *= thousand;
        return scaled;
    }
}
