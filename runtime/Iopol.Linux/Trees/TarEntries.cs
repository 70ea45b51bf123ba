using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Iopol.Linux.Trees;

/// <summary>One entry of a tar archive.</summary>
/// <param name="Type">The type flag of its header.</param>
/// <param name="Name">Its name, as the archive has it.</param>
/// <param name="Link">Target of a link.</param>
/// <param name="Offset">Where its content starts.</param>
/// <param name="Size">Bytes of content.</param>
internal readonly record struct TarItem(char Type, string Name, string Link, int Offset, int Size);

/// <summary>
/// Goes through a tar archive in memory: v7, ustar, pax and GNU, with long names. It takes what a tree needs and nothing else.
/// System.Formats.Tar is not used: it parses dates, owners and modes too, throws OverflowException on bad ones, and takes twice as long.
/// </summary>
internal ref struct TarEntries(ReadOnlySpan<byte> archive)
{
    private const int Block = 512;

    private readonly ReadOnlySpan<byte> archive = archive;
    private int next;

    /// <summary>The entry that <see cref="Read"/> went to.</summary>
    public TarItem Current { get; private set; }

    /// <summary>Why the archive cannot be read on; null while it can, and at its end mark.</summary>
    public string? Damage { get; private set; }

    /// <summary>Goes to the next entry; false at the end mark, or where the archive is damaged.</summary>
    public bool Read()
    {
        string? longName = null, longLink = null;
        int? longSize = null;
        while (true)
        {
            int at = next;
            if (archive.Length - at < Block) return Fail("it stops without its end mark");
            ReadOnlySpan<byte> header = archive.Slice(at, Block);
            if (!header.ContainsAnyExcept((byte)0)) return false;
            if (!HasRightSum(header) || Number(header[124..136]) is not { } size) return Fail($"there is no entry at byte {at}");
            char type = (char)header[156];
            bool describesNext = type is 'x' or 'L' or 'K' or 'g';
            if (!describesNext) size = longSize ?? size;

            // Links and folders have no content, whatever their header says.
            if (type is '1' or '2' or '5') size = 0;
            int data = at + Block;
            if (size > archive.Length - data) return Fail($"the entry at byte {at} is cut off");
            ReadOnlySpan<byte> content = archive.Slice(data, size);
            next = Math.Min(data + ((size + Block - 1) & ~(Block - 1)), archive.Length);
            if (describesNext)
            {
                if (type == 'L') longName = Text(content);
                else if (type == 'K') longLink = Text(content);
                else if (type == 'x' && !TryPax(content, ref longName, ref longLink, ref longSize)) return Fail($"the attributes at byte {at} are malformed");
                continue;
            }

            Current = new TarItem(type, longName ?? NameIn(header), longLink ?? Text(header[157..257]), data, size);
            return true;
        }
    }

    /// <summary>The name of a header; ustar keeps its front in a field of its own, where GNU keeps dates.</summary>
    private static string NameIn(ReadOnlySpan<byte> header)
    {
        string name = Text(header[..100]);
        return header[345] != 0 && header.Slice(257, 6).SequenceEqual("ustar\0"u8) ? $"{Text(header[345..500])}/{name}" : name;
    }

    /// <summary>Records <c>LENGTH KEY=VALUE\n</c> of a pax header.</summary>
    private static bool TryPax(ReadOnlySpan<byte> records, ref string? name, ref string? link, ref int? size)
    {
        while (!records.IsEmpty)
        {
            int space = records.IndexOf((byte)' ');
            if (space < 1 || Decimal(records[..space]) is not { } length || length <= space + 1 || length > records.Length || records[length - 1] != '\n') return false;
            ReadOnlySpan<byte> record = records[(space + 1)..(length - 1)];
            records = records[length..];
            int equals = record.IndexOf((byte)'=');
            if (equals < 0) return false;
            ReadOnlySpan<byte> value = record[(equals + 1)..];
            if (record[..equals].SequenceEqual("path"u8)) name = Text(value);
            else if (record[..equals].SequenceEqual("linkpath"u8)) link = Text(value);
            else if (record[..equals].SequenceEqual("size"u8) && (size = Decimal(value)) is null) return false;
        }

        return true;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>A number in octal, or big-endian behind a set top bit as GNU writes large ones; null where it is neither or passes 2 GiB.</summary>
    private static int? Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            ulong large = BinaryPrimitives.ReadUInt64BigEndian(field[^8..]);
            return large <= int.MaxValue && !field[1..^8].ContainsAnyExcept((byte)0) ? (int)large : null;
        }

        long value = 0;
        foreach (byte digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7') return null;
            value = (value * 8) + (digit - '0');
            if (value > int.MaxValue) return null;
        }

        return (int)value;
    }

    private static int? Decimal(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out int value, out int used) && used == digits.Length && value >= 0 ? value : null;

    /// <summary>The sum of the header's bytes, with blanks where the sum itself stands.</summary>
    public static bool HasRightSum(ReadOnlySpan<byte> header)
    {
        // Eight bytes at a time in four lanes: 128 bytes a lane stay below 2^16.
        const ulong lanes = 0x00ff00ff00ff00ff;
        ulong sums = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(header[..Block])) sums += (word & lanes) + ((word >> 8) & lanes);
        int sum = (int)((sums & 0xffff) + ((sums >> 16) & 0xffff) + ((sums >> 32) & 0xffff) + (sums >> 48));
        foreach (byte digit in header[148..156]) sum += ' ' - digit;
        return Number(header[148..156]) == sum;
    }

    private bool Fail(string damage)
    {
        Damage = damage;
        return false;
    }
}
