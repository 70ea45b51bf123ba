namespace Iopol.Package.Tests;

/// <summary>A project of a stranger that adds the package.</summary>
internal sealed class Consumer
{
    public const string Policy = """
        import "iopol:linux-6-vfio";

        /// What this host lends to its tenants.
        policy Host extends Linux6Vfio {
            protect at 0000:00:1f.* "the chipset's own functions";
        }
        """;

    /// <summary>Uses the class, so that a build without it fails.</summary>
    public const string Program = """
        using Iopol.Linux;
        using Iopol.Runtime.Decisions;
        using Iopol.Runtime.Enforcement;
        using Iopol.Runtime.Facts;
        using Iopol.Runtime.Topology;

        HostFacts facts = HostReader.Read(args[0]).Facts!;
        var host = new Acme.Host(new HostTopology(facts));
        DeviceId card = host.Device(BusAddress.Parse("0000:01:00.1"));
        if (!host.Unbind(card).IsOk || !host.Bind(card, host.Driver("vfio-pci")).IsOk) return;
        Decision decision = host.OpenGroup(host.GroupOf(card), new UserId(0), out Acme.Host.GroupFile file);
        System.Console.WriteLine(host.ExplainOpenGroup(decision, host.GroupOf(card), new UserId(0)));
        """;

    private readonly Feed feed;

    public Consumer(Feed feed, string name, string properties = "", string framework = "net10.0", string reference = $"<PackageReference Include=\"Iopol\" Version=\"{Feed.Version}\" />")
    {
        this.feed = feed;
        Folder = Path.Combine(feed.Root, name);
        Write(ProjectFile, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <RootNamespace>Acme</RootNamespace>
                <AssemblyName>Acme</AssemblyName>
                <Nullable>enable</Nullable>
                <ImplicitUsings>disable</ImplicitUsings>
                {properties}
              </PropertyGroup>
              <ItemGroup>{reference}</ItemGroup>
            </Project>
            """);
        feed.Configure(Folder);
        Write("host.iopol", Policy);
        Write("Program.cs", Program);
    }

    public const string ProjectFile = "Acme.csproj";

    public string Folder { get; }

    public string Assembly => Directory.EnumerateFiles(Path.Combine(Folder, "bin"), "Acme.dll", SearchOption.AllDirectories).Single();

    public void Write(string path, string text)
    {
        string full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public Outcome Build(params string[] arguments) => Dotnet.Run(Folder, ["build", ProjectFile, .. arguments]);

    public Outcome Run(params string[] arguments) => Dotnet.Run(Folder, ["exec", "--roll-forward", "Major", Assembly, .. arguments]);
}
