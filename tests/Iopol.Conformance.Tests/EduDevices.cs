using System.Globalization;
using System.Text.Json.Nodes;
using Iopol.Interpreter.Replaying;

namespace Iopol.Conformance.Tests;

/// <summary>
/// QEMU's edu devices over a model: each has a buffer of 4 KiB that it moves to and from memory by DMA. What its DMA
/// reaches is what the model says is in effect for its requester ID, and nothing else.
/// </summary>
/// <param name="replay">The model; asked for <c>host-contexts</c>.</param>
internal sealed class EduDevices(Replay replay)
{
    private readonly Dictionary<string, byte[]> buffers = [];
    private readonly Dictionary<string, string> handles = [];
    private readonly Dictionary<ulong, byte> memory = [];

    /// <summary>Does a step of the trace that is about memory; null where it is not.</summary>
    /// <returns>What <c>mem-read</c> shows, or an empty text.</returns>
    public string? Step(string step)
    {
        string[] words = step.Split(' ');
        switch (words[0])
        {
            case "trace":
                memory.Clear();
                return null;
            case "open-cdev":
                handles[words[^1]] = words[1];
                return null;
            case "mem-fill":
                for (ulong i = 0; i < Number(words[2]); i++) memory[Number(words[1]) + i] = (byte)Number(words[3]);
                return "";
            case "mem-read":
                return Convert.ToHexStringLower([.. Enumerable.Range(0, (int)Number(words[2])).Select(i => memory.GetValueOrDefault(Number(words[1]) + (ulong)i))]);
            case "edu-dma":
                Move(handles[words[1]], words[2] == "w", Number(words[3]), (int)Number(words[4]), (int)Number(words[5]));
                return "";
            default:
                return null;
        }
    }

    private void Move(string device, bool write, ulong iova, int offset, int length)
    {
        if (!buffers.TryGetValue(device, out byte[]? buffer)) buffers.Add(device, buffer = new byte[4096]);
        if (!Reaches(device, write, iova, (ulong)length)) return;
        for (int i = 0; i < length; i++)
        {
            if (write) memory[iova + (ulong)i] = buffer[offset + i];
            else buffer[offset + i] = memory.GetValueOrDefault(iova + (ulong)i);
        }
    }

    private bool Reaches(string device, bool write, ulong iova, ulong length)
    {
        JsonObject contexts = JsonNode.Parse(replay.Step("host-contexts")[^1])!.AsObject();
        if ((string?)contexts["rids"]![device[5..]] is not { } table) return false;
        // VT-d lets a device read what is mapped for writing only.
        return contexts["tables"]![table]!.AsArray().Select(m => m!.AsArray()).Any(m =>
            Number((string)m[0]!) <= iova && iova + length <= Number((string)m[0]!) + Number((string)m[1]!) && (!write || (string)m[2]! != "r"));
    }

    private static ulong Number(string word) => word.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : ulong.Parse(word, CultureInfo.InvariantCulture);
}
