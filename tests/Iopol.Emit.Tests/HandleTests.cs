using System.Reflection;
using Iopol.Compiler;
using Iopol.Compiler.Emit;
using Iopol.Compiler.IR;
using Iopol.Compiler.Systems;
using Iopol.Compiler.Text;
using Iopol.Emit.Tests.Differential;

namespace Iopol.Emit.Tests;

/// <summary>Which objects can be held is read from what operations do, whatever their names.</summary>
public sealed class HandleTests
{
    [Fact]
    public void Names_do_not_matter() => Assert.Equal(
        ["FileHandle TryZig(UserId, Decision&)"],
        Openers("operation zig() by user gives x: file { let f = new file; give x = f; } operation zag(f: file) by user { let same = f; drop(same); }"));

    [Fact]
    public void Other_values_are_given_as_before() => Assert.Equal(
        ["FileHandle TryZig(DeviceId, UserId, Boolean&, Decision&)"],
        Openers("operation zig(d: device) by user gives yes: bool, x: file { give yes = d.driver is none; give x = new file; } operation zag(f: file) by user { free f; }"));

    [Theory]
    // Nothing closes it, or two operations do.
    [InlineData("operation zig() by user gives x: file { give x = new file; }")]
    [InlineData("operation zig() by user gives x: file { give x = new file; } operation a(f: file) by user { free f; } operation b(f: file) by user { free f; }")]
    // What closes it is not a user's, needs more than the object, may wait, or frees something else.
    [InlineData("operation zig() by user gives x: file { give x = new file; } operation a(f: file) by admin { free f; }")]
    [InlineData("operation zig() by user gives x: file { give x = new file; } operation a(f: file, d: device) by user { free f; }")]
    [InlineData("operation zig() by user gives x: file { give x = new file; } operation a(f: file) by user { block until idle[f]; free f; }")]
    [InlineData("operation zig() by user gives x: file { give x = new file; } operation a(f: file) by user { if next[f] is not none { free next[f]; } }")]
    [InlineData("operation zig() by user gives x: file { give x = new file; } operation a(f: file) by user { idle[f] = true; }")]
    // What gives it has not made it, may have none, is not a user's, or may wait.
    [InlineData("operation zig(f: file) by user gives x: file { give x = f; } operation a(f: file) by user { free f; }")]
    [InlineData("operation zig(f: file) by user gives x: file { if idle[f] { give x = f; } else { give x = new file; } } operation a(f: file) by user { free f; }")]
    [InlineData("operation zig() by user gives x: file? { give x = new file; } operation a(f: file) by user { free f; }")]
    [InlineData("operation zig() by admin gives x: file { give x = new file; } operation a(f: file) by user { free f; }")]
    [InlineData("operation zig(d: device) by user gives x: file { block until d.driver is none; give x = new file; } operation a(f: file) by user { free f; }")]
    public void Otherwise_there_is_no_handle(string operations) => Assert.Empty(Openers(operations));

    [Theory]
    [InlineData("file_handle")]
    [InlineData("id")]
    [InlineData("user_handle")]
    [InlineData("close")]
    [InlineData("policy")]
    [InlineData("decision")]
    public void Names_make_way(string name) => Assert.Single(Openers(
        $"object {name} limit 2; operation try_zig() by user gives decision: {name} {{ give decision = new {name}; }} operation close_held_{name}(made: {name}) by user {{ free made; }}"
        + " operation zig() by admin { }"));

    private static string[] Openers(string operations)
    {
        Compilation compilation = Compilation.Create(
            [
                new SourceText("h.iopol", $$"""
                    model M {
                        object file limit 2;
                        state idle: bool per file;
                        state next: file? per file;
                        {{operations}}
                        action drop(f: file) { if idle[f] { idle[f] = false; } else { free f; } }
                    }
                    policy P for M { aliases = together; }
                    """),
            ], ShippedResolver.Instance);
        Assert.False(compilation.HasErrors, string.Join("\n", compilation.Diagnostics));
        PolicyIR policy = compilation.Policies.Single();
        Type type = InMemory.Load([PolicyEmitter.Emit(policy, new EmitOptions("Emitted"))]).GetType("Emitted.P")!;
        return [.. type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType.IsValueType && m.ReturnType.IsAssignableTo(typeof(IDisposable)))
            .Select(m => $"{m.ReturnType.Name} {m.Name}({string.Join(", ", m.GetParameters().Select(p => p.ParameterType.Name))})")];
    }
}
