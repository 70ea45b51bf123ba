using Microsoft.CodeAnalysis;

namespace Iopol.Analyzers.Tests.Usage;

/// <summary>IOPOL7010 and 7011.</summary>
public sealed class PutTests
{
    private const string Policies = """
        import "iopol:linux-6-vfio";
        policy Desk extends Linux6Vfio { }
        """;

    [Theory]
    [InlineData("", "IOPOL7010 /project/desk.iopol 1,7")]
    [InlineData("static object Make(HostTopology t) => new Acme.Desk(t);", null)]
    [InlineData("static Acme.Desk Make(HostTopology t) => new(t);", null)]
    [InlineData("static object Make(HostTopology t) => Activator.CreateInstance(typeof(Acme.Desk), t)!;", null)]
    [InlineData("static T Get<T>() => default!; static object Make() => Get<Acme.Desk>();", null)]
    [InlineData("static void Take(Acme.Desk desk) { }", "IOPOL7010 /project/desk.iopol 1,7")]
    public async Task A_program_puts_its_policies_to_use(string member, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], await Found($$"""class Program { static void Main() { } {{member}} }""", Policies, OutputKind.ConsoleApplication));

    [Fact]
    public async Task A_library_leaves_that_to_others() => Assert.Empty(await Found("", Policies, OutputKind.DynamicallyLinkedLibrary));

    [Fact]
    public async Task A_program_that_shows_its_internals_does_too() => Assert.Empty(await Found(
        "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Tests\")] class Program { static void Main() { } }", Policies, OutputKind.ConsoleApplication));

    [Fact]
    public async Task A_base_is_put_to_use_by_what_extends_it() => Assert.Empty(await Found(
        "class Program { static void Main() { } static object Make(HostTopology t) => new Acme.Strict(t); }",
        Policies + " policy Strict extends Desk { }",
        OutputKind.ConsoleApplication));

    [Theory]
    [InlineData("var a = new Linux6Vfio(topology); var b = {|7011:new Linux6Vfio(topology)|}; _ = a.Unbind(card); _ = b.Unbind(card);")]
    [InlineData("var a = new Linux6Vfio(topology); var b = {|7011:new Linux6Iommufd(topology)|}; if (flag) { _ = a.Unbind(card); } else { _ = b.Unbind(card); }")]
    [InlineData("var t = new HostTopology(topology.Facts); var a = new Linux6Vfio(t); if (flag) return; var b = {|7011:new Linux6Vfio(limits: null, topology: t)|}; _ = a.Unbind(card); _ = b.Unbind(card);")]
    // One of them, or one after the other.
    [InlineData("CompiledPolicy any = flag ? new Linux6Vfio(topology) : new Linux6Iommufd(topology); any.Reset();")]
    [InlineData("if (flag) { var a = new Linux6Vfio(topology); _ = a.Unbind(card); } else { var a = new Linux6Iommufd(topology); _ = a.Unbind(card); }")]
    [InlineData("var a = new Linux6Vfio(topology); _ = a.Unbind(card); var b = new Linux6Vfio(topology); _ = b.Unbind(card);")]
    // Compared by what they would say.
    [InlineData("var a = new Linux6Vfio(topology); var b = new Linux6Iommufd(topology); Console.WriteLine(a.Viable(group) == b.Viable(group));")]
    // Two hosts.
    [InlineData("var a = new Linux6Vfio(topology); var b = new Linux6Vfio(new HostTopology(topology.Facts)); _ = a.Unbind(card); _ = b.Unbind(card);")]
    [InlineData("var t = topology; var a = new Linux6Vfio(t); t = new HostTopology(topology.Facts); var b = new Linux6Vfio(t); _ = a.Unbind(card); _ = b.Unbind(card);")]
    public Task A_host_has_one_policy(string body) => Marked.Statements(body);

    [Fact]
    public Task Members_count_too() => Marked.Members("""
        private static readonly HostTopology Topology = new(new HostFacts());
        private static readonly HostTopology Other = new(new HostFacts());
        private static readonly Linux6Vfio One = new(Topology);
        private static readonly Linux6Iommufd Two = {|7011:new(Topology)|};
        private static readonly Linux6Vfio Three = new(Other);
        """);

    private static async Task<string[]> Found(string code, string policies, OutputKind kind)
    {
        var project = new UsageProject([("Example.cs", "using System; using Iopol.Runtime.Topology; " + code)], [("desk.iopol", policies)], kind);
        Assert.Empty(project.Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        IReadOnlyList<Diagnostic> found = await project.AnalyzeAsync();
        Assert.Empty(project.Thrown);
        return [.. found.Select(d => $"{d.Id} {d.Location.GetLineSpan().Path} {d.Location.GetLineSpan().StartLinePosition}")];
    }
}
