namespace Iopol.Interpreter.Values;

/// <summary>The variables of one run of an operation, action, rule, request, property or test, by slot.</summary>
internal sealed class Frame
{
    private Value[] slots = new Value[8];

    public Frame(ReadOnlySpan<long> first = default)
    {
        for (int i = 0; i < first.Length; i++) this[i] = first[i];
    }

    /// <summary>A slot nobody set reads as none.</summary>
    public Value this[int slot]
    {
        get => slot < slots.Length ? slots[slot] : Compiler.IR.Ir.None;
        set
        {
            if (slot >= slots.Length) Array.Resize(ref slots, Math.Max(slot + 1, 2 * slots.Length));
            slots[slot] = value;
        }
    }
}
