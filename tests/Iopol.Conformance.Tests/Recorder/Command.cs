using System.Diagnostics;
using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>What a program printed.</summary>
    /// <param name="folder">Folder it runs in.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="RecorderException">It failed, or took too long.</exception>
    public static string Run(string folder, string program, params string[] arguments)
    {
        string line = $"{program} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(QemuBinary.Find(program) ?? throw new RecorderException($"{program} is not on PATH"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new RecorderException($"{line}: not done after {Limit.TotalMinutes} minutes");
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new RecorderException($"{line}: exit code {process.ExitCode}\n{errors.Result}{output.Result}");
    }
}

/// <summary>Why nothing could be recorded.</summary>
internal sealed class RecorderException(string message) : Exception(message);
