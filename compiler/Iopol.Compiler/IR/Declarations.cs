using Iopol.Compiler.Text;

namespace Iopol.Compiler.IR;

/// <summary>Where something stands in the source: for messages, <c>#line</c> and <c>at</c>.</summary>
/// <param name="Path">Path as given to the compiler.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column.</param>
/// <param name="Span">Span in the file's text.</param>
/// <param name="End">Line and column after the last character, 1-based.</param>
public sealed record SourcePlace(string Path, int Line, int Column, TextSpan Span, LinePosition End)
{
    /// <summary>The place of a stretch of a text.</summary>
    public static SourcePlace Of(SourceText text, TextSpan span)
    {
        LinePosition start = text.GetPosition(span.Start);
        return new SourcePlace(text.Path, start.Line, start.Column, span, text.GetPosition(span.End));
    }

    /// <summary><c>file(line,col)</c>.</summary>
    public override string ToString() => $"{Path}({Line},{Column})";
}

/// <summary>A model closed by a policy: everything both back ends need, with every name resolved.</summary>
/// <param name="Name">Policy name.</param>
/// <param name="ModelName">Model the policy is for.</param>
/// <param name="Documentation">Doc comment, plain text, or empty.</param>
/// <param name="Place">The policy's name in its file.</param>
/// <param name="Settings">Settings of the model with the policy's values.</param>
/// <param name="Enums">Enums of the model.</param>
/// <param name="Objects">Objects of the model.</param>
/// <param name="States">States of the model.</param>
/// <param name="DriverNames">Driver names the policy or model mentions; index = constant's value in <see cref="DriverConstant"/>.</param>
/// <param name="DriverSets">Driver sets of the policy (at most 64).</param>
/// <param name="Rules">Rules and predicates, callees before callers.</param>
/// <param name="Clauses">Clause lists.</param>
/// <param name="Actions">Actions, callees before callers.</param>
/// <param name="Operations">Operations.</param>
/// <param name="Requests">Requests: what a user program does, as a straight line of operations.</param>
/// <param name="Properties">Properties of model and policy.</param>
/// <param name="Aliases">How a switch of one device treats the sharers of its requester IDs.</param>
/// <param name="Refusals">Every place that can refuse, by <see cref="RefusalIR.Id"/>, which counts from 1.</param>
public sealed record PolicyIR(
    string Name,
    string ModelName,
    string Documentation,
    SourcePlace Place,
    IReadOnlyList<SettingIR> Settings,
    IReadOnlyList<EnumIR> Enums,
    IReadOnlyList<ObjectIR> Objects,
    IReadOnlyList<StateIR> States,
    IReadOnlyList<string> DriverNames,
    IReadOnlyList<DriverSetIR> DriverSets,
    IReadOnlyList<RuleIR> Rules,
    IReadOnlyList<ClauseIR> Clauses,
    IReadOnlyList<ActionIR> Actions,
    IReadOnlyList<OperationIR> Operations,
    IReadOnlyList<RequestIR> Requests,
    IReadOnlyList<PropertyIR> Properties,
    AliasHandling Aliases,
    IReadOnlyList<RefusalIR> Refusals)
{
    /// <summary>Name of the action that runs for every group, in their order, when the host starts.</summary>
    public const string BootName = "boot";

    /// <summary>What runs for every group when the host starts, or null. Where a switch in it is refused, it ends for that group.</summary>
    public ActionIR? Boot => Actions.FirstOrDefault(a => a.Name == BootName);
}

/// <summary>A named constant of the host that the policy or the caller sets.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.Settings"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Type">Bool, count, version or enum.</param>
/// <param name="Value">Value in the value encoding.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record SettingIR(int Index, string Name, IrType Type, long Value, string Documentation);

/// <summary>An enum of the model. A value is the member's index, not its number.</summary>
/// <param name="Name">Name.</param>
/// <param name="Members">Members in order.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record EnumIR(string Name, IReadOnlyList<EnumMemberIR> Members, string Documentation);

/// <summary>Member of an enum.</summary>
/// <param name="Name">Name.</param>
/// <param name="Number">The number the kernel's interface gives it; its index where none is declared.</param>
public sealed record EnumMemberIR(string Name, long Number);

