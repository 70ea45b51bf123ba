using System.Security.Cryptography;
using Iopol.Tests;

namespace Iopol.Package.Tests;

/// <summary>Projects that know nothing but the package.</summary>
[Collection(FeedCollection.Name)]
public sealed class ConsumerTests(Feed feed)
{
    private static readonly string Host = RepositoryPaths.InRepository("samples", "hosts", "rp-mf.tar.gz");

    [Fact]
    public void A_project_that_adds_the_package_has_the_class_and_it_decides()
    {
        var consumer = new Consumer(feed, "plain");
        consumer.Build().Succeeded();
        Assert.Contains("open_group: ok", consumer.Run(Host).Succeeded().Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(consumer.Assembly)!, "Iopol.Runtime.dll")));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(consumer.Assembly)!, "Iopol.Compiler.dll")));
    }

    [Fact]
    public void A_project_for_net8_builds_and_runs()
    {
        var consumer = new Consumer(feed, "net8", framework: "net8.0");
        consumer.Build().Succeeded();
        Assert.Contains("open_group: ok", consumer.Run(Host).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_strictest_settings_find_nothing_in_what_is_generated()
    {
        var consumer = new Consumer(feed, "strict", """
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <IsAotCompatible>true</IsAotCompatible>
            <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
            """);
        consumer.Write("tables.iopol", "import \"iopol:vtd-second-stage\";\n/// Ours.\npagetable Ours extends VtdSecondStage { levels 4; }\n");
        consumer.Write("Program.cs", "namespace Acme;\n\ninternal static class Program\n{\n    private static int Main() => typeof(Host).Name.Length - 4;\n}\n");
        consumer.Build().Succeeded();
    }

    [Fact]
    public void Files_of_one_name_in_two_folders_are_two_policies()
    {
        var consumer = new Consumer(feed, "folders");
        consumer.Write("edge/host.iopol", Consumer.Policy.Replace("policy Host", "policy Edge", StringComparison.Ordinal));
        consumer.Write("Use.cs", "internal static class Use { public static System.Type[] All => [typeof(Acme.Host), typeof(Acme.Edge)]; }");
        consumer.Build("-warnaserror").Succeeded();
    }

    [Fact]
    public void One_name_in_two_files_is_an_error_that_names_both()
    {
        var consumer = new Consumer(feed, "twice");
        consumer.Write("edge/host.iopol", Consumer.Policy);
        Outcome outcome = consumer.Build();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("host.iopol(4,8): error IOPOL4005: 'Host' becomes the class Host, and so does what is declared at edge/host.iopol(4,8)", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_stands_in_the_policy_file()
    {
        var consumer = new Consumer(feed, "mistake");
        consumer.Write("host.iopol", Consumer.Policy.Replace("protect at", "protekt at", StringComparison.Ordinal));
        Outcome outcome = consumer.Build();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"/host\.iopol\(5,5\): error IOPOL4006: 'Host' becomes no class: .* \(IOPOL2\d{3}\)", outcome.Output);
        consumer.Write("Program.cs", "System.Console.WriteLine();");
        Assert.Matches(@"/host\.iopol\(5,5\): error IOPOL2\d{3}: ", consumer.Build().Output);
    }

    [Theory]
    [InlineData("", "warning IOPOL3009")]
    [InlineData("<NoWarn>$(NoWarn);IOPOL3009</NoWarn>", "")]
    [InlineData("<WarningsAsErrors>IOPOL3009</WarningsAsErrors>", "error IOPOL3009")]
    [InlineData("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "error IOPOL3009")]
    [InlineData("globalconfig", "error IOPOL3009")]
    public void Severity_is_set_as_for_any_analyzer(string setting, string expected)
    {
        bool globalConfig = setting == "globalconfig";
        var consumer = new Consumer(feed, "severity" + Math.Abs(setting.GetHashCode(StringComparison.Ordinal)), globalConfig ? "" : setting);
        if (globalConfig) consumer.Write(".globalconfig", "is_global = true\ndotnet_diagnostic.IOPOL3009.severity = error\n");
        consumer.Write("host.iopol", Consumer.Policy.TrimEnd('}') + "    drivers spare = igb;\n}\n");
        Outcome outcome = consumer.Build();
        Assert.Equal(expected.StartsWith("error", StringComparison.Ordinal) ? 1 : 0, outcome.ExitCode);
        if (expected.Length > 0) Assert.Contains("host.iopol(6,13): " + expected, outcome.Output, StringComparison.Ordinal);
        else Assert.DoesNotContain("IOPOL", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Spaces_and_letters_of_other_alphabets_in_paths_do_no_harm()
    {
        var consumer = new Consumer(feed, "mit Leerzeichen/проект 設定 $(x)");
        consumer.Write("правила/узел 1.iopol", Consumer.Policy.Replace("policy Host", "policy Node", StringComparison.Ordinal));
        consumer.Write("Use.cs", "internal static class Use { public static System.Type Node => typeof(Acme.Node); }");
        consumer.Build("-warnaserror").Succeeded();
        Assert.Contains("open_group: ok", consumer.Run(Host).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_clones_in_two_folders_give_one_assembly()
    {
        const string mapped = "<Deterministic>true</Deterministic><DebugType>embedded</DebugType><PathMap>$(MSBuildProjectDirectory)=/_</PathMap>";
        var one = new Consumer(feed, "clone one", mapped);
        var other = new Consumer(feed, "another/clone", mapped);
        foreach (Consumer clone in new[] { one, other })
        {
            // A rule of the project's own, so that there is a #line.
            clone.Write("host.iopol", Consumer.Policy.TrimEnd('}') + "    override viable(g) = base.viable(g) and no d in g: d matches (has bridge);\n}\n");
            clone.Build().Succeeded();
        }

        Assert.Equal(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(one.Assembly))), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(other.Assembly))));
    }

    [Fact]
    public void Central_package_versions_work()
    {
        var consumer = new Consumer(feed, "central", reference: "<PackageReference Include=\"Iopol\" />");
        consumer.Write("Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="Iopol" Version="{Feed.Version}" /></ItemGroup>
            </Project>
            """);
        consumer.Build().Succeeded();
    }

    [Fact]
    public void A_build_without_a_change_compiles_nothing()
    {
        var consumer = new Consumer(feed, "again");
        consumer.Build().Succeeded();
        DateTime built = File.GetLastWriteTimeUtc(consumer.Assembly);
        string log = consumer.Build("-v:n").Succeeded().Output;
        Assert.Contains("Skipping target \"CoreCompile\" because all output files are up-to-date", log, StringComparison.Ordinal);
        Assert.Equal(built, File.GetLastWriteTimeUtc(consumer.Assembly));

        consumer.Write("host.iopol", Consumer.Policy.Replace("policy Host", "policy Box", StringComparison.Ordinal));
        Outcome changed = consumer.Build();
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("'Host'", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_may_choose_its_files_the_namespace_and_who_sees_the_classes()
    {
        var consumer = new Consumer(feed, "choice", """
            <EnableDefaultIopolItems>false</EnableDefaultIopolItems>
            <IopolNamespace>Acme.Isolation</IopolNamespace>
            <IopolVisibility>internal</IopolVisibility>
            """, reference: $"<PackageReference Include=\"Iopol\" Version=\"{Feed.Version}\" /><AdditionalFiles Include=\"host.iopol\" />");
        consumer.Write("unfinished.iopol", "policy");
        consumer.Write("Program.cs", "System.Console.WriteLine(typeof(Acme.Isolation.Host).IsNotPublic);");
        consumer.Build().Succeeded();
        Assert.Contains("True", consumer.Run().Succeeded().Output, StringComparison.Ordinal);
    }
}
