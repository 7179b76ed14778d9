using System.Text.Json;

namespace Gateway.Benchmarks.Edge.Load;

/// <summary>A load in a process of its own, so that no other work of the benchmark stands in its way: <c>load …</c>.</summary>
internal static class LoadCommand
{
    public const string Word = "load";

    /// <summary>Carries out the plan in the arguments and writes its result as JSON.</summary>
    public static int Run(string[] arguments)
    {
        var result = new LoadRun(LoadPlan.Parse(arguments)).Run();
        using var output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, result);
        return 0;
    }

    /// <summary>Starts a process with the plan, bound to the load's processor, and waits for its result.</summary>
    public static async Task<LoadResult> Start(LoadPlan plan, CancellationToken cancellation)
    {
        var arguments = Cpus.Start(Cpus.Load, ["dotnet", typeof(LoadCommand).Assembly.Location, Word, .. plan.Arguments()]);
        return JsonSerializer.Deserialize<LoadResult>(await Tool.Output(Cpus.Starter, arguments, cancellation)) ?? throw new InvalidOperationException("The load said nothing.");
    }
}
