namespace Iopol.Linux.Images;

/// <summary>Bits of entries of several words, in words.</summary>
internal static class VtdBits
{
    /// <summary>The bits that are 1, counted over all words: <c>4, 127</c>.</summary>
    public static string Text(ReadOnlySpan<ulong> words)
    {
        var bits = new List<int>();
        for (int bit = 0; bit < words.Length * 64; bit++)
        {
            if ((words[bit / 64] >> (bit % 64) & 1) != 0) bits.Add(bit);
        }

        return string.Join(", ", bits);
    }
}
