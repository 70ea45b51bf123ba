namespace Iopol.Compiler.Syntax.Parsing;

/// <summary>What characters outside ASCII do or look like.</summary>
internal static class CharacterNames
{
    /// <summary>Pairs of a character and the ASCII text it is taken for.</summary>
    private const string Pairs =
        // Cyrillic
        "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw кk ӏl АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY ІI ЈJ ЅS " +
        // Greek
        "οo αa νv ρp ιi υu κk χx γy ωw ηn ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX " +
        // Latin, Armenian
        "ıi ɑa ɡg ſf ℓl օo ոn սu հh " +
        // Signs
        "‐- ‑- ‒- –- —- ―- −- “\" ”\" „\" ‟\" ‘' ’' ‚' ՚' ;; ։: ∶: ː: ․. ⁄/ ∕/ ∗* ⁎* ≤<= ≥>= →->";

    private static readonly Dictionary<char, string> LookAlikes =
        Pairs.Split(' ').ToDictionary(pair => pair[0], pair => pair.Substring(1));

    private static readonly Dictionary<int, string> Names = new()
    {
        [0x00AD] = "soft hyphen",
        [0x061C] = "arabic letter mark",
        [0x200B] = "zero width space",
        [0x200C] = "zero width non-joiner",
        [0x200D] = "zero width joiner",
        [0x200E] = "left-to-right mark",
        [0x200F] = "right-to-left mark",
        [0x202A] = "left-to-right embedding",
        [0x202B] = "right-to-left embedding",
        [0x202C] = "pop directional formatting",
        [0x202D] = "left-to-right override",
        [0x202E] = "right-to-left override",
        [0x2060] = "word joiner",
        [0x2066] = "left-to-right isolate",
        [0x2067] = "right-to-left isolate",
        [0x2068] = "first strong isolate",
        [0x2069] = "pop directional isolate",
        [0xFEFF] = "byte order mark",
        [0x00A0] = "no-break space",
        [0x2028] = "line separator",
        [0x2029] = "paragraph separator",
        [0x3000] = "ideographic space",
    };

    /// <summary><c>U+0430</c>, with its name if it is one people have met.</summary>
    public static string Of(int codePoint) =>
        Names.TryGetValue(codePoint, out string? name) ? $"U+{codePoint:X4} ({name})" : $"U+{codePoint:X4}";

    /// <summary>The ASCII text a character is taken for; null if there is none.</summary>
    public static string? LookAlike(char character) =>
        LookAlikes.TryGetValue(character, out string? ascii) ? ascii
        : character is >= '\uFF01' and <= '\uFF5E' ? ((char)(character - 0xFEE0)).ToString()
        : null;

    /// <summary>Whether a character controls the terminal or the direction of the text: refused everywhere.</summary>
    public static bool IsControl(int codePoint) => codePoint
        is (< 0x20 and not ('\t' or '\r' or '\n')) or (>= 0x7F and <= 0x9F) or 0x061C or 0x200E or 0x200F
        or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xD800 and <= 0xDFFF) or (>= 0xE0000 and <= 0xE007F);

    /// <summary>Whether a character has no width: refused outside comments, where writing systems and emoji need some.</summary>
    public static bool IsInvisible(int codePoint) => codePoint
        is 0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180E) or (>= 0x200B and <= 0x200D)
        or (>= 0x2060 and <= 0x2065) or (>= 0x206A and <= 0x206F) or 0x3164 or 0xFEFF or 0xFFA0 or (>= 0xFFF9 and <= 0xFFFB);
}
