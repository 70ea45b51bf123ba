using Iopol.Compiler.IR.PageTables;

namespace Iopol.Interpreter.PageTables;

/// <summary>Writes to tables that can be taken back.</summary>
internal sealed class TableChange(PlainTable table, ITableFrames frames)
{
    private readonly List<(ulong Table, ulong Index, ulong Before, ulong After)> writes = [];
    private readonly List<(ulong Address, ulong Bytes)> taken = [];
    private readonly List<(ulong Address, ulong Bytes)> replaced = [];

    /// <summary>Takes the memory of a table of a level.</summary>
    public bool TryTake(LevelIR level, out ulong address)
    {
        ulong bytes = table.Setup.TableBytes(level);
        if (!frames.TryTake(bytes, out address)) return false;
        taken.Add((address, bytes));
        return true;
    }

    /// <summary>Writes an entry unless it changed meanwhile.</summary>
    public bool TryWrite(ulong at, ulong index, ulong before, ulong after)
    {
        if (!table.TryWrite(at, index, before, after)) return false;
        writes.Add((at, index, before, after));
        return true;
    }

    /// <summary>A table and those below it are given back once all is done.</summary>
    public void Replace(ulong at, LevelIR level)
    {
        for (ulong index = 0; index < 1UL << table.Setup.IndexBits(level); index++)
        {
            if (table.Read(at, level, index) is { Kind.IsLeaf: false } entry)
            {
                (ulong below, LevelIR next) = table.Below(level, entry);
                Replace(below, next);
            }
        }

        replaced.Add((at, table.Setup.TableBytes(level)));
    }

    /// <summary>Keeps the writes.</summary>
    public void Keep()
    {
        foreach ((ulong address, ulong bytes) in replaced) frames.Give(address, bytes);
    }

    /// <summary>Takes the writes back, last first, and gives back what was taken.</summary>
    public void Undo()
    {
        for (int i = writes.Count - 1; i >= 0; i--) table.TryWrite(writes[i].Table, writes[i].Index, writes[i].After, writes[i].Before);
        foreach ((ulong address, ulong bytes) in taken) frames.Give(address, bytes);
    }
}
