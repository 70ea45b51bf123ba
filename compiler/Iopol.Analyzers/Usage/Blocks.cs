using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Iopol.Analyzers.Usage;

/// <summary>Bodies that are worth a look. Most of a project has nothing to do with policies, and is not walked for them.</summary>
internal static class Blocks
{
    /// <summary>Analyzes the bodies that hold enough operations of a kind that matter.</summary>
    /// <param name="start">The compilation.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="matters">Whether one matters.</param>
    /// <param name="least">How many are enough.</param>
    /// <param name="analyze">Analyzes a body.</param>
    public static void With(CompilationStartAnalysisContext start, OperationKind kind, Func<IOperation, bool> matters, int least, Action<OperationBlockAnalysisContext> analyze) =>
        start.RegisterOperationBlockStartAction(block =>
        {
            int found = 0;
            block.RegisterOperationAction(at => { if (matters(at.Operation)) Interlocked.Increment(ref found); }, kind);
            block.RegisterOperationBlockEndAction(end => { if (Volatile.Read(ref found) >= least) analyze(end); });
        });
}
