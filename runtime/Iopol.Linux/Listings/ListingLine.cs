using System.Globalization;
using Iopol.Runtime.Facts;

namespace Iopol.Linux.Listings;

/// <summary>What one line of a listing says.</summary>
internal readonly ref struct ListingLine
{
    private ListingLine(int? group, BusAddress? address, ReadOnlySpan<char> tags, ReadOnlySpan<char> rest)
    {
        Group = group;
        Address = address;
        Tags = tags;
        Rest = rest;
    }

    /// <summary>Group number on the line; null where there is none.</summary>
    public int? Group { get; }

    /// <summary>Address on the line; null where there is none.</summary>
    public BusAddress? Address { get; }

    /// <summary>The line between the group and the address, where some scripts put the ids.</summary>
    public ReadOnlySpan<char> Tags { get; }

    /// <summary>The line behind the address, or behind the group where there is no address.</summary>
    public ReadOnlySpan<char> Rest { get; }

    /// <summary>Takes a line apart; false where it names neither a device nor a group.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out ListingLine parsed)
    {
        if (TryPath(line, out parsed) || TryLog(line, out parsed)) return true;
        ReadOnlySpan<char> rest = SkipMarks(line);
        int? group = TakeGroup(ref rest);
        bool found = TakeAddress(rest, anywhere: group is not null, out BusAddress address, out int start, out int end);
        parsed = found ? new ListingLine(group, address, rest[..start], rest[end..]) : new ListingLine(group, null, [], rest);
        return found || group is not null;
    }

    /// <summary>A line that is not understood, but starts with the word "group" or holds an address, may be one that matters.</summary>
    public static bool LooksImportant(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = SkipMarks(line);
        if (rest.StartsWith("iommu", StringComparison.OrdinalIgnoreCase)) rest = rest[5..].TrimStart(" \t_-");
        bool group = rest.StartsWith("group", StringComparison.OrdinalIgnoreCase) && (rest.Length == 5 || !char.IsAsciiLetter(rest[5]));
        return group || TakeAddress(line, anywhere: true, out _, out _, out _);
    }

    /// <summary>Class code <c>[0604]</c> or <c>0604:</c> at the front of a description, with programming interface 0.</summary>
    public int? Class
    {
        get
        {
            ReadOnlySpan<char> rest = Rest.TrimStart();
            if (rest.Length > 4 && rest[4] == ':' && Hex(rest[..4], out ushort plain)) return plain << 8;
            for (int at = rest.IndexOf('['); at >= 0 && at + 6 < rest.Length; at = Next(rest, at, '['))
            {
                if (rest[at + 5] == ']' && rest[at + 6] == ':' && Hex(rest.Slice(at + 1, 4), out ushort code)) return code << 8;
            }

            return null;
        }
    }

    /// <summary>Ids <c>[8086:1901]</c>, the last on the line; <c>8086:1901</c> as lspci -n has them.</summary>
    public (ushort Vendor, ushort Device)? Ids => IdsIn(Rest) ?? IdsIn(Tags);

    /// <summary>The last ids in brackets of a text, or those behind a bare class code.</summary>
    public static (ushort Vendor, ushort Device)? IdsIn(ReadOnlySpan<char> text)
    {
        for (int at = text.LastIndexOf('['); at >= 0; at = at == 0 ? -1 : text[..at].LastIndexOf('['))
        {
            ReadOnlySpan<char> inner = text[(at + 1)..];
            if (inner.Length > 9 && inner[9] == ']' && TryIds(inner[..9], out var ids)) return ids;
        }

        ReadOnlySpan<char> plain = text.TrimStart();
        return plain.Length >= 15 && plain[4] == ':' && plain[5] == ' ' && Hex(plain[..4], out _) && TryIds(plain.Slice(6, 9), out var bare) ? bare : null;
    }

    /// <summary><c>/sys/kernel/iommu_groups/9/devices/0000:00:14.2</c>, alone or as find and ls print it.</summary>
    private static bool TryPath(ReadOnlySpan<char> line, out ListingLine parsed)
    {
        parsed = default;
        const string head = "iommu_groups/";
        const string middle = "/devices/";
        int at = line.IndexOf(head, StringComparison.Ordinal);
        if (at < 0) return false;
        ReadOnlySpan<char> rest = line[(at + head.Length)..];
        int slash = rest.IndexOf('/');
        if (slash < 0 || !Number(rest[..slash], out int group) || !rest[slash..].StartsWith(middle, StringComparison.Ordinal)) return false;
        rest = rest[(slash + middle.Length)..];
        int end = rest.IndexOfAny(" \t/'\"");
        if (!BusAddress.TryParse(end < 0 ? rest : rest[..end], out BusAddress address)) return false;
        parsed = new ListingLine(group, address, [], []);
        return true;
    }

    /// <summary>A kernel log: <c>pci 0000:00:14.2: Adding to iommu group 9</c>.</summary>
    private static bool TryLog(ReadOnlySpan<char> line, out ListingLine parsed)
    {
        parsed = default;
        const string words = "Adding to iommu group ";
        int at = line.IndexOf(words, StringComparison.Ordinal);
        if (at < 0 || !Number(line[(at + words.Length)..].Trim(), out int group)) return false;
        ReadOnlySpan<char> device = line[..at].TrimEnd(" :");
        if (!BusAddress.TryParse(device[(device.LastIndexOf(' ') + 1)..], out BusAddress address)) return false;
        parsed = new ListingLine(group, address, [], []);
        return true;
    }

    /// <summary>Quotes, bullets, heading and comment marks that people's editors put in front.</summary>
    private static ReadOnlySpan<char> SkipMarks(ReadOnlySpan<char> line) => line.TrimStart(" \t>|*#-=+");

    private static int? TakeGroup(ref ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = line;
        if (rest.StartsWith("iommu", StringComparison.OrdinalIgnoreCase)) rest = rest[5..].TrimStart(" \t_-");
        if (!rest.StartsWith("group", StringComparison.OrdinalIgnoreCase)) return null;
        rest = rest[5..].TrimStart(" \t:#=");
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? rest : rest[..end];
        if (!Number(digits, out int group)) return null;
        line = rest[digits.Length..].TrimStart(" \t:,-=*#|");
        return group;
    }

    /// <summary>
    /// Finds an address that stands as a word. Without a group on its line it must be the first word but for tags
    /// in brackets: other text may mention addresses.
    /// </summary>
    private static bool TakeAddress(ReadOnlySpan<char> text, bool anywhere, out BusAddress address, out int start, out int end)
    {
        address = default;
        for (start = 0, end = 0; end < text.Length; start = end)
        {
            while (start < text.Length && text[start] is ' ' or '\t') start++;
            end = start;
            while (end < text.Length && text[end] is not (' ' or '\t')) end++;
            ReadOnlySpan<char> word = text[start..end].TrimEnd(":,");
            if (IsFullAddress(word) && BusAddress.TryParse(word, out address)) return true;
            if (!anywhere && word is not ['[', .., ']']) return false;
        }

        return false;
    }

    /// <summary>Bus and device have two digits in every listing; less is some other number with a colon.</summary>
    private static bool IsFullAddress(ReadOnlySpan<char> word) =>
        word.Length >= 7 && word[^2] == '.' && word[^5] == ':' && (word.Length == 7 || word[^8] == ':');

    private static bool TryIds(ReadOnlySpan<char> text, out (ushort Vendor, ushort Device) ids)
    {
        ids = default;
        if (text[4] != ':' || !Hex(text[..4], out ushort vendor) || !Hex(text[5..9], out ushort device)) return false;
        ids = (vendor, device);
        return true;
    }

    private static int Next(ReadOnlySpan<char> text, int at, char wanted)
    {
        int more = text[(at + 1)..].IndexOf(wanted);
        return more < 0 ? -1 : at + 1 + more;
    }

    private static bool Number(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool Hex(ReadOnlySpan<char> text, out ushort value) =>
        ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
