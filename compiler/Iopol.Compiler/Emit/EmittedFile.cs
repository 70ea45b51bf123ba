namespace Iopol.Compiler.Emit;

/// <summary>C# made from a policy.</summary>
/// <param name="HintName">File name without a folder, such as <c>Datacenter.g.cs</c>.</param>
/// <param name="Text">The whole file, lines ended by <c>\n</c>.</param>
public sealed record EmittedFile(string HintName, string Text);

/// <summary>How a policy becomes a class.</summary>
/// <param name="Namespace">Namespace of the class; parts that are no C# identifiers are made ones. Empty for none.</param>
/// <param name="ClassName">Name of the class; null for the policy's.</param>
/// <param name="Visibility">Who sees the class.</param>
/// <param name="LinePath">
/// Where on disk a file stands, by its path as given to the compiler: bodies of rules and operations then carry <c>#line</c>, so that
/// stack traces, debuggers and the C# compiler's errors show the policy. Null for a file that is on no disk, such as what is shipped.
/// Without it there is no <c>#line</c>.
/// </param>
public sealed record EmitOptions(
    string Namespace, string? ClassName = null, ClassVisibility Visibility = ClassVisibility.Public, Func<string, string?>? LinePath = null);

/// <summary>Who sees an emitted class.</summary>
public enum ClassVisibility
{
    /// <summary>Everybody.</summary>
    Public,

    /// <summary>The assembly it is compiled into.</summary>
    Internal,
}
