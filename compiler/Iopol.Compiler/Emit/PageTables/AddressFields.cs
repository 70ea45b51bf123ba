using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Emit.PageTables;

/// <summary>Static fields with the parts of the address in each kind of entry.</summary>
/// <param name="format">The format.</param>
/// <param name="names">Names in its class.</param>
internal sealed class AddressFields(PageTableIR format, FormatNames names)
{
    private readonly Dictionary<int, string> fields = format.Kinds.ToDictionary(k => k.Index, k => names.Member(names.Kind(k) + "Address"));

    /// <summary>The field of a kind.</summary>
    public string Of(KindIR kind) => fields[kind.Index];

    /// <summary>Every field and its value.</summary>
    public IEnumerable<View> Views => format.Kinds.Select(k => new View()
        .With("name", fields[k.Index])
        .With("parts", string.Join(", ", EntryAddress.Parts(k).Select(p => $"new({ConditionWriter.Hex(p.EntryBits)}, {Invariant.Text(p.Shift)})"))));

    /// <summary>An expression of the address in an entry, from one bit on.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="from">Bits of the address below this are left out.</param>
    public static Code Expression(KindIR kind, int from = 0)
    {
        string[] parts = [.. EntryAddress.Parts(kind, from).Select(p => Part(p.EntryBits, p.Shift))];
        return parts.Length switch
        {
            0 => new Code("0UL", Representation.Address),
            1 => new Code(parts[0], Representation.Address, Binding.Or),
            _ => new Code(string.Join(" | ", parts.Select(p => $"({p})")), Representation.Address, Binding.Or),
        };
    }

    private static string Part(ulong bits, int shift)
    {
        string masked = $"entry & {ConditionWriter.Hex(bits)}";
        return shift switch
        {
            0 => masked,
            > 0 => $"({masked}) << {Invariant.Text(shift)}",
            _ => $"({masked}) >> {Invariant.Text(-shift)}",
        };
    }
}
