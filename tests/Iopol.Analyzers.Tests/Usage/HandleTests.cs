namespace Iopol.Analyzers.Tests.Usage;

/// <summary>IOPOL7002, 7006 and 7007.</summary>
public sealed class HandleTests
{
    private const string Open = "if (!host.OpenContainer(user, out Linux6Vfio.Container c).IsOk) return; if (!host.OpenGroup(group, user, out Linux6Vfio.GroupFile f).IsOk) return;\n";

    [Theory]
    [InlineData("host.CloseContainer(c, user); _ = host.SetContainer(f, {|7002:c|}, user);")]
    [InlineData("host.CloseContainer(c, user); host.CloseContainer({|7002:c|}, user);")]
    [InlineData("_ = host.CloseContainer(c, user); if (flag) { _ = host.SetContainer(f, {|7002:c|}, user); }")]
    [InlineData("Decision d = host.CloseContainer(c, user); Console.WriteLine(d); while (flag) _ = host.SetContainer(f, {|7002:c|}, user);")]
    [InlineData("if (!host.CloseContainer(c, user).IsOk) return; _ = host.SetContainer(f, {|7002:c|}, user);")]
    [InlineData("if (flag) { host.CloseContainer(c, user); _ = host.SetContainer(f, {|7002:c|}, user); }")]
    [InlineData("switch (flag) { case true: host.CloseContainer(c, user); _ = host.SetContainer(f, {|7002:c|}, user); break; }")]
    [InlineData("using Linux6Vfio.ContainerHandle h = host.TryOpenContainer(user, out _); h.Close(); _ = host.SetContainer(f, {|7002:h|}, user);")]
    [InlineData("Linux6Vfio.ContainerHandle h = host.TryOpenContainer(user, out _); h.Dispose(); _ = host.SetContainer(f, {|7002:h.Id|}, user);")]
    [InlineData("Linux6Vfio.ContainerHandle h = host.TryOpenContainer(user, out _); host.CloseContainer(h, user); _ = host.SetContainer(f, {|7002:h|}, user);")]
    public Task It_was_closed_before(string body) => Marked.Statements(Open + body);

    [Theory]
    [InlineData("_ = host.SetContainer(f, c, user); host.CloseContainer(c, user);")]
    // Opened anew.
    [InlineData("host.CloseContainer(c, user); _ = host.OpenContainer(user, out c); _ = host.SetContainer(f, c, user);")]
    [InlineData("host.CloseContainer(c, user); if (flag) _ = host.OpenContainer(user, out c); _ = host.SetContainer(f, c, user);")]
    [InlineData("host.CloseContainer(c, user); c = new Linux6Vfio.Container(3); _ = host.SetContainer(f, c, user);")]
    [InlineData("void Renew() { _ = host.OpenContainer(user, out c); } host.CloseContainer(c, user); Renew(); _ = host.SetContainer(f, c, user);")]
    // Closed only sometimes.
    [InlineData("if (flag) host.CloseContainer(c, user); _ = host.SetContainer(f, c, user);")]
    [InlineData("_ = flag && host.CloseContainer(c, user).IsOk; _ = host.SetContainer(f, c, user);")]
    [InlineData("_ = flag ? host.CloseContainer(c, user) : Decision.Ok; _ = host.SetContainer(f, c, user);")]
    [InlineData("Action close = () => host.CloseContainer(c, user); _ = host.SetContainer(f, c, user); close();")]
    [InlineData("if (flag) { host.CloseContainer(c, user); return; } _ = host.SetContainer(f, c, user);")]
    [InlineData("try { if (flag) return; _ = host.SetContainer(f, c, user); } finally { host.CloseContainer(c, user); }")]
    [InlineData("again: _ = host.SetContainer(f, c, user); host.CloseContainer(c, user); if (flag) goto again;")]
    // Another one.
    [InlineData("_ = host.OpenContainer(user, out Linux6Vfio.Container e); host.CloseContainer(c, user); _ = host.SetContainer(f, e, user);")]
    [InlineData("host.CloseGroupFile(f, user); _ = host.Map(c, 0, 4096, AccessRights.Read, user);")]
    // No operation, or one that is expected to be refused.
    [InlineData("host.CloseContainer(c, user); Console.WriteLine(host.BackendOf(c));")]
    [InlineData("host.CloseContainer(c, user); if (host.SetContainer(f, c, user).Errno != Errno.EBADF) throw new InvalidOperationException();")]
    [InlineData("using Linux6Vfio.ContainerHandle h = host.TryOpenContainer(user, out _); h.Close(); h.Dispose(); h.Close();")]
    [InlineData("void Use() => _ = host.SetContainer(f, c, user); Use(); host.CloseContainer(c, user);")]
    [InlineData("host.CloseContainer(c, user); void Use() => _ = host.SetContainer(f, c, user);")]
    public Task It_is_open_or_may_be(string body) => Marked.Statements(Open + body);

