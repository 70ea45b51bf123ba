using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>IOPOL7009: something in a member marked <c>[AllocationFree]</c> may wait for another thread, a clock, a file or a terminal. The member's own body only.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WaitingAnalyzer() : UsageAnalyzer(UsageRules.Blocks)
{
    // Methods that wait, by type; null stands for all of the type.
    private static readonly Dictionary<string, string[]?> Waiting = new(StringComparer.Ordinal)
    {
        ["System.Threading.Thread"] = ["Sleep", "Join"],
        ["System.Threading.Monitor"] = ["Enter", "Wait"],
        ["System.Threading.Lock"] = ["Enter", "EnterScope"],
        ["System.Threading.Tasks.Task"] = ["Wait", "WaitAll", "WaitAny"],
        ["System.Threading.WaitHandle"] = ["WaitOne", "WaitAll", "WaitAny", "SignalAndWait"],
        ["System.Threading.SemaphoreSlim"] = ["Wait"],
        ["System.Threading.ManualResetEventSlim"] = ["Wait"],
        ["System.Threading.CountdownEvent"] = ["Wait"],
        ["System.Threading.Barrier"] = ["SignalAndWait"],
        ["System.Threading.ReaderWriterLockSlim"] = ["EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock"],
        ["System.Console"] = ["Write", "WriteLine", "Read", "ReadLine", "ReadKey"],
        ["System.IO.File"] = null,
    };

    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        if (types.AllocationFree is null) return;
        start.RegisterOperationBlockAction(at => Analyze(at, types));
    }

    private static void Analyze(OperationBlockAnalysisContext context, PolicyTypes types)
    {
        if (MarkedPath.Name(context.OwningSymbol, types) is not { } name) return;
        IOperation[] path = [.. context.OperationBlocks.SelectMany(MarkedPath.Operations)];
        // A task that was asked whether it is done is not waited for.
        bool asksTasks = path.OfType<IPropertyReferenceOperation>().Any(p => p.Property.Name.StartsWith("IsCompleted", StringComparison.Ordinal));
        foreach (IOperation operation in path)
        {
            if (Find(operation, asksTasks) is { } what) context.ReportDiagnostic(Diagnostic.Create(UsageRules.Blocks, operation.Syntax.GetLocation(), what, name));
        }
    }

    private static string? Find(IOperation operation, bool asksTasks) => operation switch
    {
        ILockOperation => "lock",
        IAwaitOperation => "await",
        IPropertyReferenceOperation { Property: { Name: "Result" } property } when !asksTasks && TypeName(property.ContainingType) is "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask" => "Result",
        IInvocationOperation { TargetMethod: { Name: "GetResult" } method } when !asksTasks && method.ContainingType.Name.EndsWith("TaskAwaiter", StringComparison.Ordinal) => "GetResult",
        IInvocationOperation { TargetMethod: { } method } when IsWaiting(method) => $"{method.ContainingType.Name}.{method.Name}",
        _ => null,
    };

    private static bool IsWaiting(IMethodSymbol method)
    {
        for (INamedTypeSymbol? at = method.ContainingType; at is not null; at = at.BaseType)
        {
            if (Waiting.TryGetValue(TypeName(at), out string[]? names)) return names is null || names.Contains(method.Name);
        }

        return false;
    }

    private static string TypeName(INamedTypeSymbol type) => type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.Name}" : type.Name;
}
