using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Iopol.Oracle.Tests.Qemu;

/// <summary>A QEMU without a guest: devices, an IOMMU, memory, and a test that plays the processor.</summary>
internal sealed class QemuMachine : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly string folder;
    private readonly Process process;
    private readonly StringBuilder messages = new();

    private QemuMachine(string binary, IEnumerable<string> arguments, byte[] firmware, GuestMemory memory)
    {
        Memory = memory;
        folder = Directory.CreateTempSubdirectory("iopol-qemu-").FullName;
        string firmwarePath = Path.Combine(folder, "halt.bin");
        string socketPath = Path.Combine(folder, "qtest");
        File.WriteAllBytes(firmwarePath, firmware);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        listener.Listen(1);

        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        string[] common =
        [
            // Time is counted in instructions and jumps where the processor sleeps: a timer of a device fires at once.
            "-accel", "tcg", "-icount", "shift=0,sleep=off",
            "-nodefaults", "-no-user-config", "-display", "none",
            "-m", $"{memory.Size >> 20}M",
            "-object", $"memory-backend-file,id=ram,size={memory.Size},mem-path={memory.FilePath},share=on",
            "-bios", firmwarePath,
            "-qtest", $"unix:{socketPath}", "-qtest-log", "none",
        ];
        foreach (string argument in (IEnumerable<string>)["-c", QemuBinary.Leash, QemuBinary.Find(binary)!, .. arguments, .. common]) start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.ErrorDataReceived += Note;
        process.OutputDataReceived += Note;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            Qtest = new QtestConnection(Accept(listener), LastWords);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The guest's RAM.</summary>
    public GuestMemory Memory { get; }

    /// <summary>Loads and stores in place of the guest's processor.</summary>
    public QtestConnection Qtest { get; } = null!;

    /// <summary>What QEMU wrote to its error stream so far.</summary>
    public string Messages
    {
        get
        {
            lock (messages) return messages.ToString();
        }
    }

    /// <summary>A q35 machine whose RAM starts at address 0, without the devices whose clocks would tick between two probes.</summary>
    /// <param name="megabytes">Size of the RAM; below 2048.</param>
    /// <param name="devices">Values of <c>-device</c>, in order.</param>
    public static QemuMachine Q35(int megabytes, params string[] devices) =>
        Start(QemuBinary.X86, ["-machine", "q35,memory-backend=ram,hpet=off,smbus=off,sata=off,pit=off,i8042=off,vmport=off,pic=off", .. Devices(devices)], Firmware.X86(), 0, megabytes);

    /// <summary>Arm's virtual machine with an SMMUv3 for everything behind its host bridge. RAM starts at 1 GiB.</summary>
    /// <param name="megabytes">Size of the RAM.</param>
    /// <param name="devices">Values of <c>-device</c>, in order.</param>
    public static QemuMachine Virt(int megabytes, params string[] devices) =>
        Start(QemuBinary.Arm, ["-machine", "virt,memory-backend=ram,iommu=smmuv3", "-cpu", "max", .. Devices(devices)], Firmware.Arm(), 0x4000_0000, megabytes);

    /// <summary>Ends QEMU: asked first, then by force.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(EndTimeout))
        {
            process.Kill();
            process.WaitForExit(EndTimeout);
        }

        Qtest?.Dispose();

        process.Dispose();
        Directory.Delete(folder, recursive: true);
        Memory.Dispose();
    }

    private static QemuMachine Start(string binary, IEnumerable<string> arguments, byte[] firmware, ulong address, int megabytes)
    {
        if (QemuBinary.Problem(binary) is { } problem) throw new InvalidOperationException(problem);
        return new(binary, arguments, firmware, new GuestMemory(address, (ulong)megabytes << 20));
    }

    private static IEnumerable<string> Devices(string[] devices) => devices.SelectMany(d => (string[])["-device", d]);

    private Socket Accept(Socket listener)
    {
        long until = Environment.TickCount64 + (long)StartTimeout.TotalMilliseconds;
        while (!listener.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
        {
            if (process.HasExited)
            {
                process.WaitForExit();
                throw new InvalidOperationException($"QEMU ended with {process.ExitCode}: {Messages}");
            }

            if (Environment.TickCount64 > until) throw new TimeoutException($"QEMU did not connect in {StartTimeout.TotalSeconds} s: {Messages}");
        }

        Socket socket = listener.Accept();
        socket.ReceiveTimeout = (int)AnswerTimeout.TotalMilliseconds;
        return socket;
    }

    // The connection breaks a moment before the error stream is read to its end.
    private string LastWords()
    {
        if (process.WaitForExit(EndTimeout)) process.WaitForExit();
        return Messages;
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (messages) messages.AppendLine(line.Data);
    }
}
