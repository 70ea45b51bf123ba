namespace Iopol.Analyzers.Tests.Usage;

/// <summary>IOPOL7001.</summary>
public sealed class DecisionTests
{
    [Theory]
    [InlineData("{|7001:host.Unbind(card)|};")]
    [InlineData("{|7001:host.Bind(card, host.Driver(\"vfio-pci\"))|};")]
    [InlineData("{|7001:host.OpenGroup(group, user, out _)|};")]
    [InlineData("{|7001:host.OpenGroup(group, user, out Linux6Vfio.GroupFile file)|}; _ = host.CloseGroupFile(file, user);")]
    [InlineData("Linux6Vfio? other = host; other?{|7001:.Unbind(card)|};")]
    [InlineData("Decision decision = {|7001:host.Unbind(card)|};")]
    [InlineData("Decision decision = {|7001:host.Unbind(card)|}; decision = host.Plug(card);")]
    [InlineData("for (int i = 0; i < 2; {|7001:host.Unbind(card)|}) i++;")]
    [InlineData("Action later = () => { {|7001:host.Unbind(card)|}; };")]
    [InlineData("if (flag) {|7001:host.Unbind(card)|};")]
    [InlineData("{|7001:host.ResumeUnbind(card, 1)|};")]
    [InlineData("{|7001:host.Call(0, 0, [1], 0)|};")]
    public Task Nobody_looks_at_it(string body) => Marked.Statements(body);

    [Theory]
    // It says so.
    [InlineData("_ = host.Unbind(card);")]
    [InlineData("var _ = host.Unbind(card);")]
    // It asks.
    [InlineData("if (!host.Unbind(card).IsOk) return;")]
    [InlineData("Decision decision = host.Unbind(card); if (!decision.IsOk) throw new InvalidOperationException();")]
    [InlineData("Decision decision = host.Unbind(card); Action look = () => Console.WriteLine(decision);")]
    [InlineData("Console.WriteLine(host.Unbind(card));")]
    [InlineData("Decision decision; decision = host.Unbind(card); Console.WriteLine(decision.Errno);")]
    // What is closed is closed: it cannot be refused.
    [InlineData("if (host.OpenContainer(user, out Linux6Vfio.Container c).IsOk) host.CloseContainer(c, user);")]
    // A handle that is none says the same.
    [InlineData("host.OpenContainer(user, out Linux6Vfio.Container c); if (c.Value < 0) return;")]
    [InlineData("host.OpenContainer(user, out Linux6Vfio.Container c); if (c == default) return;")]
    // Where a lambda's value goes is not its own choice.
    [InlineData("Func<Decision> later = () => host.Unbind(card); Console.WriteLine(later());")]
    [InlineData("Action later = () => host.Unbind(card);")]
    // No operation.
    [InlineData("host.Reset(); host.Viable(group); host.GroupOf(card); host.ToString();")]
    [InlineData("using Linux6Vfio.ContainerHandle c = host.TryOpenContainer(user, out _); c.Close();")]
    public Task Somebody_looks_at_it(string body) => Marked.Statements(body);

    [Fact]
    public Task An_expression_body_drops_it_too() => Marked.Members("""
        void Drops(Linux6Vfio host, DeviceId card) => {|7001:host.Unbind(card)|};
        Decision Passes(Linux6Vfio host, DeviceId card) => host.Unbind(card);
        """);

    [Fact]
    public Task A_method_of_the_same_name_elsewhere_is_not_meant() => Marked.File("""
        class Other { public Decision Unbind(DeviceId d) => Decision.Ok; }
        class Example { void Run(Other other) { other.Unbind(new DeviceId(0)); } }
        """);
}
