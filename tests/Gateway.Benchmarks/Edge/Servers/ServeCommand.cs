using System.Globalization;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>The servers of the comparison that are ours, each a process of its own: <c>serve KIND PORT FOLDER [UPSTREAM]</c>.</summary>
internal static class ServeCommand
{
    public const string Word = "serve";

    public static async Task<int> Run(string[] arguments)
    {
        var port = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        if (arguments[0] is "sockets")
        {
            SocketLoopServer.Run(port, arguments[2]);
            return 0;
        }

        await using var server = arguments[0] switch
        {
            "kestrel" => ReplayServer.Build(port, arguments[2], tuned: false),
            "kestrel-tuned" => ReplayServer.Build(port, arguments[2], tuned: true),
            "kestrel-changing" => ReplayServer.Build(port, arguments[2], tuned: true, changesPerSecond: 5),
            "output-caching" => OutputCachingServer.Build(port, arguments[2]),
            "site" => SiteServer.Build(port, arguments[2]),
            _ => throw new NotSupportedException($"There is no server '{arguments[0]}'."),
        };
        await server.RunAsync();
        return 0;
    }
}
