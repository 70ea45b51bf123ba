using Iopol.Runtime.PageTables;

namespace Iopol.Runtime.Tests.PageTables;

public sealed class SecondStageTests
{
    [Fact]
    public void The_fast_walk_says_what_the_steps_say()
    {
        using PhysicalMemory memory = PhysicalMemory.Allocate(1 << 20);
        Assert.True(memory.TryWrite(0x1000, 0x2000UL | 3));
        Assert.True(memory.TryWrite(0x2000, 0x3000UL | 3));
        Assert.True(memory.TryWrite(0x3000, 0x4000UL | 3));
        Assert.True(memory.TryWrite(0x4000 + 8, 0x7654_3000UL | 1));
        Assert.True(memory.TryWrite(0x3008, 0x8_0020_0083UL));
        Assert.True(memory.TryWrite(0x2008, 0x9_4000_0083UL));
        var table = new SecondStage4(memory, 0x1000);
        Assert.Equal(Translation.Leaf(0x7654_3abc, 12, 0), table.Translate(0x1abc, Access.Read));
        Assert.Equal(Translation.Leaf(0x8_0021_2345, 21, 1), table.Translate(0x21_2345, Access.Write));
        Assert.Equal(Translation.Leaf(0x9_4123_4567, 30, 2), table.Translate(0x4123_4567, Access.Read | Access.Write));
        Assert.Equal(Translation.Faulted(SecondStage4.WriteDenied, 0), table.Translate(0x1abc, Access.Write));
        Assert.Equal(Translation.Faulted(SecondStage4.ReadDenied, 0), table.Translate(0x2000, Access.None));
        Assert.Equal(Translation.Faulted(SecondStage4.BeyondWidth, 3), table.Translate(1UL << 48, Access.Read));
        Assert.Equal(Access.Read | Access.Execute, table.Walk(0x1abc, Access.Read).Allowed);
    }
}
