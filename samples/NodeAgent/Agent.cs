using Iopol.Runtime.Decisions;
using Iopol.Runtime.Enforcement;

namespace NodeAgent;

/// <summary>Answers the requests of an administrator and of tenants. The policy decides; the agent does what is left to do and passes the reason on.</summary>
internal sealed class Agent(Node policy)
{
    private readonly Dictionary<(DeviceId Device, UserId Tenant), Lease> leases = [];
    private readonly List<(DeviceId Device, int Phase)> waiting = [];

    /// <summary>A driver is to be bound.</summary>
    public Answer Bind(DeviceId device, string driver)
    {
        DriverId to = policy.Driver(driver);
        Decision decision = policy.Bind(device, to);
        return new Answer(decision, policy.ExplainBind(decision, device, to));
    }

    /// <summary>A driver is to let go of its device. While a tenant has it, that waits.</summary>
    public Answer Unbind(DeviceId device)
    {
        Decision decision = policy.Unbind(device);
        if (decision.Verdict == Verdict.Blocked) waiting.Add((device, decision.Phase));
        return new Answer(decision, policy.ExplainUnbind(decision, device));
    }

    /// <summary>A tenant is to have a device: group, container, backend, device. What was opened before a refusal is closed again.</summary>
    public Answer Lend(DeviceId device, UserId tenant)
    {
        GroupId of = policy.GroupOf(device);
        Node.GroupFileHandle group = policy.TryOpenGroup(of, tenant, out Decision decision);
        if (!decision.IsOk) return new Answer(decision, policy.ExplainOpenGroup(decision, of, tenant));
        Node.ContainerHandle container = policy.TryOpenContainer(tenant, out decision);
        Node.DeviceFileHandle file = default;
        Explanation explanation = policy.ExplainOpenContainer(decision, tenant);
        if (decision.IsOk)
        {
            decision = policy.SetContainer(group, container, tenant);
            explanation = policy.ExplainSetContainer(decision, group, container, tenant);
        }

        if (decision.IsOk)
        {
            decision = policy.SetIommu(container, Node.Backend.Type1v2, tenant);
            explanation = policy.ExplainSetIommu(decision, container, Node.Backend.Type1v2, tenant);
        }

        if (decision.IsOk)
        {
            file = policy.TryGetDeviceFd(group, device, tenant, out decision);
            explanation = policy.ExplainGetDeviceFd(decision, group, device, tenant);
        }

        var lease = new Lease(group, container, file);
        if (decision.IsOk) leases.Add((device, tenant), lease);
        else lease.Dispose();
        return new Answer(decision, explanation);
    }

    /// <summary>A tenant gives a device back, or its process ended. Whoever waited for that goes on.</summary>
    public bool Return(DeviceId device, UserId tenant, out IReadOnlyList<Answer> wentOn)
    {
        List<Answer> answers = [];
        wentOn = answers;
        if (!leases.Remove((device, tenant), out Lease? lease)) return false;
        lease.Dispose();
        foreach ((DeviceId waits, int phase) in waiting.ToArray())
        {
            Decision decision = policy.ResumeUnbind(waits, phase);
            if (decision.Verdict == Verdict.Blocked) continue;
            waiting.Remove((waits, phase));
            answers.Add(new Answer(decision, policy.ExplainUnbind(decision, waits)));
        }

        return true;
    }
}

/// <summary>What the policy said.</summary>
internal readonly record struct Answer(Decision Decision, Explanation Explanation);
