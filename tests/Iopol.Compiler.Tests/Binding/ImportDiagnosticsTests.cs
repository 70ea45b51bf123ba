using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Tests.Binding;

public class ImportDiagnosticsTests
{
    /// <summary>Ids the tests of this class cover.</summary>
    public static IReadOnlyList<string> Tested { get; } = ["IOPOL4001", "IOPOL4002", "IOPOL4003", "IOPOL4004", "IOPOL4005"];

    [Fact]
    public void Two_names_of_one_class_are_said() => Marked.AssertOnly(
        "IOPOL4005", "'Edge_node' becomes the class EdgeNode, and so does what is declared at test.iopol(1,48)",
        "import \"iopol:linux-6-vfio\";            policy EdgeNode extends Linux6Vfio { } policy [|Edge_node|] extends Linux6Vfio { }");

    [Fact]
    public void A_missing_file_is_said() => Marked.AssertOnly("IOPOL4001", "cannot read 'nowhere.iopol'", "import [|\"nowhere.iopol\"|];");

    [Fact]
    public void A_misspelt_shipped_name_is_corrected()
    {
        Diagnostic diagnostic = Marked.AssertOnly("IOPOL4002", "no 'linux-6-vfoi' ships with Iopol", "import [|\"iopol:linux-6-vfoi\"|];");

        Assert.Equal("did you mean 'linux-6-vfio'?", diagnostic.Help);
        Assert.Equal("\"iopol:linux-6-vfio\"", Assert.Single(diagnostic.Fix!.Edits).NewText);
    }

    [Fact]
    public void A_cycle_is_shown_in_full()
    {
        Compilation compilation = Bound.Compile("import \"a/b.iopol\";", ("a/b.iopol", "import \"../c.iopol\";"), ("c.iopol", "import \"test.iopol\";"), ("test.iopol", "import \"a/b.iopol\";"));

        Diagnostic only = Assert.Single(compilation.Diagnostics);
        Assert.Equal("IOPOL4003", only.Id);
        Assert.Equal("c.iopol(1,8)", only.Location.ToString());
        Assert.Equal("this import comes back to its own file: test.iopol → a/b.iopol → c.iopol → test.iopol", only.Message);
    }

    [Fact]
    public void Imports_nested_beyond_the_limit_are_refused()
    {
        (string, string)[] chain = [.. Enumerable.Range(0, 150).Select(i => ($"f{i}.iopol", $"import \"f{i + 1}.iopol\";")), ("f150.iopol", "")];

        Assert.Equal(["IOPOL4004"], Bound.Compile("import \"f0.iopol\";", chain).Diagnostics.Select(d => d.Id));
    }

    [Fact]
    public void Importing_a_file_twice_or_by_two_ways_reads_it_once()
    {
        const string Text = "import \"a.iopol\"; import \"./a.iopol\"; import \"b.iopol\"; import \"iopol:linux-6-vfio\"; import \"iopol:linux-6-vfio\";";
        Compilation compilation = Bound.Compile(Text, ("a.iopol", Marked.Model("")), ("b.iopol", "import \"a.iopol\"; policy B extends P { }"));

        Bound.AssertNoErrors(compilation);
        Assert.Equal(["a.iopol", "b.iopol", "iopol:linux-6-vfio", "test.iopol"], compilation.Files.Select(f => f.Path));
    }

    [Fact]
    public void Two_imports_that_declare_one_name_are_refused() =>
        Marked.AssertOnly("IOPOL2002", "'P' is already declared at a.iopol(1,37)", "import \"a.iopol\"; import [|\"b.iopol\"|];",
            ("a.iopol", "import \"iopol:linux-6-vfio\"; policy P extends Linux6Vfio { }"),
            ("b.iopol", "import \"iopol:linux-6-vfio\"; policy P extends Linux6Vfio { }"));

    [Fact]
    public void A_shipped_file_sees_only_what_ships() => Assert.False(ShippedResolver.Instance.TryRead("iopol:linux-6-vfio", "x.iopol", out _));

    [Fact]
    public void Files_are_found_beside_the_importing_file()
    {
        string folder = Path.Combine(Path.GetTempPath(), "iopol-imports-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        try
        {
            File.WriteAllText(Path.Combine(folder, "m.iopol"), Marked.Model(""));
            string root = Path.Combine(folder, "sub", "p.iopol");
            File.WriteAllText(root, "import \"../m.iopol\"; policy Q extends P { }");

            Compilation compilation = Bound.CompileFile(root);

            Bound.AssertNoErrors(compilation);
            Assert.Equal("Q", compilation.DefaultPolicy(root)!.Name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Shipped_texts_are_named_after_their_files()
    {
        Assert.Contains("linux-6-vfio", ShippedLibrary.Names);
        Assert.True(ShippedLibrary.TryGet("linux-6-vfio", out SourceText? text));
        Assert.Equal("iopol:linux-6-vfio", text.Path);
        Assert.False(ShippedLibrary.TryGet("windows", out _));
    }
}