/// <summary>A kind of object (an open file, say): a pool of dense ids, lowest free first.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.Objects"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Limit">Size of the pool; <c>new</c> beyond it refuses with ENOMEM.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record ObjectIR(int Index, string Name, int Limit, string Documentation);

/// <summary>A state variable: one value per key.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.States"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Key">Sort of the key: host, device, group, user, space or object.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Initial">Initial value, also when an object is made anew.</param>
/// <param name="Inverse">Name of the inverse relation, or null. An inverse keeps, per value, the keys in the order they were assigned.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record StateIR(int Index, string Name, IrType Key, IrType Type, long Initial, string? Inverse, string Documentation);

/// <summary>A named set of drivers; membership is bit <see cref="Index"/> of a driver's set mask.</summary>
/// <param name="Index">Bit, 0 to 63.</param>
/// <param name="Name">Name.</param>
/// <param name="Drivers">Members, as indexes into <see cref="PolicyIR.DriverNames"/>.</param>
/// <param name="Place">The declaration.</param>
public sealed record DriverSetIR(int Index, string Name, IReadOnlyList<int> Drivers, SourcePlace Place);

/// <summary>A rule the model asks for, as the policy supplied it, or a predicate.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.Rules"/>.</param>
/// <param name="Name">Name; a base policy's overridden rule is <c>base.NAME</c> with a number behind it.</param>
/// <param name="Parameters">Parameters.</param>
/// <param name="Body">A truth value.</param>
/// <param name="IsPredicate">Declared as predicate, not as rule of the model.</param>
/// <param name="Place">The name, where the body was supplied.</param>
/// <param name="BodyPlace">The body; the name where there is none.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record RuleIR(
    int Index, string Name, IReadOnlyList<VariableIR> Parameters, Expression Body, bool IsPredicate, SourcePlace Place, SourcePlace BodyPlace, string Documentation);

/// <summary>A list of device patterns with reasons; a device is in the list when any entry matches, and the first one gives the reason.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.Clauses"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Entries">Entries in source order, base policy's first.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record ClauseIR(int Index, string Name, IReadOnlyList<ClauseEntryIR> Entries, string Documentation);

/// <summary>One entry of a clause list.</summary>
/// <param name="Selector">Which devices.</param>
/// <param name="Reason">Why, in the author's words.</param>
/// <param name="Place">Where.</param>
public sealed record ClauseEntryIR(Selector Selector, string Reason, SourcePlace Place);

/// <summary>Statements shared by operations; called, never recursive. Actions cannot refuse or block.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.Actions"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="Parameters">Parameters.</param>
/// <param name="Body">Statements.</param>
/// <param name="Place">Where.</param>
public sealed record ActionIR(int Index, string Name, IReadOnlyList<VariableIR> Parameters, IReadOnlyList<Statement> Body, SourcePlace Place);

/// <summary>Who calls an operation.</summary>
public enum Actor
{
    /// <summary>The host's administrator.</summary>
    Admin,

    /// <summary>The kernel on its own.</summary>
    Kernel,

    /// <summary>A user; the operation has a caller.</summary>
    User,

    /// <summary>A device.</summary>
    Device,

    /// <summary>The hardware.</summary>
    Hardware,
}

/// <summary>An operation. It runs as a whole, except at a <see cref="BlockStatement"/>, where it may stop and be resumed.</summary>
/// <param name="Index">Position in <see cref="PolicyIR.Operations"/>.</param>
/// <param name="Name">Name.</param>
/// <param name="By">Who calls it.</param>
/// <param name="Parameters">Parameters; values of reference types are never none unless optional.</param>
/// <param name="Caller">The implicit variable <c>caller</c>, for operations by a user; else null.</param>
/// <param name="Gives">Values it gives back, at most two.</param>
/// <param name="Body">Statements. <see cref="BlockStatement"/> stands at the top level of the body only, and no <c>let</c> before one is used after it.</param>
/// <param name="LocalCount">How many variables (parameters, caller, lets, loop and quantifier variables) the body uses.</param>
/// <param name="Place">Where.</param>
/// <param name="Documentation">Doc comment or empty.</param>
public sealed record OperationIR(
    int Index, string Name, Actor By, IReadOnlyList<VariableIR> Parameters, VariableIR? Caller, IReadOnlyList<GiveIR> Gives,
    IReadOnlyList<Statement> Body, int LocalCount, SourcePlace Place, string Documentation);

