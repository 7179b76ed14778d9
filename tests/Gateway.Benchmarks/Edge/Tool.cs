using System.Diagnostics;

namespace Gateway.Benchmarks.Edge;

/// <summary>A program that is needed and may be missing; nothing is installed by itself.</summary>
/// <param name="Name">The program.</param>
/// <param name="Package">The Debian package that has it.</param>
internal sealed record Tool(string Name, string Package)
{
    public static readonly Tool Wrk = new("wrk", "wrk");

    public static readonly Tool Taskset = new("taskset", "util-linux");

    public static readonly Tool Nginx = new("nginx", "nginx-light");

    public static readonly Tool Varnish = new("varnishd", "varnish");

    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"];

    public string? Path => Folders.Select(f => System.IO.Path.Combine(f, Name)).FirstOrDefault(File.Exists);

    /// <summary>Says what is missing, if it is.</summary>
    public bool IsThere(string otherwise)
    {
        if (Path is not null)
            return true;
        Console.WriteLine($"        {Name} is not installed (Debian package {Package}): {otherwise}");
        return false;
    }

    /// <summary>Its standard output; an exception when it fails.</summary>
    public static async Task<string> Output(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {output}{await error}");
    }
}
