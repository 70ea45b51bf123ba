using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.PageTables;
using Iopol.Runtime.Facts;
using Iopol.Runtime.Iommu;
using Iopol.Runtime.PageTables;
using Iopol.Runtime.Topology;

namespace Iopol.Conformance.Tests;

/// <summary>
/// A model in the interpreter with an IOMMU that has the contexts the model writes. The first MiB of memory is the kernel's; what
/// space s maps at an IOVA lies s + 1 MiB above it, and is the user's whose number is <paramref name="ownerOf"/> the space.
/// </summary>
internal sealed class DmaUnderModel : IDisposable
{
    private const ulong Mebibyte = 1 << 20, TableStart = 8 * Mebibyte, Size = 16 * Mebibyte;

    private readonly Machine machine;
    private readonly PhysicalMemory memory = PhysicalMemory.Allocate(Size);
    private readonly ModelContexts contexts;

    /// <param name="model">Name of a shipped policy.</param>
    /// <param name="facts">The host.</param>
    /// <param name="ownerOf">The user whose memory a space's mappings lead to.</param>
    public DmaUnderModel(string model, HostFacts facts, Func<int, int> ownerOf)
    {
        machine = new Machine(Shipped.Policy(model), new HostTopology(facts), users: ["alice", "bob"]);
        var frames = new TableFrames(memory, TableStart, Size - TableStart);
        Unit = new IommuUnit(machine.Topology, memory);
        Unit.Owners.Set(0, Mebibyte, FrameOwner.Kernel);
        Unit.Owners.Set(TableStart, Size - TableStart, FrameOwner.Tables);
        for (int space = 0; space < 4; space++) Unit.Owners.Set(Mebibyte * (ulong)(space + 1), Mebibyte, FrameOwner.User(ownerOf(space)));
        contexts = new ModelContexts(
            Unit, frames, () => frames.TryAllocate(12, out ulong root) ? new VtdSecondStageLevels4(memory, root) : throw new InvalidOperationException("no frame is left"),
            (space, iova) => (Mebibyte * (ulong)(space + 1)) + (iova % Mebibyte));
        contexts.Update(machine.Host);
    }

    public IommuUnit Unit { get; }

    /// <summary>Calls an operation, which must succeed, and programs the IOMMU.</summary>
    /// <returns>What it gives, or 0.</returns>
    public long Do(int user, string operation, params object[] arguments)
    {
        OperationIR called = machine.Policy.Operations.Single(one => one.Name == operation);
        long[] values = [.. arguments.Select((argument, i) => argument switch
        {
            string word when BusAddress.TryParse(word, out BusAddress address) => called.Parameters[i].Type.Sort == Sort.Group ? machine.Topology.GroupOf(machine.Topology.Find(address)) : machine.Topology.Find(address),
            string word when called.Parameters[i].Type.Enum is { } members => members.Members.ToList().FindIndex(member => member.Name == word),
            string word => machine.Host.Drivers.Intern(word),
            _ => Convert.ToInt64(argument, System.Globalization.CultureInfo.InvariantCulture),
        })];
        Outcome outcome = machine.Call(called, values, user);
        Assert.True(outcome.IsOk, $"{operation}: {outcome.Decision}");
        contexts.Update(machine.Host);
        return outcome.Decision.First;
    }

    /// <summary>What a device's write of 8 bytes does.</summary>
    public DmaResult Write(string device, ulong iova) =>
        Unit.Write(machine.Topology.Requester(machine.Topology.RequesterOf(machine.Topology.Find(BusAddress.Parse(device)))), iova, new byte[8]);

    /// <summary>Owners of all frames a device reaches by writing to every page of the first 16 MiB.</summary>
    public OwnerSet Reaches(string device)
    {
        OwnerSet all = default;
        for (ulong iova = 0; iova < Size; iova += 4096) all = all.Union(Write(device, iova).Owners);
        return all;
    }

    public void Dispose() => memory.Dispose();
}
