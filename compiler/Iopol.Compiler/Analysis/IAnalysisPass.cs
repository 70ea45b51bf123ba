using Iopol.Compiler.Diagnostics;

namespace Iopol.Compiler.Analysis;

/// <summary>Looks at a bound compilation for what is legal but probably not meant.</summary>
public interface IAnalysisPass
{
    /// <summary>Adds what it finds to <paramref name="diagnostics"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    void Run(Compilation compilation, DiagnosticBag diagnostics, CancellationToken cancellationToken);
}
