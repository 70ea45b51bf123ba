using System.Text;
using Iopol.Runtime.Facts;

namespace Iopol.Runtime.Decisions;

/// <summary>A decision put into words, made only when somebody asks.</summary>
/// <param name="Operation">Operation that was asked for.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Errno">Why it was refused.</param>
/// <param name="Rule">Rule that decided; null when none did.</param>
/// <param name="At">Where the rule stands, <c>file(line,col)</c>; null when none decided.</param>
/// <param name="Because">The author's reason with its holes filled; empty where there is none.</param>
/// <param name="Group">Kernel number of the group concerned; null where no group is.</param>
/// <param name="Devices">Every device of that group with its part in the decision.</param>
public sealed record Explanation(
    string Operation, Verdict Verdict, Errno Errno, string? Rule, string? At, string Because, int? Group, IReadOnlyList<DevicePart> Devices)
{
    /// <summary>The explanation as lines of text, without a line end at the end.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Operation).Append(": ").Append(Verdict switch
        {
            Verdict.Ok => "ok",
            Verdict.Refused => Errno.ToString(),
            Verdict.Blocked => "blocked",
            _ => "panic",
        });
        if (Because.Length > 0) text.Append(", ").Append(Because);
        if (Rule is not null) text.Append('\n').Append("  rule ").Append(Rule).Append(" at ").Append(At);
        if (Group is { } group) text.Append('\n').Append("  group ").Append(group);
        foreach (DevicePart device in Devices)
        {
            text.Append('\n').Append("    ").Append(device.Address)
                .Append(device.Decides ? "  decides  " : "           ")
                .Append(device.Driver ?? "no driver");
        }

        return text.ToString();
    }
}

/// <summary>A device's part in a decision.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Driver">Its driver, or null.</param>
/// <param name="Decides">The rule would decide otherwise without this device.</param>
public sealed record DevicePart(BusAddress Address, string? Driver, bool Decides);
