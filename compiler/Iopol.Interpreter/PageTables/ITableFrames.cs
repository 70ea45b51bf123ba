namespace Iopol.Interpreter.PageTables;

/// <summary>Where a mapper takes the memory of tables from.</summary>
public interface ITableFrames
{
    /// <summary>Takes zeroed memory aligned to its size. False where none is left.</summary>
    /// <param name="bytes">A power of two.</param>
    /// <param name="address">Its address.</param>
    bool TryTake(ulong bytes, out ulong address);

    /// <summary>Gives it back. Tables read out of a foreign memory may lead here with addresses that were never taken; they are ignored.</summary>
    void Give(ulong address, ulong bytes);
}
