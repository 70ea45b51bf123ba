using Iopol.Cli.Commands;
using Iopol.Cli.Output;
using Iopol.Cli.Reports;
using Iopol.Linux;
using Iopol.Runtime.Facts;

namespace Iopol.Cli.Inputs;

/// <summary>Reads the HOST of a command line.</summary>
internal static class HostSource
{
    /// <summary>The bundled capture that shows what a verdict looks like.</summary>
    private const string Sample = "samples/hosts/rp-mf.tar.gz";

    /// <summary>Reads a host, or the live machine where none is named; problems go to standard error.</summary>
    /// <exception cref="CommandFailure">The host is unusable.</exception>
    public static HostFacts Read(Session session, string? host)
    {
        string name = Name(session, host);
        HostReadResult result = host == "-" ? HostReader.Read(session.Input) : HostReader.Read(host ?? name);
        FindingText.Write(session.Complaints, result.Problems.Select(Finding.Of));
        return result.Facts ?? throw CommandFailure.Unusable($"{name} gives no host to look at");
    }

    /// <summary>Reads a host that has IOMMU groups. A live machine without any is told where to see what a verdict looks like.</summary>
    /// <exception cref="CommandFailure">The host is unusable.</exception>
    public static HostFacts ReadGroups(Session session, string? host)
    {
        if (host is not null) return Read(session, host);
        HostReadResult live = HostReader.Read(session.Surroundings.LiveSysfs);
        if (live.Facts is not { } facts || facts.Devices.All(d => d.Group is null))
        {
            throw CommandFailure.Unusable(
                "this machine has no IOMMU groups, so there is nothing to audit",
                $"Name a host instead, for example the bundled capture: iopol audit {Sample} --policy {Choices.DefaultPolicy}");
        }

        FindingText.Write(session.Complaints, live.Problems.Select(Finding.Of));
        return facts;
    }

    /// <summary>What a report calls the host.</summary>
    public static string Name(Session session, string? host) => host switch
    {
        null => session.Surroundings.LiveSysfs,
        "-" => "standard input",
        _ => host,
    };
}
