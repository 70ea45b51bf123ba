using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Values;

/// <summary>Addresses as the IR packs them: domain 20 bits, bus 8, device 5, function 3.</summary>
internal static class PackedAddress
{
    /// <summary>The address that <see cref="BusAddress.Packed"/> gives back.</summary>
    public static BusAddress Unpack(ulong packed) =>
        new((int)(packed >> 16), (int)(packed >> 8) & 0xff, (int)(packed >> 3) & 0x1f, (int)packed & 7);
}
