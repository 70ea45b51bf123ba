using System.Globalization;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Linux.Images;

namespace Iopol.Cli.Reports;

/// <summary>What is said of a page table before it is looked into.</summary>
internal static class TableHead
{
    /// <summary>Format, shape, root, and options that are not as usual.</summary>
    public static void Write(Screen screen, TableChoice choice, ulong root, int indent = 0)
    {
        screen.Wrapped(indent, indent + 2, new Ink(choice.Format.Name, Tone.Strong), $", {choice.Setup.Levels.Count} levels, {choice.Setup.InputBits} bits, top table at ", new Ink(TableWords.Hex(root), Tone.Strong));
        string[] changed = [.. choice.Changed];
        if (changed.Length > 0) screen.Wrapped(2, 4, new Ink(string.Join(", ", changed), Tone.Dim));
    }

    /// <summary>What was not said but taken from the registers, as the options one could have typed.</summary>
    public static void Derived(Screen screen, TableChoice choice)
    {
        if (choice.Derived.Count > 0) screen.Wrapped(2, 4, new Ink("from the unit: " + string.Join(" ", choice.Derived), Tone.Dim));
    }

    /// <summary>The context a requester's DMA goes through.</summary>
    public static void Context(Screen screen, VtdTranslation context)
    {
        string notes = context.FaultsDisabled ? ", its faults are not recorded (FPD)" : "";
        screen.Wrapped(2, 4, new Ink(context.Requester.ToString(), Tone.Strong), string.Create(CultureInfo.InvariantCulture, $" is in domain {context.Domain}, {context.Kind} at 0x{context.Address:x}: {context.Fields}{notes}"));
    }
}
