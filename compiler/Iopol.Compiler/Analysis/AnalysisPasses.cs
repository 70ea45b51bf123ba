namespace Iopol.Compiler.Analysis;

/// <summary>The passes every compilation goes through after binding.</summary>
public static class AnalysisPasses
{
    /// <summary>All passes, in order.</summary>
    public static IReadOnlyList<IAnalysisPass> All { get; } = [new MeaningPass()];
}
