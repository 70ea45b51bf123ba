using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Iopol.Oracle.Tests.Qemu;

/// <summary>
/// QEMU's qtest protocol: a line per command, a line per answer, in order. Commands are gathered and sent as one burst, because
/// a round trip costs more than all the commands of a probe.
/// </summary>
internal sealed class QtestConnection : IDisposable
{
    private readonly Socket socket;
    private readonly Func<string> messages;
    private readonly byte[] outgoing = new byte[1 << 16];
    private readonly byte[] incoming = new byte[1 << 16];
    private readonly List<ulong> answers = [];
    private int sent;
    private int received;
    private int used;
    private int pending;
    private int reads;

    /// <param name="socket">Connected; its receive timeout bounds the wait for an answer.</param>
    /// <param name="messages">What QEMU has to say where it fails.</param>
    public QtestConnection(Socket socket, Func<string> messages)
    {
        this.socket = socket;
        this.messages = messages;
    }

    /// <summary>Round trips made.</summary>
    public long RoundTrips { get; private set; }

    /// <summary>Queues a store to guest physical memory or a register.</summary>
    /// <param name="address">Where.</param>
    /// <param name="value">What.</param>
    /// <param name="bytes">1, 2, 4 or 8.</param>
    public void Write(ulong address, ulong value, int bytes)
    {
        Text("write"u8);
        Number(Width(bytes), address);
        Number((byte)' ', value);
        End();
    }

    /// <summary>Queues a load.</summary>
    /// <returns>Place of its value among those that <see cref="Exchange"/> returns.</returns>
    public int Read(ulong address, int bytes)
    {
        Text("read"u8);
        Number(Width(bytes), address);
        End();
        return reads++;
    }

    /// <summary>Queues a store of 32 bits to an I/O port.</summary>
    public void Out(ushort port, uint value)
    {
        Text("out"u8);
        Number((byte)'l', port);
        Number((byte)' ', value);
        End();
    }

    /// <summary>Queues a load of 32 bits from an I/O port.</summary>
    /// <returns>Place of its value.</returns>
    public int In(ushort port)
    {
        Text("in"u8);
        Number((byte)'l', port);
        End();
        return reads++;
    }

    /// <summary>Sends what is queued and waits for every answer.</summary>
    /// <returns>The values of the loads, in the order they were queued; good until the next exchange.</returns>
    public IReadOnlyList<ulong> Exchange()
    {
        Send();
        answers.Clear();
        RoundTrips++;
        for (; pending > 0; pending--) Answer();
        if (answers.Count != reads) throw new InvalidDataException($"QEMU answered {answers.Count} loads of {reads}");
        reads = 0;
        return answers;
    }

    public void Dispose() => socket.Dispose();

    private static byte Width(int bytes) => bytes switch
    {
        1 => (byte)'b',
        2 => (byte)'w',
        4 => (byte)'l',
        8 => (byte)'q',
        _ => throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "1, 2, 4 or 8 bytes"),
    };

    private void Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(outgoing.AsSpan(sent));
        sent += text.Length;
    }

    private void Number(byte before, ulong value)
    {
        outgoing[sent++] = before;
        if (before != ' ') outgoing[sent++] = (byte)' ';
        Text("0x"u8);
        if (!Utf8Formatter.TryFormat(value, outgoing.AsSpan(sent), out int length, 'x')) throw new InvalidOperationException("the burst is too long");
        sent += length;
    }

    private void End()
    {
        outgoing[sent++] = (byte)'\n';
        pending++;
        // Sent early, answered later: QEMU takes what it can and the rest waits in the socket.
        if (sent > outgoing.Length - 256) Send();
    }

    private void Send()
    {
        for (int at = 0; at < sent;)
        {
            at += socket.Send(outgoing.AsSpan(at, sent - at), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success) throw Ended();
        }

        sent = 0;
    }

    private EndOfStreamException Ended() => new($"QEMU ended and owes {pending} answers\n{messages()}");

    private void Answer()
    {
        ReadOnlySpan<byte> line = Line();
        if (line.SequenceEqual("OK"u8)) return;
        if (line.StartsWith("OK 0x"u8) && Utf8Parser.TryParse(line[5..], out ulong value, out int length, 'x') && length == line.Length - 5)
        {
            answers.Add(value);
            return;
        }

        throw new InvalidDataException($"QEMU answered '{Encoding.ASCII.GetString(line)}'");
    }

    private ReadOnlySpan<byte> Line()
    {
        while (true)
        {
            int end = incoming.AsSpan(used, received - used).IndexOf((byte)'\n');
            if (end >= 0)
            {
                ReadOnlySpan<byte> line = incoming.AsSpan(used, end);
                used += end + 1;
                return line;
            }

            incoming.AsSpan(used, received - used).CopyTo(incoming);
            received -= used;
            used = 0;
            int more = socket.Receive(incoming.AsSpan(received), SocketFlags.None, out SocketError error);
            if (error is SocketError.TimedOut or SocketError.WouldBlock) throw new TimeoutException($"QEMU owes {pending} answers and gave none in {socket.ReceiveTimeout} ms\n{messages()}");
            if (error != SocketError.Success || more == 0) throw Ended();
            received += more;
        }
    }
}