/// <summary>A value an operation gives back; it is 0, false or none unless given.</summary>
/// <param name="Index">0 or 1.</param>
/// <param name="Name">Name.</param>
/// <param name="Type">Type.</param>
public sealed record GiveIR(int Index, string Name, IrType Type);

/// <summary>A variable: parameter, <c>let</c>, loop or quantifier variable.</summary>
/// <param name="Slot">Slot in the frame of its rule, action, operation, request or property.</param>
/// <param name="Name">Name.</param>
/// <param name="Type">Type.</param>
public sealed record VariableIR(int Slot, string Name, IrType Type);

/// <summary>A user's straight-line program.</summary>
/// <param name="Name">Name.</param>
/// <param name="Parameters">Parameters.</param>
/// <param name="Steps">Steps.</param>
/// <param name="LocalCount">Variables used.</param>
/// <param name="Place">Where.</param>
public sealed record RequestIR(string Name, IReadOnlyList<VariableIR> Parameters, IReadOnlyList<RequestStepIR> Steps, int LocalCount, SourcePlace Place);

/// <summary>One step of a request.</summary>
/// <param name="Result">Variable that takes the first value the operation gives, or null.</param>
/// <param name="Operation">Operation called.</param>
/// <param name="Arguments">Arguments.</param>
public sealed record RequestStepIR(VariableIR? Result, OperationIR Operation, IReadOnlyList<Expression> Arguments);

/// <summary>What must hold in every reachable state.</summary>
/// <param name="Name">Name.</param>
/// <param name="Text">What it says in words, or empty.</param>
/// <param name="Condition">A truth value.</param>
/// <param name="LocalCount">Variables used.</param>
/// <param name="Place">Where.</param>
public sealed record PropertyIR(string Name, string Text, Expression Condition, int LocalCount, SourcePlace Place);

/// <summary>How a switch of one device treats devices that share its requester IDs.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Errno">The errno of <see cref="AliasKind.Refuse"/>, else null.</param>
public sealed record AliasHandling(AliasKind Kind, string? Errno);

/// <summary>Ways to treat the sharers of a requester ID.</summary>
public enum AliasKind
{
    /// <summary>A switch of one device is a switch of all that share a requester ID with it.</summary>
    Together,

    /// <summary>A switch of one device is refused while a sharer would keep another context.</summary>
    Refuse,

    /// <summary>The shared entry is written for all; nobody keeps book of it.</summary>
    Untracked,
}

/// <summary>A place that can refuse: a require, a forbid, a refusal, the end of a pool, a refused switch, a panic.</summary>
/// <param name="Id">Position in <see cref="PolicyIR.Refusals"/> plus 1; 0 means no rule.</param>
/// <param name="Rule">Name shown as <c>rule</c>: the label, else the rule called, else the operation's name.</param>
/// <param name="Operation">Operation it stands in; for actions the action's name.</param>
/// <param name="Errno">Errno by name; <c>panic</c> for a panic, <see cref="FromHardware"/> where the hardware says which.</param>
/// <param name="Reason">Message with holes; empty where the author gave none.</param>
/// <param name="Place">Where.</param>
public sealed record RefusalIR(int Id, string Rule, string Operation, string Errno, MessageIR Reason, SourcePlace Place)
{
    /// <summary>Stands for the errno of a switch the hardware refuses: that of the device's driver.</summary>
    public const string FromHardware = "hardware";
}

/// <summary>A message with holes, filled when somebody asks.</summary>
/// <param name="Parts">Text and expressions in order.</param>
public sealed record MessageIR(IReadOnlyList<MessagePart> Parts)
{
    /// <summary>No message.</summary>
    public static MessageIR Empty { get; } = new([]);
}

/// <summary>Text, or an expression to show; exactly one is set.</summary>
/// <param name="Text">Literal text.</param>
/// <param name="Hole">Expression over the variables in scope at the refusal and, where its condition is a quantifier, the quantifier's variable: the member that decided.</param>
public sealed record MessagePart(string? Text, Expression? Hole);
