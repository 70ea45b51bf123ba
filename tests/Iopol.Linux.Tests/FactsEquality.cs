using Iopol.Runtime.Facts;

namespace Iopol.Linux.Tests;

/// <summary>Compares facts by content: records compare their lists by reference.</summary>
internal static class FactsEquality
{
    private static readonly IReadOnlyList<DeviceFacts> NoDevices = [];
    private static readonly IReadOnlyList<GroupFacts> NoGroups = [];
    private static readonly IReadOnlyList<string> NoNotes = [];
    private static readonly IReadOnlyList<BusAddress> NoAliases = [];

    public static void AssertEqual(HostFacts expected, HostFacts actual)
    {
        Assert.Equal(expected.Notes, actual.Notes);
        Assert.Equal(expected.Devices.Count, actual.Devices.Count);
        Assert.All(expected.Devices.Zip(actual.Devices), pair =>
        {
            Assert.Equal(pair.First.Aliases, pair.Second.Aliases);
            Assert.Equal(pair.First with { Aliases = NoAliases }, pair.Second with { Aliases = NoAliases });
        });
        Assert.Equal(expected.Groups.Count, actual.Groups.Count);
        Assert.All(expected.Groups.Zip(actual.Groups), pair =>
        {
            Assert.Equal(pair.First.Reserved, pair.Second.Reserved);
            Assert.Equal(pair.First with { Reserved = null }, pair.Second with { Reserved = null });
        });
        Assert.Equal(Bare(expected), Bare(actual));
    }

    private static HostFacts Bare(HostFacts facts) => facts with { Devices = NoDevices, Groups = NoGroups, Notes = NoNotes };
}
