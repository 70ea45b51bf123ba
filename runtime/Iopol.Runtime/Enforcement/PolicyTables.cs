using Iopol.Runtime.Decisions;

namespace Iopol.Runtime.Enforcement;

/// <summary>A place of a policy or its model that can refuse.</summary>
/// <param name="Rule">Name of the rule that decides there.</param>
/// <param name="Operation">Operation or action it stands in.</param>
/// <param name="Errno">What it answers; <see cref="Errno.None"/> for a panic, and where the hardware says which.</param>
/// <param name="At">Where it stands, <c>file(line,col)</c>.</param>
public sealed record Refusal(string Rule, string Operation, Errno Errno, string At);

/// <summary>An operation of the model, for callers that have its name or index only.</summary>
/// <param name="Name">Name in the model.</param>
/// <param name="Parameters">Parameters in order.</param>
/// <param name="HasCaller">A user calls it.</param>
/// <param name="Gives">Values it gives back, at most two.</param>
public sealed record OperationSignature(string Name, IReadOnlyList<ValueSlot> Parameters, bool HasCaller, IReadOnlyList<ValueSlot> Gives);

/// <summary>A rule or predicate, for callers that have its name or index only.</summary>
/// <param name="Name">Name in the policy.</param>
/// <param name="Parameters">Parameters in order.</param>
/// <param name="At">Where its body stands, <c>file(line,col)</c>.</param>
public sealed record RuleSignature(string Name, IReadOnlyList<ValueSlot> Parameters, string At);

/// <summary>A state of the model.</summary>
/// <param name="Name">Name in the model.</param>
/// <param name="Key">Type of the key as source text.</param>
/// <param name="Type">Type of the value as source text.</param>
/// <param name="Keys">Keys are 0 to this, exclusive.</param>
public sealed record StateSignature(string Name, string Key, string Type, int Keys);

/// <summary>A parameter or a value given back.</summary>
/// <param name="Name">Name in the model.</param>
/// <param name="Type">Type as source text, such as <c>group_file</c> or <c>space?</c>.</param>
public sealed record ValueSlot(string Name, string Type);
