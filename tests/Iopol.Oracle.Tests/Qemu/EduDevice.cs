namespace Iopol.Oracle.Tests.Qemu;

/// <summary>
/// QEMU's teaching device as a DMA engine: it moves bytes between its own buffer and the bus.
/// Source: docs/specs/edu of QEMU. Its DMA starts with a timer, which fires once the command burst is over.
/// </summary>
internal sealed class EduDevice
{
    /// <summary>Bytes of its buffer that can be used: it has 4096, but QEMU 7.2 refuses a transfer that ends with the last.</summary>
    public const int BufferBytes = 4080;

    private const ulong Buffer = 0x40000;
    private const int Source = 0x80;
    private const int Destination = 0x88;
    private const int Count = 0x90;
    private const int Command = 0x98;
    private const ulong Run = 1;
    private const ulong ToBus = 2;

    private readonly QtestConnection qtest;
    private readonly ulong registers;

    /// <param name="qtest">Connection.</param>
    /// <param name="bus">Where the device is.</param>
    /// <param name="window">Free address below 4 GiB for its registers, a multiple of 1 MiB.</param>
    public EduDevice(QtestConnection qtest, PciBus bus, uint window)
    {
        this.qtest = qtest;
        registers = window;
        Function = bus.Find(0x1234, 0x11e8);
        bus.Write(Function, 0x10, window);
        bus.Write(Function, 0x04, 0x6);
        int identification = qtest.Read(registers, 4);
        if ((qtest.Exchange()[identification] & 0xffff) != 0x00ed) throw new InvalidOperationException("the device does not answer at its window");
    }

    /// <summary>Value of <c>-device</c> for an edu without its limit of 28 address bits.</summary>
    public static string Option(int device) => $"edu,addr={device:x2}.0,dma_mask=0xffffffffffffffff";

    /// <summary>Device times 8 plus function, on bus 0: its requester id.</summary>
    public int Function { get; }

    /// <summary>Queues a DMA read from the bus into the buffer. It happens after the burst.</summary>
    public void QueueRead(ulong iova, int offset, int bytes)
    {
        qtest.Write(registers + Source, iova, 8);
        qtest.Write(registers + Destination, Buffer + (ulong)offset, 8);
        qtest.Write(registers + Count, (ulong)bytes, 8);
        qtest.Write(registers + Command, Run, 8);
    }

    /// <summary>Queues a DMA write from the buffer to the bus. It happens after the burst.</summary>
    public void QueueWrite(ulong iova, int offset, int bytes)
    {
        qtest.Write(registers + Source, Buffer + (ulong)offset, 8);
        qtest.Write(registers + Destination, iova, 8);
        qtest.Write(registers + Count, (ulong)bytes, 8);
        qtest.Write(registers + Command, Run | ToBus, 8);
    }

    /// <summary>Queues the question whether the DMA of an earlier burst is over.</summary>
    /// <returns>Place of the answer, for <see cref="IsDone"/>.</returns>
    public int QueueState() => qtest.Read(registers + Command, 8);

    /// <summary>The answer says that the device is idle.</summary>
    public static bool IsDone(ulong state) => (state & Run) == 0;

    /// <summary>Sends the burst and waits until the queued DMA is over.</summary>
    public void Finish()
    {
        qtest.Exchange();
        for (int tries = 0; tries < 100000; tries++)
        {
            int state = QueueState();
            if (IsDone(qtest.Exchange()[state])) return;
        }

        throw new TimeoutException("edu's DMA did not end in 100000 questions");
    }
}
