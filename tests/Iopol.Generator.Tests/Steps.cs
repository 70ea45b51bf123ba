using Microsoft.CodeAnalysis;

namespace Iopol.Generator.Tests;

/// <summary>Why the outputs of the generator's steps are what they are, one letter each: N new, M modified, U unchanged though run again, = cached, R removed.</summary>
internal static class Steps
{
    public static void Expect(GeneratorRunResult result, string files, string trees, string units, string policies, string classes) => Assert.Equal(
        (files, trees, units, policies, classes),
        (Reasons(result, PolicyGenerator.FilesStep), Reasons(result, PolicyGenerator.TreesStep), Reasons(result, PolicyGenerator.UnitsStep), Reasons(result, PolicyGenerator.PoliciesStep), Reasons(result, PolicyGenerator.ClassesStep)));

    private static string Reasons(GeneratorRunResult result, string step) =>
        string.Concat(result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => Letter(o.Reason)));

    private static char Letter(IncrementalStepRunReason reason) => reason switch
    {
        IncrementalStepRunReason.New => 'N',
        IncrementalStepRunReason.Modified => 'M',
        IncrementalStepRunReason.Unchanged => 'U',
        IncrementalStepRunReason.Cached => '=',
        IncrementalStepRunReason.Removed => 'R',
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
