using Iopol.Analyzers.PolicyFiles;
using Iopol.Compiler.IR;
using Iopol.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.Usage;

/// <summary>
/// The hosts a project brings along: those its policy files describe, and host facts in JSON among its additional files. Nothing is said about
/// what they do not have unless all of them can be read.
/// </summary>
internal sealed class BundledHosts
{
    private readonly HashSet<ulong> addresses = [];
    private readonly HashSet<int> groups = [];
    private readonly HashSet<string> drivers = new(StringComparer.Ordinal);
    private bool any;
    private bool unread;
    private bool groupsUnknown;

    private BundledHosts()
    {
    }

    /// <summary>There are hosts, and what they have is known.</summary>
    public bool AreKnown => any && !unread;

    /// <summary>As <see cref="AreKnown"/>, and every function's group is known.</summary>
    public bool GroupsAreKnown => AreKnown && !groupsUnknown;

    /// <summary>Addresses of their functions, packed.</summary>
    public IReadOnlyCollection<ulong> Addresses => addresses;

    /// <summary>Kernel numbers of their groups.</summary>
    public IReadOnlyCollection<int> Groups => groups;

    /// <summary>Drivers bound to their functions.</summary>
    public IReadOnlyCollection<string> Drivers => drivers;

    /// <summary>Whether one of them has a function at an address.</summary>
    public bool Has(ulong address) => addresses.Contains(address);

    /// <summary>Reads the hosts of a project.</summary>
    public static BundledHosts Of(AnalyzerOptions options, CancellationToken cancellationToken)
    {
        var hosts = new BundledHosts();
        var project = ProjectFacts.From(options.AnalyzerConfigOptionsProvider.GlobalOptions);
        Iopol.Compiler.Compilation policies = ProjectReport.On(options.AdditionalFiles, project, cancellationToken).Compiled;
        hosts.unread = policies.HasErrors;
        foreach (HostIR host in policies.Hosts) hosts.Add(host);
        foreach (AdditionalText file in options.AdditionalFiles.Where(f => f.Path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
        {
            if (file.GetText(cancellationToken)?.ToString() is { } text && JsonText.TryRead(text, out object? value)) hosts.Add(value);
        }

        return hosts;
    }

    private void Add(HostIR host)
    {
        any = true;
        unread |= host.File is not null;
        foreach (DeviceLiteralIR device in host.Devices) Add(device.Address, device.Group, device.Driver);
    }

    // JSON that is no host facts is somebody else's.
    private void Add(object? json)
    {
        if (json is not Dictionary<string, object?> top || !top.TryGetValue("devices", out object? listed) || listed is not List<object?> { Count: > 0 } devices) return;
        Dictionary<string, object?>[] read = [.. devices.OfType<Dictionary<string, object?>>().Where(d => Text(d, "address") is { } a && PciAddress.Read(a) is not null)];
        if (read.Length != devices.Count) return;
        any = true;
        foreach (Dictionary<string, object?> device in read)
        {
            int? group = device.TryGetValue("group", out object? number) && number is double known ? (int)known : null;
            groupsUnknown |= group is null;
            Add(PciAddress.Read(Text(device, "address")!)!.Value, group, Text(device, "driver"));
        }
    }

    private void Add(ulong address, int? group, string? driver)
    {
        addresses.Add(address);
        if (group is { } number) groups.Add(number);
        if (driver is not null) drivers.Add(driver);
    }

    private static string? Text(Dictionary<string, object?> members, string name) => members.TryGetValue(name, out object? value) ? value as string : null;
}
