namespace Iopol.Linux.Sysfs;

/// <summary>Questions to a kernel command line; null where the source has none.</summary>
internal readonly struct KernelCommandLine(string? text)
{
    private readonly string[] words = text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

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

    /// <summary>A word on the line keeps the kernel from remapping interrupts; null where there is no line. Without a local APIC or a second CPU it does not try.</summary>
    public bool? ForbidsInterruptRemapping
    {
        get
        {
            if (text is null) return null;
            foreach (string word in words)
            {
                if (word is "nointremap" or "nosmp" or "noapic" or "nolapic" or "disableapic") return true;
                if (word.StartsWith("intremap=", StringComparison.Ordinal) && word["intremap=".Length..].Split(',').Contains("off")) return true;
            }

            return false;
        }
    }
}
