namespace Iopol.Runtime.PageTables;

/// <summary>Some bits of an address as an entry holds them. An address is the sum of its parts.</summary>
/// <param name="EntryBits">Where the entry holds them.</param>
/// <param name="Shift">How far to the left of that they are in the address; negative: to the right.</param>
public readonly record struct AddressPart(ulong EntryBits, int Shift)
{
    /// <summary>The bits of the address it holds.</summary>
    public ulong AddressBits => ToAddress(EntryBits);

    /// <summary>This part of the address in an entry.</summary>
    public ulong ToAddress(ulong entry) => Shift >= 0 ? (entry & EntryBits) << Shift : (entry & EntryBits) >> -Shift;

    /// <summary>This part of an address, as the entry holds it.</summary>
    public ulong ToEntry(ulong address) => (Shift >= 0 ? address >> Shift : address << -Shift) & EntryBits;
}
