using System.Globalization;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Inputs;

/// <summary>Addresses, numbers and accesses of a command line.</summary>
internal static class Numbers
{
    /// <summary>An address; null where the option was not given.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static ulong? Address(string? text, string what)
    {
        if (text is null) return null;
        if (AddressText.TryParse(text, out ulong value)) return value;
        bool hex = text.Length is > 0 and <= 16 && text.All(char.IsAsciiHexDigit);
        throw CommandFailure.Unusable($"{what} '{text}' is no number of 64 bits", hex ? $"Hex begins with 0x: 0x{text}" : "Write hex as 0x1000, decimal as 4096, or with K, M, G or T behind it.");
    }

    /// <summary>A small number; null where the option was not given.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static int? Small(string? text, string what)
    {
        if (text is null) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw CommandFailure.Unusable($"{what} '{text}' is no number");
    }

    /// <summary>An access: the letters of <c>rwx</c> that it asks for, or <c>none</c>.</summary>
    /// <exception cref="CommandFailure">It is none.</exception>
    public static Access Access(string text)
    {
        if (text == "none") return Runtime.PageTables.Access.None;
        Access access = Runtime.PageTables.Access.None;
        foreach (char letter in text)
        {
            access |= letter switch
            {
                'r' => Runtime.PageTables.Access.Read,
                'w' => Runtime.PageTables.Access.Write,
                'x' => Runtime.PageTables.Access.Execute,
                _ => throw CommandFailure.Unusable($"'{text}' is no access", "An access reads (r), writes (w), fetches instructions (x), several of them (rw), or asks for nothing (none)."),
            };
        }

        return text.Length > 0 ? access : throw CommandFailure.Unusable("an access must ask for something", "Nothing is asked for with: --access none");
    }
}
