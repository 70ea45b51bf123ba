using Iopol.Compiler.IR.PageTables;
using Iopol.Interpreter.PageTables;
using Iopol.Runtime.PageTables;

namespace Iopol.Interpreter.Tests.PageTables;

/// <summary>A table written entry by entry: one table per level, at addresses that show the level.</summary>
internal sealed class RawTable
{
    private readonly TableWalk walk;

    /// <param name="shape">As in <see cref="Iopol.Tests.PageTables.TableShape"/>.</param>
    public RawTable(string shape)
    {
        Setup = ShippedFormats.Setup(shape);
        walk = new(Setup, Memory, Table(Setup.Top.Position));
    }

    public TableSetup Setup { get; }

    public EntryMemory Memory { get; } = new(0x700000);

    /// <summary>Address of the table whose level stands at a height above the lowest.</summary>
    public static ulong Table(int position) => 0x100000 + ((ulong)position * 0x100000);

    /// <summary>Writes an entry.</summary>
    /// <param name="position">Height of its level above the lowest.</param>
    /// <param name="iova">What it is for.</param>
    /// <param name="entry">Its value.</param>
    public RawTable Set(int position, ulong iova, ulong entry)
    {
        Memory.Write(AddressOf(position, iova), Setup.Format.EntryBytes, entry);
        return this;
    }

    public ulong Get(int position, ulong iova) => Memory.Read(AddressOf(position, iova), Setup.Format.EntryBytes);

    public ulong AddressOf(int position, ulong iova)
    {
        LevelIR level = Setup.Levels.Single(l => l.Position == position);
        return Table(position) + (Setup.IndexOf(level, iova) * (ulong)Setup.Format.EntryBytes);
    }

    public WalkResult Walk(ulong iova, Access access = Access.Read, bool isDryRun = false) => walk.Walk(iova, access, isDryRun);

    /// <summary>The walk ends with a fault of this name at this height.</summary>
    public void Faults(string name, ulong iova, Access access = Access.Read, int? position = null)
    {
        WalkResult result = Walk(iova, access);
        Assert.True(result.Fault?.Name == name, $"{iova:x} {access}: {result.Fault?.Name ?? $"{result.Address:x}"} and not {name}");
        Assert.NotNull(result.Answer);
        Assert.Equal((0UL, 0, Access.None), (result.Address, result.SizeBits, result.Allowed));
        if (position is { } height) Assert.Equal(height, result.Position);
    }

    /// <summary>The walk finds an address.</summary>
    public WalkResult Finds(ulong address, ulong iova, Access access = Access.Read, int? bits = null)
    {
        WalkResult result = Walk(iova, access);
        Assert.True(result.IsOk && result.Address == address, $"{iova:x} {access}: {result.Fault?.Name ?? $"{result.Address:x}"} and not {address:x}");
        if (bits is { } size) Assert.Equal(size, result.SizeBits);
        return result;
    }

    /// <summary>Code of a fault.</summary>
    public int Code(string name) => Setup.Format.Faults.Single(fault => fault.Name == name).Code;
}
