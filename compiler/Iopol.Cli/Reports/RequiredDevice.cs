using System.Globalization;
using Iopol.Cli.Output;
using Iopol.Interpreter.Auditing;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Reports;

/// <summary>The answer to <c>--require</c>: is this one device assignable now? An answer that cannot be told is no.</summary>
internal sealed class RequiredDevice
{
    private readonly BusAddress address;
    private readonly GroupVerdict? group;
    private readonly DeviceVerdict? device;

    public RequiredDevice(BusAddress address, IReadOnlyList<GroupVerdict> verdicts)
    {
        this.address = address;
        group = verdicts.FirstOrDefault(v => v.Devices.Any(d => d.Address == address));
        device = group?.Devices.First(d => d.Address == address);
    }

    public bool IsAssignable => group?.Assignable == true && device?.Role == DeviceRole.Assignable;

    public void Write(Screen screen)
    {
        screen.Line();
        screen.Wrapped(0, 2, new Ink($"{address}: ", Tone.Strong), IsAssignable ? new Ink("yes", Tone.Good) : new Ink("no", Tone.Bad), Reason());
    }

    private string Reason()
    {
        if (group is null || device is null) return ", it is in no IOMMU group";
        string number = group.Group.ToString(CultureInfo.InvariantCulture);
        return group.Assignable switch
        {
            null => $", it cannot be told: unknown is {string.Join(", ", group.Missing)}",
            false => $", group {number} is not assignable{(group.Because.Length > 0 ? $": {group.Because}" : "")}",
            true => $", {device.Because}",
        };
    }
}
