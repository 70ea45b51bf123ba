using Iopol.Compiler.IR;

namespace Iopol.Compiler.Binding;

/// <summary>Policies as tests want them: with the declared settings, or with others.</summary>
internal sealed class TestPolicies
{
    private readonly IReadOnlyDictionary<PolicyScope, ClosedPolicy?> policies;
    private readonly CancellationToken cancellationToken;
    private readonly Dictionary<(PolicyScope Policy, string Settings), ClosedPolicy?> variants = [];

    public TestPolicies(IReadOnlyDictionary<PolicyScope, ClosedPolicy?> policies, CancellationToken cancellationToken)
    {
        this.policies = policies;
        this.cancellationToken = cancellationToken;
    }

    /// <summary>The policy, or null where it has errors.</summary>
    public ClosedPolicy? Find(PolicyScope policy, SortedDictionary<int, long> settings)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settings.Count == 0 || policies[policy] is null) return policies[policy];
        (PolicyScope, string) key = (policy, string.Join(";", settings.Select(s => $"{s.Key}={s.Value}")));
        if (!variants.TryGetValue(key, out ClosedPolicy? variant))
        {
            variant = PolicyBinder.Bind(policy, settings, speaks: false, cancellationToken);
            variants.Add(key, variant);
        }

        return variant;
    }
}
