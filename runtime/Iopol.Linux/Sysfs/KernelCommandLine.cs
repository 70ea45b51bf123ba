namespace Iopol.Linux.Sysfs;

/// <summary>Questions to a kernel command line. A null line answers every question with "not there".</summary>
internal readonly struct KernelCommandLine(string? text)
{
    private readonly string[] words = text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    public bool Has(string word) => words.Contains(word);

    /// <summary>A parameter lists the option: <c>iommu=pt,force</c> has <c>pt</c> of <c>iommu</c>.</summary>
    public bool HasOption(string parameter, string option)
    {
        foreach (string word in words)
        {
            if (word.Length > parameter.Length && word[parameter.Length] == '=' && word.StartsWith(parameter, StringComparison.Ordinal)
                && word[(parameter.Length + 1)..].Split(',').Contains(option))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the line says about the default domain; the last word of it counts, null where it says nothing.</summary>
    public bool? AsksForIdentity
    {
        get
        {
            bool? answer = null;
            foreach (string word in words)
            {
                if (word.StartsWith("iommu=", StringComparison.Ordinal))
                {
                    foreach (string option in word["iommu=".Length..].Split(','))
                        answer = option == "pt" ? true : option == "nopt" ? false : answer;
                }
                else if (word.StartsWith("iommu.passthrough=", StringComparison.Ordinal))
                {
                    // The kernel reads a bool here: kstrtobool.
                    answer = word["iommu.passthrough=".Length..] switch
                    {
                        ['1' or 'y' or 'Y' or 't' or 'T', ..] or ['o' or 'O', 'n' or 'N', ..] => true,
                        ['0' or 'n' or 'N' or 'f' or 'F', ..] or ['o' or 'O', 'f' or 'F', ..] => false,
                        _ => answer,
                    };
                }
            }

            return answer;
        }
    }

    /// <summary>A word on the line keeps the kernel from remapping interrupts. Without a local APIC or a second CPU it does not try.</summary>
    public bool ForbidsInterruptRemapping =>
        HasOption("intremap", "off") || Has("nointremap") || Has("nosmp") || Has("noapic") || Has("nolapic") || Has("disableapic");
}
