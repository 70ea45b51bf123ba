namespace Iopol.Compiler.IR;

/// <summary>A <c>test</c> block, bound to its policy.</summary>
/// <param name="Name">What it shows, in words.</param>
/// <param name="Policy">The policy under test, with the test's settings.</param>
/// <param name="Host">The host it runs on.</param>
/// <param name="Users">Users it names; a user's id is its index.</param>
/// <param name="Steps">Steps in order.</param>
/// <param name="LocalCount">Handles and variables used.</param>
/// <param name="Place">Where.</param>
public sealed record TestIR(string Name, PolicyIR Policy, HostIR Host, IReadOnlyList<string> Users, IReadOnlyList<TestStep> Steps, int LocalCount, SourcePlace Place);

/// <summary>A host a test runs on: a literal topology, or a file with facts or a capture.</summary>
/// <param name="Name">Name.</param>
/// <param name="File">Path of a capture or facts file, relative to the source file; null for a literal.</param>
/// <param name="Options">Options such as <c>address_width</c>, <c>isolated_msi</c>, <c>cache_coherent</c>, <c>default</c> (dma or identity), as text.</param>
/// <param name="Devices">Devices of a literal.</param>
/// <param name="Place">Where.</param>
public sealed record HostIR(string Name, string? File, IReadOnlyDictionary<string, string> Options, IReadOnlyList<DeviceLiteralIR> Devices, SourcePlace Place);

/// <summary>A device of a literal topology. Facts that are not given have the value of an ordinary endpoint without a driver.</summary>
/// <param name="Address">Packed address (domain 20 bits, bus 8, device 5, function 3).</param>
/// <param name="Group">Group number, or null.</param>
/// <param name="Vendor">Vendor id, or null.</param>
/// <param name="DeviceId">Device id, or null.</param>
/// <param name="SubsystemVendor">Subsystem vendor id, or null.</param>
/// <param name="SubsystemDevice">Subsystem id, or null.</param>
/// <param name="Class">24-bit class code, or null.</param>
/// <param name="HeaderType">0, 1 or 2.</param>
/// <param name="Port">Value of the runtime's <c>PciePort</c>.</param>
/// <param name="Driver">Driver name, or null for none.</param>
/// <param name="Multifunction">More than one function in the slot.</param>
/// <param name="Secondary">First bus behind a bridge, or null.</param>
/// <param name="Subordinate">Last bus behind a bridge, or null.</param>
/// <param name="AcsPresent">Has the ACS capability.</param>
/// <param name="AcsBits">ACS bits implemented and enabled, at their register positions.</param>
/// <param name="VirtualFunction">An SR-IOV virtual function.</param>
/// <param name="External">On or below an external port.</param>
/// <param name="Resettable">The kernel can reset it by itself.</param>
/// <param name="DirectMap">Has firmware regions that must stay mapped.</param>
/// <param name="Aliases">Packed addresses of alias requester IDs.</param>
/// <param name="Reserved">Reserved regions of the device's group.</param>
/// <param name="Place">Where.</param>
public sealed record DeviceLiteralIR(
    ulong Address, int? Group, int? Vendor, int? DeviceId, int? SubsystemVendor, int? SubsystemDevice, int? Class, int HeaderType, int Port,
    string? Driver, bool Multifunction, int? Secondary, int? Subordinate, bool AcsPresent, int AcsBits, bool VirtualFunction, bool External, bool Resettable,
    bool DirectMap, IReadOnlyList<ulong> Aliases, IReadOnlyList<ReservedLiteralIR> Reserved, SourcePlace Place);

/// <summary>A reserved region of a literal: first and last byte, and the kind's name as sysfs prints it.</summary>
public sealed record ReservedLiteralIR(ulong First, ulong Last, string Kind);

/// <summary>A step of a test.</summary>
/// <param name="Place">Where.</param>
public abstract record TestStep(SourcePlace Place);

/// <summary>Calls an operation.</summary>
/// <param name="Result">Variable that takes the first value given, or null.</param>
/// <param name="Operation">Operation.</param>
/// <param name="Arguments">Arguments; see <see cref="DeviceConstant"/>.</param>
/// <param name="User">Calling user's id; 0 where the step names none and the operation has a caller.</param>
/// <param name="Expected">What must come out.</param>
/// <param name="Place">Where.</param>
public sealed record CallStep(VariableIR? Result, OperationIR Operation, IReadOnlyList<Expression> Arguments, int User, ExpectedOutcome Expected, SourcePlace Place) : TestStep(Place);

/// <summary>Runs a request: its calls one after the other, up to the first that is not ok. That one's outcome is the request's.</summary>
/// <param name="Request">Request.</param>
/// <param name="Arguments">Arguments.</param>
/// <param name="User">The user who makes all its calls.</param>
/// <param name="Expected">What must come out; gives nothing.</param>
/// <param name="Place">Where.</param>
public sealed record RequestStep(RequestIR Request, IReadOnlyList<Expression> Arguments, int User, ExpectedOutcome Expected, SourcePlace Place) : TestStep(Place);

/// <summary>A blocked call, named by an earlier step, has ended with this outcome.</summary>
public sealed record FinishedStep(string Pending, ExpectedOutcome Expected, SourcePlace Place) : TestStep(Place);

/// <summary>A condition holds.</summary>
public sealed record ExpectStep(Expression Condition, string Text, SourcePlace Place) : TestStep(Place);

/// <summary>A property holds now and after every following step.</summary>
public sealed record CheckStep(PropertyIR Property, SourcePlace Place) : TestStep(Place);

/// <summary>A remark, printed with the test.</summary>
public sealed record NoteStep(string Text, SourcePlace Place) : TestStep(Place);

/// <summary>From here on the hardware refuses to attach a device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Context">The one context refused, a number worked out when the step runs; null for all.</param>
/// <param name="Errno">What it answers, by name.</param>
/// <param name="Place">Where.</param>
public sealed record FailStep(Expression Device, Expression? Context, string Errno, SourcePlace Place) : TestStep(Place);

/// <summary>From here on the hardware refuses nothing of a device.</summary>
public sealed record MendStep(Expression Device, SourcePlace Place) : TestStep(Place);

/// <summary>An outcome a test expects.</summary>
/// <param name="Kind"><c>ok</c>, <c>blocked</c>, <c>panic</c>, or an errno by name.</param>
/// <param name="Gives">Values expected of <c>ok</c>.</param>
/// <param name="PendingName">Name a blocked call gets, or null.</param>
/// <param name="Rule">Rule expected to decide, or null.</param>
/// <param name="Witness">Packed address of the device expected to decide, or null.</param>
public sealed record ExpectedOutcome(string Kind, IReadOnlyList<(GiveIR Give, Expression Value)> Gives, string? PendingName, string? Rule, ulong? Witness);

/// <summary>A device by address, in tests. The runner reports an address the host does not have.</summary>
/// <param name="Address">Packed address.</param>
public sealed record DeviceConstant(ulong Address) : Expression(new IrType(Sort.Device));

/// <summary>A user by name, in tests.</summary>
/// <param name="Id">Index into <see cref="TestIR.Users"/>.</param>
public sealed record UserConstant(int Id) : Expression(new IrType(Sort.User));

/// <summary>A built-in property: no user reaches a device whose effective context is not blocked or that user's; nobody else's device has that user's context; the devices of a group have one user at most.</summary>
public sealed record IsolationTest() : Expression(IrType.Bool);
