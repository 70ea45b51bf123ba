namespace Iopol.Oracle.Tests.Qemu;

/// <summary>Configuration space of bus 0.</summary>
internal abstract class PciBus
{
    /// <summary>A 32-bit register.</summary>
    /// <param name="function">Device times 8 plus function.</param>
    /// <param name="register">Multiple of 4.</param>
    public abstract uint Read(int function, int register);

    /// <summary>Stores a 32-bit register.</summary>
    public abstract void Write(int function, int register, uint value);

    /// <summary>The only function with a vendor and device id.</summary>
    /// <returns>Device times 8 plus function.</returns>
    public int Find(uint vendor, uint device)
    {
        int[] found = [.. Enumerable.Range(0, 256).Where(f => Read(f, 0) == (vendor | (device << 16)))];
        return found.Length == 1 ? found[0] : throw new InvalidOperationException($"{found.Length} functions {vendor:x4}:{device:x4}");
    }
}

/// <summary>Through the ports 0xcf8 and 0xcfc of a PC.</summary>
internal sealed class PortPciBus(QtestConnection qtest) : PciBus
{
    public override uint Read(int function, int register)
    {
        qtest.Out(0xcf8, Address(function, register));
        int answer = qtest.In(0xcfc);
        return (uint)qtest.Exchange()[answer];
    }

    public override void Write(int function, int register, uint value)
    {
        qtest.Out(0xcf8, Address(function, register));
        qtest.Out(0xcfc, value);
        qtest.Exchange();
    }

    private static uint Address(int function, int register) => 0x8000_0000 | ((uint)function << 8) | (uint)register;
}

/// <summary>Through a memory window of 4 KiB per function (ECAM).</summary>
internal sealed class WindowPciBus(QtestConnection qtest, ulong window) : PciBus
{
    public override uint Read(int function, int register)
    {
        int answer = qtest.Read(Address(function, register), 4);
        return (uint)qtest.Exchange()[answer];
    }

    public override void Write(int function, int register, uint value)
    {
        qtest.Write(Address(function, register), value, 4);
        qtest.Exchange();
    }

    private ulong Address(int function, int register) => window + ((ulong)function << 12) + (ulong)register;
}