    [Fact]
    public Task A_close_that_can_be_refused_counts_where_nobody_asks() => Marked.File(
        """
        class Example
        {
            void Asks(Acme.Kept host, Acme.Kept.Thing t, UserId user)
            {
                if (!host.Drop(t, user).IsOk) Console.WriteLine("kept");
                _ = host.Use(t, user);
            }

            void Assumes(Acme.Kept host, Acme.Kept.Thing t, UserId user)
            {
                {|7001:host.Drop(t, user)|};
                _ = host.Use({|7002:t|}, user);
            }
        }
        """,
        ("kept.iopol", """
        model Things {
            object thing limit 4;
            state busy: bool per thing;
            operation make() by user gives t: thing { give t = new thing; }
            operation use(t: thing) by user { busy[t] = true; }
            operation drop(t: thing) by user { require not busy[t] else EBUSY "it is busy"; free t; }
        }
        policy Kept for Things { }
        """));

    private const string Users = "UserId alice = new(0); var bob = new UserId(1); ";

    [Theory]
    [InlineData("if (!host.OpenContainer(alice, out Linux6Vfio.Container c).IsOk) return; _ = host.Map({|7006:c|}, 0, 4096, AccessRights.Read, bob);")]
    [InlineData("Linux6Vfio.Container c; _ = host.OpenContainer(alice, out c); host.CloseContainer({|7006:c|}, bob);")]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); while (flag) _ = host.Map({|7006:c|}, 0, 4096, AccessRights.Read, new UserId(1));")]
    [InlineData("_ = host.OpenContainer(default, out Linux6Vfio.Container c); _ = host.Map({|7006:c|}, 0, 4096, AccessRights.Read, bob);")]
    [InlineData("using Linux6Vfio.ContainerHandle c = host.TryOpenContainer(alice, out _); _ = host.Map({|7006:c|}, 0, 4096, AccessRights.Read, bob);")]
    [InlineData("using Linux6Vfio.ContainerHandle c = host.TryOpenContainer(alice, out _); _ = host.Map(caller: bob, c: {|7006:c|}, iova: 0, size: 4096, access: AccessRights.Read);", true)]
    public Task Another_opened_it(string body, bool named = false) => Marked.Statements(Users + (named ? body.Replace("c: {|7006:c|}", "{|7006:c: c|}", StringComparison.Ordinal) : body));

    [Theory]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); _ = host.Map(c, 0, 4096, AccessRights.Read, alice);")]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); UserId same = alice; _ = host.Map(c, 0, 4096, AccessRights.Read, same);")]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); _ = host.Map(c, 0, 4096, AccessRights.Read, new UserId(0));")]
    // Who they are is not in the text.
    [InlineData("_ = host.OpenContainer(user, out Linux6Vfio.Container c); _ = host.Map(c, 0, 4096, AccessRights.Read, another);")]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); _ = host.Map(c, 0, 4096, AccessRights.Read, another);")]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); bob = alice; _ = host.Map(c, 0, 4096, AccessRights.Read, bob);")]
    [InlineData("_ = host.OpenContainer(alice, out Linux6Vfio.Container c); if (flag) _ = host.OpenContainer(bob, out c); _ = host.Map(c, 0, 4096, AccessRights.Read, bob);")]
    public Task Its_own_user_or_nobody_knows(string body) => Marked.Statements(Users + body);

    [Fact]
    public Task Users_may_be_fields() => Marked.Members("""
        private static readonly UserId Alice = new(0);
        private static readonly UserId Bob = new UserId(1);
        private static UserId Anybody = new(2);

        void Run(Linux6Vfio host)
        {
            _ = host.OpenContainer(Alice, out Linux6Vfio.Container c);
            _ = host.Map({|7006:c|}, 0, 4096, AccessRights.Read, Bob);
            _ = host.Map(c, 0, 4096, AccessRights.Read, Anybody);
        }
        """);

    [Theory]
    [InlineData("var a = new Linux6Vfio(topology); var b = new Linux6Vfio(Copy()); _ = a.OpenContainer(user, out Linux6Vfio.Container c); _ = b.Map({|7007:c|}, 0, 4096, AccessRights.Read, user);")]
    [InlineData("var a = new Linux6Vfio(topology); var b = new Linux6Vfio(Copy()); _ = a.OpenContainer(user, out Linux6Vfio.Container c); _ = a.Map(c, 0, 4096, AccessRights.Read, user);")]
    [InlineData("var a = new Linux6Vfio(topology); var b = a; _ = a.OpenContainer(user, out Linux6Vfio.Container c); _ = b.Map(c, 0, 4096, AccessRights.Read, user);")]
    [InlineData("var a = new Linux6Vfio(topology); var b = new Linux6Vfio(Copy()); if (flag) b = a; _ = a.OpenContainer(user, out Linux6Vfio.Container c); _ = b.Map(c, 0, 4096, AccessRights.Read, user);")]
    [InlineData("var a = new Linux6Vfio(topology); var b = new Linux6Vfio(Copy()); _ = b.Bind(a.Device(new BusAddress(0, 1, 0, 0)), a.Driver(\"vfio-pci\"));")]
    public Task It_belongs_to_another_policy_object(string body) => Marked.Statements(body + " HostTopology Copy() => new(topology.Facts);");
}
