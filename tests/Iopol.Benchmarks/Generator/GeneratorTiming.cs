using System.Diagnostics;
using System.Globalization;

namespace Iopol.Benchmarks.Generator;

/// <summary>
/// What source generators cost a compiler that is running, in time of the processor: BenchmarkDotNet knows only time on the clock,
/// which on a machine with other work says little about a first run of 100 ms.
/// </summary>
internal static class GeneratorTiming
{
    /// <summary>The argument that asks for this instead of a benchmark.</summary>
    public const string Argument = "generator";

    private const int Processes = 9;
    private const int WarmEdits = 600;
    private const int Edits = 300;

    /// <summary>Measures, or measures one cold run where the second argument says of whom.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Length > 1)
        {
            Console.WriteLine(Cold(Project(arguments[1])).ToString(CultureInfo.InvariantCulture));
            return 0;
        }

        string[] names = [nameof(PolicyProject), nameof(JsonProject)];
        Show("cold run", names, Rows(names, Processes, name => Child(name)));
        GeneratorProject[] projects = [.. names.Select(Project)];
        foreach (GeneratorProject project in projects)
        {
            project.WarmRoslyn();
            Console.WriteLine($"{project.GetType().Name}: {project.Run()} characters of C#");
        }

        int edits = 0;
        Show("own edit", names, Edit((project, edit) => project.EditOwn(edit)));
        Show("unrelated edit of C#", names, Edit((project, edit) => project.EditOther(edit)));
        return 0;

        double[][] Edit(Action<GeneratorProject, int> edit)
        {
            double[][] times = Rows(projects, WarmEdits + Edits, project =>
            {
                edit(project, ++edits);
                return Time(project);
            });
            return [.. times.Select(t => t[WarmEdits..])];
        }
    }

    private static GeneratorProject Project(string name) => name == nameof(PolicyProject) ? new PolicyProject() : new JsonProject();

    private static double Cold(GeneratorProject project)
    {
        project.WarmRoslyn();
        return Time(project);
    }

    private static double Time(GeneratorProject project)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        project.Run();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Child(string name)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Argument, name]) { RedirectStandardOutput = true })!;
        string answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    // In turn, so that what else the machine does falls on all alike.
    private static double[][] Rows<T>(T[] subjects, int rounds, Func<T, double> time)
    {
        double[][] times = [.. subjects.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int s = 0; s < subjects.Length; s++) times[s][round] = time(subjects[s]);
        }

        return times;
    }

    private static void Show(string what, string[] names, double[][] times)
    {
        for (int i = 0; i < names.Length; i++)
        {
            double[] sorted = [.. times[i].Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-22} {names[i],-14} least {sorted[0],8:F3} ms  median {sorted[sorted.Length / 2],8:F3} ms"));
        }
    }
}
