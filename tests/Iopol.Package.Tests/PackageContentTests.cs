using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Iopol.Package.Tests;

/// <summary>What is in the packages.</summary>
[Collection(FeedCollection.Name)]
public sealed class PackageContentTests(Feed feed)
{
    [Fact]
    public void The_package_holds_what_a_project_needs_and_nothing_else()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package("Iopol"));
        string[] files = [.. package.Entries.Select(e => e.FullName).Where(n => !n.StartsWith("_rels", StringComparison.Ordinal) && !n.StartsWith("package/", StringComparison.Ordinal) && n != "[Content_Types].xml").Order(StringComparer.Ordinal)];
        Assert.Equal(
        [
            "Iopol.nuspec",
            "README.md",
            "analyzers/dotnet/cs/Antlr4.Runtime.Standard.dll",
            "analyzers/dotnet/cs/Iopol.Analyzers.dll",
            "analyzers/dotnet/cs/Iopol.CodeFixes.dll",
            "analyzers/dotnet/cs/Iopol.Compiler.dll",
            "analyzers/dotnet/cs/Iopol.Generator.dll",
            "analyzers/dotnet/cs/Scriban.Signed.dll",
            "build/Iopol.props",
            "buildTransitive/Iopol.props",
            "lib/net8.0/Iopol.Linux.dll",
            "lib/net8.0/Iopol.Linux.xml",
            "lib/net8.0/Iopol.Runtime.dll",
            "lib/net8.0/Iopol.Runtime.xml",
        ], files);
    }

    [Fact]
    public void The_package_asks_for_no_other()
    {
        using ZipArchive package = ZipFile.OpenRead(feed.Package("Iopol"));
        using Stream nuspec = package.GetEntry("Iopol.nuspec")!.Open();
        Assert.DoesNotContain(XDocument.Load(nuspec).Descendants(), e => e.Name.LocalName == "dependency");
    }

    [Theory]
    [InlineData("Iopol.Runtime")]
    [InlineData("Iopol.Linux")]
    public void Symbols_carry_their_source(string assembly)
    {
        // "Embedded source" of the portable PDB format.
        var embedded = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        using ZipArchive symbols = ZipFile.OpenRead(feed.Package("Iopol", "snupkg"));
        using var content = new MemoryStream();
        using (Stream pdb = symbols.GetEntry($"lib/net8.0/{assembly}.pdb")!.Open()) pdb.CopyTo(content);
        content.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(content);
        MetadataReader reader = provider.GetMetadataReader();
        HashSet<EntityHandle> withSource = [.. reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(i => reader.GetGuid(i.Kind) == embedded).Select(i => i.Parent)];
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, d => Assert.Contains((EntityHandle)d, withSource));
    }

    [Fact]
    public void What_the_compiler_loads_asks_for_nothing_it_lacks()
    {
        // What a compiler of 2023 brings along, or .NET itself.
        string[] given = ["netstandard", "System.Collections.Immutable", "System.Memory", "System.Buffers", "System.Runtime.CompilerServices.Unsafe", "System.Numerics.Vectors", "System.Reflection.Metadata", "System.Threading.Tasks.Extensions", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.Workspaces", "System.Composition.AttributedModel"];
        // Scriban asks for these in functions the templates do not use.
        string[] unused = ["System.Text.Json", "Microsoft.CSharp", "System.Text.Encodings.Web"];
        using ZipArchive package = ZipFile.OpenRead(feed.Package("Iopol"));
        ZipArchiveEntry[] assemblies = [.. package.Entries.Where(e => e.FullName.StartsWith("analyzers/", StringComparison.Ordinal))];
        string[] known = [.. given, .. unused, .. assemblies.Select(a => Path.GetFileNameWithoutExtension(a.Name))];
        foreach (ZipArchiveEntry assembly in assemblies)
        {
            using var content = new MemoryStream();
            using (Stream entry = assembly.Open()) entry.CopyTo(content);
            content.Position = 0;
            using var image = new PEReader(content);
            MetadataReader reader = image.GetMetadataReader();
            Assert.All(reader.AssemblyReferences, r => Assert.Contains(reader.GetString(reader.GetAssemblyReference(r).Name), known));
        }
    }
}
