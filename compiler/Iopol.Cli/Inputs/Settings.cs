using System.Globalization;
using Iopol.Compiler.IR;

namespace Iopol.Cli.Inputs;

/// <summary>Settings given as <c>NAME=VALUE</c>.</summary>
internal static class Settings
{
    /// <summary>The policy with settings changed.</summary>
    /// <exception cref="CommandFailure">No such setting, or no such value.</exception>
    public static PolicyIR Apply(PolicyIR policy, IEnumerable<string> assignments)
    {
        SettingIR[] settings = [.. policy.Settings];
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw CommandFailure.Unusable($"'{assignment}' is no setting: write NAME=VALUE", Known(policy));
            string name = assignment[..equals].Trim();
            string value = assignment[(equals + 1)..].Trim();
            int index = Array.FindIndex(settings, s => s.Name == name);
            if (index < 0) throw CommandFailure.Unusable($"{policy.ModelName} has no setting '{name}'", Known(policy));
            settings[index] = settings[index] with { Value = Parse(settings[index], value) };
        }

        return policy with { Settings = settings };
    }

    /// <summary>A setting's value in words.</summary>
    public static string Show(SettingIR setting) => setting.Type.Sort switch
    {
        Sort.Bool => setting.Value != 0 ? "true" : "false",
        Sort.Version => Version(setting.Value),
        Sort.Enum when setting.Value >= 0 => setting.Type.Enum!.Members[(int)setting.Value].Name,
        Sort.Enum => "none",
        _ => setting.Value.ToString(CultureInfo.InvariantCulture),
    };

    private static long Parse(SettingIR setting, string value) => setting.Type.Sort switch
    {
        Sort.Bool when value is "true" or "false" => value == "true" ? 1 : 0,
        Sort.Bool => throw Wrong(setting, value, "true or false"),
        Sort.Version => ParseVersion(value) ?? throw Wrong(setting, value, "a release such as 6.12"),
        Sort.Enum => ParseMember(setting.Type.Enum!, value) ?? throw Wrong(setting, value, string.Join(", ", setting.Type.Enum!.Members.Select(m => m.Name))),
        _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Wrong(setting, value, "a number"),
    };

    private static long? ParseMember(EnumIR type, string value)
    {
        for (int i = 0; i < type.Members.Count; i++)
        {
            if (type.Members[i].Name == value) return i;
        }

        return null;
    }

    // A release is packed as major * 65536 + minor * 256 + patch.
    private static long? ParseVersion(string value)
    {
        string[] parts = value.Split('.');
        if (parts.Length is < 2 or > 3) return null;
        long packed = 0;
        for (int i = 0; i < 3; i++)
        {
            int part = 0;
            if (i < parts.Length && !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out part)) return null;
            if (part > (i == 0 ? 0x7fff : 0xff)) return null;
            packed = (packed << 8) | (uint)part;
        }

        return packed;
    }

    private static string Version(long packed)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{packed >> 16}.{(packed >> 8) & 0xff}");
        return (packed & 0xff) == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.{packed & 0xff}");
    }

    private static string Known(PolicyIR policy) => policy.Settings.Count == 0
        ? $"{policy.ModelName} has no settings."
        : $"{policy.ModelName} has: {string.Join(", ", policy.Settings.Select(s => $"{s.Name}={Show(s)}"))}";

    private static CommandFailure Wrong(SettingIR setting, string value, string right) =>
        CommandFailure.Unusable($"'{value}' is no value for {setting.Name}: it can be {right}");
}
