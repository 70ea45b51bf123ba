using Iopol.Compiler.IR;

namespace Iopol.Interpreter.Verifying;

/// <summary>What a field's value is, so that it can be renamed with the things it names.</summary>
internal enum FieldValue
{
    /// <summary>A number that names nothing.</summary>
    Plain,

    /// <summary>A device, group, user, space or object, plus 1; 0 is none.</summary>
    Reference,

    /// <summary>A context: 0 none, 1 default, 2 blocked, 3 identity, then the spaces.</summary>
    Context,

    /// <summary>Whether a thing is in use, and whose: 0 free, 1 nobody's, then the users.</summary>
    Holder,

    /// <summary>One bit for each user.</summary>
    Users,

    /// <summary>A call that waits: 0 none, then the code of move and phase.</summary>
    Call,
}

/// <summary>One byte of an unpacked state.</summary>
/// <param name="Offset">Where it is.</param>
/// <param name="Bits">Bits it takes in a packed state.</param>
/// <param name="Value">What its value is.</param>
/// <param name="ValueType">What a reference names; the type of a plain value of a state; null elsewhere.</param>
/// <param name="Key">What the field belongs to: the host, a device, group, user, space or object; null for a requester ID or a waiting call.</param>
/// <param name="KeyId">Which one.</param>
/// <param name="Row">The field's name without its key: fields of one row are about the same thing for different keys.</param>
internal sealed record StateField(int Offset, int Bits, FieldValue Value, IrType? ValueType, IrType? Key, int KeyId, string Row);
