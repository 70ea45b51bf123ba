using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Symbols;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding;

/// <summary>Finds the policy and the host of each test of a file, and binds its steps.</summary>
internal sealed class TestBinder
{
    private readonly FileScope scope;
    private readonly TestPolicies policies;
    private readonly BindingSink sink;

    private TestBinder(FileScope scope, TestPolicies policies, BindingSink sink)
    {
        this.scope = scope;
        this.policies = policies;
        this.sink = sink;
    }

    /// <summary>The tests of a file; those with errors are left out.</summary>
    public static IReadOnlyList<TestIR> BindAll(FileScope scope, TestPolicies policies, Func<SourceFile, BindingSink> newSink)
    {
        var bound = new List<(ClosedPolicy Policy, Func<PolicyIR, TestIR> Make)>();
        foreach (TestDeclarationSyntax test in scope.File.Tree.Root.Declarations.OfType<TestDeclarationSyntax>())
        {
            BindingSink sink = FileDeclarer.Sink(scope, test, newSink);
            (ClosedPolicy Policy, Func<PolicyIR, TestIR> Make)? made = new TestBinder(scope, policies, sink).Bind(test);
            if (made is { } known && !sink.HasErrors) bound.Add(known);
        }

        // Tests name drivers the policy does not; all tests of one policy share one table of names.
        Dictionary<ClosedPolicy, PolicyIR> closed = bound.Select(b => b.Policy).Distinct().ToDictionary(p => p, p => p.WithAllDriverNames());
        return [.. bound.Select(b => b.Make(closed[b.Policy]))];
    }

    private (ClosedPolicy Policy, Func<PolicyIR, TestIR> Make)? Bind(TestDeclarationSyntax test)
    {
        CheckOrder(test);
        PolicyScope? policy = Policy(test);
        HostIR? host = Host(test);
        if (policy is null) return null;
        if (policies.Find(policy, Settings(test, policy)) is not { } closed)
        {
            sink.Fail();
            return null;
        }

        List<string> users = Users(test);
        var frame = new Frame(null);
        var steps = new TestStepBinder(closed, policy, sink, frame, users).Bind(test.Steps);
        if (host is null) return null;
        string name = Literals.ReadString(test.Title.Text);
        SourcePlace place = sink.Place(test.Title.Span);
        return (closed, ir => new TestIR(name, ir, host, users, steps, frame.Count, place));
    }

    private void CheckOrder(TestDeclarationSyntax test)
    {
        bool started = false;
        var seen = new HashSet<string>();
        foreach (TestStepSyntax step in test.Steps)
        {
            string? said = step switch { PolicyStepSyntax => "policy", HostStepSyntax => "host", SettingStepSyntax setting => setting.Name.Text, _ => null };
            if (said is null) started |= step is not NoteStepSyntax;
            else if (!seen.Add(said)) sink.Report(TestDiagnostics.StepTooLate, step.Span, said, "twice");
            else if (started) sink.Report(TestDiagnostics.StepTooLate, step.Span, said, "after a step that runs");
        }
    }

    private PolicyScope? Policy(TestDeclarationSyntax test)
    {
        if (test.Steps.OfType<PolicyStepSyntax>().FirstOrDefault() is { } named)
        {
            if (scope.Policies.TryGetValue(named.Name.Text, out PolicyScope? policy))
            {
                sink.Refer(named.Name, policy.Symbol);
                return policy;
            }

            if (scope.IsBroken(SymbolKind.Policy, named.Name.Text)) sink.Fail();
            else sink.Unknown("policy", named.Name, scope.Policies.Keys, "import the file that declares it");
            return null;
        }

        if (scope.OwnPolicies.Count == 1) return scope.OwnPolicies[0];
        if (scope.OwnPolicies.Count == 0 && scope.Policies.Count == 1) return scope.Policies.Values.First();
        if (scope.HasBroken(SymbolKind.Policy)) sink.Fail();
        else sink.Report(TestDiagnostics.WhichPolicy, test.Title.Span, List(scope.Policies.Keys));
        return null;
    }

    private HostIR? Host(TestDeclarationSyntax test)
    {
        string? name = null;
        if (test.Steps.OfType<HostStepSyntax>().FirstOrDefault() is { } named)
        {
            if (scope.Hosts.TryGetValue(named.Name.Text, out (Symbol Symbol, HostIR? Host) known))
            {
                sink.Refer(named.Name, known.Symbol);
                name = known.Symbol.Name;
            }
            else
            {
                sink.Unknown("host", named.Name, scope.Hosts.Keys, "declare it: host NAME { … } or host NAME = \"FILE\";");
                return null;
            }
        }
        else if (scope.OwnHosts.Count == 1)
        {
            name = scope.OwnHosts[0];
        }
        else if (scope.OwnHosts.Count == 0 && scope.Hosts.Count == 1)
        {
            name = scope.Hosts.Keys.First();
        }

        if (name is null)
        {
            sink.Report(TestDiagnostics.WhichHost, test.Title.Span, List(scope.Hosts.Keys));
            return null;
        }

        if (scope.Hosts[name].Host is { } host) return host;
        sink.Fail();
        return null;
    }

    private SortedDictionary<int, long> Settings(TestDeclarationSyntax test, PolicyScope policy)
    {
        var settings = new SortedDictionary<int, long>();
        foreach (SettingStepSyntax step in test.Steps.OfType<SettingStepSyntax>())
        {
            if (!policy.Model.Settings.TryGet(step.Name.Text, out DeclaredSetting setting))
            {
                sink.Unknown("setting", step.Name, policy.Model.Settings.Names);
                continue;
            }

            sink.Refer(step.Name, setting.Symbol);
            if (setting.Type is not null && ConstantBinder.Bind(step.Value, setting.Type, policy.Model, sink) is { } value) settings[setting.Index] = value;
        }

        return settings;
    }

    private List<string> Users(TestDeclarationSyntax test)
    {
        var users = new List<string>();
        foreach (OperationStepSyntax step in test.Steps.OfType<OperationStepSyntax>())
        {
            if (step.User is not { IsMissing: false } user || users.Contains(user.Text)) continue;
            users.Add(user.Text);
            if (users.Count == TestStepBinder.MostUsers + 1) sink.Report(TestDiagnostics.TooManyUsers, user.Span, TestStepBinder.MostUsers);
        }

        // Where no step says who calls, somebody still does.
        if (users.Count == 0) users.Add("user");
        return users;
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.OrderBy(n => n, StringComparer.Ordinal)) is { Length: > 0 } list ? list : "none here";
}
