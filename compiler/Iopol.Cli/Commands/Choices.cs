using System.CommandLine;

namespace Iopol.Cli.Commands;

/// <summary>Options and arguments that several verbs share.</summary>
internal static class Choices
{
    /// <summary>Which policy a host is asked under when nobody says.</summary>
    public const string DefaultPolicy = "linux-6-vfio";

    /// <summary>What kinds of HOST there are.</summary>
    public const string HostKinds =
        "HOST is a /sys tree (directory, .tar, .tar.gz), the output of lspci -vvvnn, a listing as people paste it (IOMMU Group 1 00:01.0 PCI bridge ...), or host facts in JSON; - reads standard input.";

    /// <summary>What kinds of POLICY there are.</summary>
    public const string PolicyKinds =
        "POLICY is a shipped one (iopol policies lists them) or a file; of a file with several policies the last counts, or the one named as FILE#NAME.";

    /// <summary>What kinds of IMAGE there are.</summary>
    public const string ImageKinds =
        "IMAGE is raw memory (--base says where it begins), or NAME.json that lists pages, with the pages in NAME.bin.gz or NAME.bin beside it.";

    /// <summary>Output for programs, where <c>--format</c> means a page table's.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write JSON" };

    /// <summary>Files, directories or <c>-</c>.</summary>
    public static Argument<string[]> Files(string description) => new("FILES") { Description = description, Arity = ArgumentArity.OneOrMore };

    /// <summary>The form of the output; the first word is the default.</summary>
    public static Option<string> Format(params string[] words)
    {
        var option = new Option<string>("--format")
        {
            HelpName = string.Join('|', words),
            Description = $"Form of the output; {words[0]} by default",
            DefaultValueFactory = _ => words[0],
        };
        return option.AcceptOnlyFromAmong(words);
    }

    /// <summary>The policy to ask under.</summary>
    public static Option<string> Policy() => new("--policy")
    {
        HelpName = "POLICY",
        Description = $"Shipped policy or file; {DefaultPolicy} by default",
        DefaultValueFactory = _ => DefaultPolicy,
    };

    /// <summary>Settings of the policy's model, changed for this run.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "Change a setting of the policy's model, such as kernel=6.1",
        Arity = ArgumentArity.OneOrMore,
    };
}
