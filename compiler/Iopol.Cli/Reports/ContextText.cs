using System.Globalization;
using Iopol.Cli.Output;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Reports;

/// <summary>A requester whose context decides without a table, as text.</summary>
internal static class ContextText
{
    public static void Write(Screen screen, VtdAnswer answer, RequesterId requester, ulong[] iovas, Access access)
    {
        if (answer.Translation is { IsPresent: true } context) TableHead.Context(screen, context);
        if (answer.Refusal is { } refusal)
        {
            screen.Wrapped(0, 2, new Ink(requester.ToString(), Tone.Strong), "  ", new Ink(string.Create(CultureInfo.InvariantCulture, $"fault 0x{refusal.Code:x} {refusal.Name}"), Tone.Bad), $", {refusal.Text}");
            if (answer.Translation is { } read)
            {
                screen.Wrapped(2, 4, $"{read.Kind} at {TableWords.Hex(read.Address)} is {string.Join(' ', read.Words.Reverse().Select(w => TableWords.Raw(w, 8)))}");
            }

            screen.Wrapped(2, 4, new Ink("every DMA of the requester faults, whatever its IOVA", Tone.Dim));
            return;
        }

        foreach (ulong iova in iovas)
        {
            screen.Wrapped(0, 2, new Ink(TableWords.Hex(iova), Tone.Strong), $"  {TableWords.Doing(access)}: ", new Ink(TableWords.Hex(iova), Tone.Good), ", because the unit passes the requester through untranslated");
        }
    }
}
