using System.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Runtime.Facts;

namespace Iopol.Interpreter.Verifying;

/// <summary>
/// Tries every order in which the administrator, the kernel, users and devices can call a model's operations on a host, and tells how
/// a property comes to fail. Isolation is looked at after every write of a context entry, of a driver and of a user's access, so also
/// in the middle of an operation, because DMA does not wait for its end.
/// </summary>
public sealed class Verification
{
    private readonly VerificationModel model;

    /// <summary>Prepares a verification.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="facts">The host.</param>
    /// <param name="bounds">How far to look; null for the default.</param>
    /// <exception cref="VerificationException">The policy has something that cannot be verified.</exception>
    /// <exception cref="UnknownFactsException">The source of the host does not show something that decides.</exception>
    public Verification(PolicyIR policy, HostFacts facts, VerificationBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(facts);
        bounds ??= VerificationBounds.Default;
        ArgumentOutOfRangeException.ThrowIfNotEqual(bounds.Users is >= 1 and <= 4 && bounds.Objects is >= 1 and <= 4 && bounds.ObjectsOf.Values.All(n => n is >= 0 and <= 4) && bounds.Waiting is >= 0 and <= 4, true, nameof(bounds));
        model = new VerificationModel(policy, facts, bounds);
    }

    /// <summary>The properties there are: the built-in ones and those of the policy.</summary>
    public static IReadOnlyList<string> Names(PolicyIR policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [VerificationResult.Isolation, VerificationResult.Undisturbed, .. policy.Properties.Select(p => p.Name)];
    }

    /// <summary>Explores.</summary>
    /// <param name="property">The only property asked for, or null for all.</param>
    /// <param name="limits">When to give up; null for the default.</param>
    /// <param name="progress">Told now and then, on this thread.</param>
    /// <param name="stop">Stops the exploration; what was found so far is the result.</param>
    public VerificationResult Run(string? property = null, VerificationLimits? limits = null, IProgress<ExplorationProgress>? progress = null, CancellationToken stop = default)
    {
        using var explorer = new Explorer(model, limits ?? VerificationLimits.Default, name => property is null || name == property);
        var watch = Stopwatch.StartNew();
        ExplorationEnd end = explorer.Run(progress, stop);
        TimeSpan elapsed = watch.Elapsed;
        var teller = new Storyteller(model, explorer.States);
        PolicyIR policy = model.Policy;
        return new VerificationResult
        {
            End = end,
            Properties = [.. Names(policy).Where(n => property is null || n == property).Select(n => Verdict(n, end, explorer.Findings, teller))],
            States = explorer.States.Count,
            Transitions = explorer.Transitions,
            Depth = explorer.Depth,
            BitsPerState = explorer.States.Bits,
            BytesPerState = (double)explorer.States.Bytes / explorer.States.Count,
            Elapsed = elapsed,
            Bounds = model.Bounds,
            IsBounded = explorer.IsBounded,
            Assumed = model.Assumed,
            LeftOut = [.. policy.Operations.Where(o => !model.Relevance.Matters(o)).Select(o => o.Name)],
            WithoutEffect = [.. explorer.WithoutEffect],
        };
    }

    private PropertyVerdict Verdict(string name, ExplorationEnd end, IReadOnlyList<Finding> findings, Storyteller teller)
    {
        Counterexample[] found = [.. findings.Where(f => f.Property == name).Select(teller.Tell)];
        string text = name switch
        {
            VerificationResult.Isolation => "a user's devices, and those of their groups, reach the user's memory only; nobody else's device reaches it; a group has one user",
            VerificationResult.Undisturbed => "no operation takes the host's memory away from a device that the host goes on using",
            _ => model.Policy.Properties.First(p => p.Name == name).Text,
        };
        return new PropertyVerdict(name, text, found.Length > 0 ? false : end == ExplorationEnd.Complete ? true : null, found);
    }
}
