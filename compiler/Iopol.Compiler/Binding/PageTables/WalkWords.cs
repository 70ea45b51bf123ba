using Iopol.Compiler.IR.PageTables;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>The words of page tables that are not of the grammar.</summary>
internal static class WalkWords
{
    /// <summary>What a check is about.</summary>
    public static IReadOnlyList<string> Checks { get; } = ["input", "entry", "leaf"];

    /// <summary>The rights a walk leaves.</summary>
    public static IReadOnlyList<string> Allowed { get; } = ["read", "write", "execute"];

    /// <summary>How an IOVA is extended above its width.</summary>
    public static IReadOnlyDictionary<string, InputExtension> Extensions { get; } = new Dictionary<string, InputExtension>
    {
        ["zeros"] = InputExtension.Zeros,
        ["sign"] = InputExtension.Sign,
        ["ones"] = InputExtension.Ones,
    };

    /// <summary>What bits are that are no field.</summary>
    public static IReadOnlyDictionary<string, RowRole> Roles { get; } = new Dictionary<string, RowRole>
    {
        ["address"] = RowRole.Address,
        ["reserved"] = RowRole.Reserved,
        ["ignored"] = RowRole.Ignored,
    };

    /// <summary>What an access asks for.</summary>
    public static IReadOnlyDictionary<string, AccessWord> Accesses { get; } = new Dictionary<string, AccessWord>
    {
        ["reading"] = AccessWord.Reading,
        ["writing"] = AccessWord.Writing,
        ["executing"] = AccessWord.Executing,
        ["privileged"] = AccessWord.Privileged,
    };

    /// <summary>What a mapping asks for.</summary>
    public static IReadOnlyDictionary<string, RightWord> Rights { get; } = new Dictionary<string, RightWord>
    {
        ["readable"] = RightWord.Readable,
        ["writable"] = RightWord.Writable,
        ["executable"] = RightWord.Executable,
        ["user"] = RightWord.User,
        ["device"] = RightWord.Device,
        ["coherent"] = RightWord.Coherent,
    };

    /// <summary>Circumstances of a step.</summary>
    public static IReadOnlyDictionary<string, Circumstance> Circumstances { get; } = new Dictionary<string, Circumstance>
    {
        ["outside"] = Circumstance.Outside,
        ["unreadable"] = Circumstance.Unreadable,
        ["reserved"] = Circumstance.Reserved,
        ["misaligned"] = Circumstance.Misaligned,
        ["skipped"] = Circumstance.Skipped,
    };

    /// <summary>The number of the entry's level.</summary>
    public const string Level = "level";

    /// <summary>The number of the top level.</summary>
    public const string Top = "top";

    /// <summary>The address a walk ends with.</summary>
    public const string Output = "output";

    /// <summary>What the mapper writes: the number of the table's level.</summary>
    public const string Next = "next";

    /// <summary>What is asked with parentheses.</summary>
    public static IReadOnlyList<string> Functions { get; } = ["exceeds", "every", "some", "allowed"];

    /// <summary>A condition of a walk gives the word a meaning of its own, so that no field may have it.</summary>
    public static bool IsTakenFromFields(string word) =>
        word is Level or Top or Output || Accesses.ContainsKey(word) || Circumstances.ContainsKey(word) || Functions.Contains(word);

    /// <summary>A condition gives the word a meaning of its own, so that no option may have it.</summary>
    public static bool IsTakenFromOptions(string word) => IsTakenFromFields(word) || Rights.ContainsKey(word) || word is Next;
}
