namespace Iopol.Oracle.Tests.Qemu;

/// <summary>Firmware that stops the processor at once, so that nothing but the test touches the machine.</summary>
internal static class Firmware
{
    /// <summary>64 KiB whose reset vector, 16 bytes below the end, says CLI; HLT; JMP back.</summary>
    public static byte[] X86()
    {
        byte[] image = new byte[0x10000];
        ReadOnlySpan<byte> halt = [0xfa, 0xf4, 0xeb, 0xfd];
        halt.CopyTo(image.AsSpan(0xfff0));
        return image;
    }

    /// <summary>A64 code for address 0: WFI; B back.</summary>
    public static byte[] Arm() => [0x7f, 0x20, 0x03, 0xd5, 0xff, 0xff, 0xff, 0x17];
}
