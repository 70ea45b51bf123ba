namespace Iopol.Compiler.IR;

/// <summary>A statement of an operation or action.</summary>
/// <param name="Place">Where it stands.</param>
public abstract record Statement(SourcePlace Place);

/// <summary>Refuses unless the condition holds. What was done before stays done.</summary>
public sealed record RequireStatement(Expression Condition, int RefusalId, SourcePlace Place) : Statement(Place);

/// <summary>Refuses, or panics where the refusal's errno is <c>panic</c>; a panic stops the host: every later operation fails with EIO.</summary>
public sealed record RefuseStatement(int RefusalId, SourcePlace Place) : Statement(Place);

/// <summary>Stops here until the condition holds. The caller keeps the operation, its arguments and <see cref="Phase"/>, and resumes it.</summary>
/// <param name="Condition">To wait for.</param>
/// <param name="Phase">From 1; resuming phase n continues by evaluating this condition again.</param>
/// <param name="Place">Where.</param>
public sealed record BlockStatement(Expression Condition, int Phase, SourcePlace Place) : Statement(Place);

/// <summary>Assigns a state. With a key that is none nothing happens. A count that would leave 0 to 2^31-1 stays at the bound.</summary>
public sealed record AssignState(StateIR State, Expression? Key, AssignmentKind Kind, Expression Value, SourcePlace Place) : Statement(Place);

/// <summary>Assigns the driver or driver_override of a device.</summary>
public sealed record AssignFact(Fact Fact, Expression Device, Expression Value, SourcePlace Place) : Statement(Place);

/// <summary>Programs the context entries of a device or of every device of a group.</summary>
/// <param name="Target">A device or a group.</param>
/// <param name="Context">Context to go to.</param>
/// <param name="Through">Context every entry passes on its way, or null.</param>
/// <param name="Order">What becomes of the other devices where the hardware refuses one.</param>
/// <param name="RefusalId">The refusal where alias handling refuses; 0 where it cannot.</param>
/// <param name="Failure">What is answered where the hardware refuses a device; null for <see cref="SwitchOrder.Direct"/>, which always succeeds.</param>
/// <param name="Place">Where.</param>
public sealed record SwitchStatement(
    Expression Target, Expression Context, Expression? Through, SwitchOrder Order, int RefusalId, SwitchFailure? Failure, SourcePlace Place) : Statement(Place);

/// <summary>How a switch ends the operation when the hardware refuses a device.</summary>
/// <param name="RefusalId">The refusal; its errno is the hardware's, its witness the device.</param>
/// <param name="Body">What is done before it.</param>
public sealed record SwitchFailure(int RefusalId, IReadOnlyList<Statement> Body);

/// <summary>Gives a user access to a device.</summary>
public sealed record GrantStatement(Expression Device, Expression User, SourcePlace Place) : Statement(Place);

/// <summary>Takes access away from a user.</summary>
public sealed record RevokeStatement(Expression Device, Expression User, SourcePlace Place) : Statement(Place);

/// <summary>Branches.</summary>
public sealed record IfStatement(Expression Condition, IReadOnlyList<Statement> Then, IReadOnlyList<Statement> Else, SourcePlace Place) : Statement(Place);

/// <summary>Runs the body for every member. The next member is found before the body runs; the body may change the state of an inverse domain for its own member only.</summary>
public sealed record EachStatement(VariableIR Variable, Domain Domain, IReadOnlyList<Statement> Body, SourcePlace Place) : Statement(Place);

/// <summary>Binds a name.</summary>
public sealed record LetStatement(VariableIR Variable, Expression Value, SourcePlace Place) : Statement(Place);

/// <summary>Returns an object to its pool, or a space to the host: its states become initial, so that no inverse holds it, and references to it elsewhere stay as they are.</summary>
public sealed record FreeStatement(Expression Object, SourcePlace Place) : Statement(Place);

/// <summary>Maps a range of a space.</summary>
public sealed record MapStatement(Expression Space, Expression Iova, Expression Size, Expression Access, SourcePlace Place) : Statement(Place);

/// <summary>Maps into a space what another maps; what does not fit, or is mapped already, is left out.</summary>
public sealed record CopyStatement(Expression From, Expression To, SourcePlace Place) : Statement(Place);

/// <summary>Evaluates an unmap for its effect.</summary>
public sealed record EvaluateStatement(Expression Value, SourcePlace Place) : Statement(Place);

/// <summary>Runs an action.</summary>
public sealed record CallStatement(ActionIR Action, IReadOnlyList<Expression> Arguments, SourcePlace Place) : Statement(Place);

/// <summary>Sets a value the operation gives back.</summary>
public sealed record GiveStatement(GiveIR Give, Expression Value, SourcePlace Place) : Statement(Place);

/// <summary>Kinds of assignment.</summary>
public enum AssignmentKind
{
    /// <summary>=</summary>
    Set,

    /// <summary>+=</summary>
    Add,

    /// <summary>-=</summary>
    Subtract,
}

/// <summary>How devices are switched, one by one in order of address, where the hardware may refuse one.</summary>
public enum SwitchOrder
{
    /// <summary>A device that is refused is parked in blocked, and the others are switched all the same. Always succeeds.</summary>
    Direct,

    /// <summary>Stops at the first device that is refused. Those before it stay in the new context.</summary>
    Stepwise,

    /// <summary>Stops at the first device that is refused, and puts those before it back. One that cannot be put back is parked in blocked.</summary>
    Rollback,
}
