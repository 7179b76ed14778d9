using System.Globalization;

namespace Gateway.Benchmarks.Edge.Load;

/// <summary>Requests to send, at instants fixed beforehand or as fast as they are answered.</summary>
internal sealed record LoadPlan
{
    /// <summary>Of the server, on loopback.</summary>
    public required int Port { get; init; }

    /// <summary>The path; <c>{n}</c> in it, and in <see cref="Fields"/>, is the number of the address.</summary>
    public required string Path { get; init; }

    /// <summary>Connections open at once, taken in turn.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Requests per second; 0 for one after the other on each connection.</summary>
    public double Rate { get; init; }

    /// <summary>Requests in all; 0 for as many as fit into <see cref="Seconds"/>.</summary>
    public int Requests { get; init; }

    /// <summary>How long it sends; 0 until all requests are sent.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// Seconds from the start in which it sends as planned and counts no latency: the time that it takes then to compile itself is
    /// the load's, not the server's.
    /// </summary>
    public double WarmUp { get; init; }

    /// <summary>The first number of an address.</summary>
    public int First { get; init; }

    /// <summary>How many addresses there are, asked for in turn.</summary>
    public int Addresses { get; init; } = 1;

    /// <summary>Whether each connection sends the <c>ETag</c> of its last answer, as a feed reader does.</summary>
    public bool Polls { get; init; }

    /// <summary>Request fields, a line each.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The number of requests that fixed instants amount to, or the limit.</summary>
    public int Expected => Requests > 0 ? Requests : (int)(Rate * Seconds);

    public IEnumerable<string> Arguments() =>
        [
            Port.ToString(CultureInfo.InvariantCulture), Path, Connections.ToString(CultureInfo.InvariantCulture), Rate.ToString(CultureInfo.InvariantCulture),
            Requests.ToString(CultureInfo.InvariantCulture), Seconds.ToString(CultureInfo.InvariantCulture), First.ToString(CultureInfo.InvariantCulture),
            Addresses.ToString(CultureInfo.InvariantCulture), WarmUp.ToString(CultureInfo.InvariantCulture), Polls ? "polls" : "reads", .. Fields,
        ];

    public static LoadPlan Parse(string[] arguments) => new()
    {
        Port = int.Parse(arguments[0], CultureInfo.InvariantCulture),
        Path = arguments[1],
        Connections = int.Parse(arguments[2], CultureInfo.InvariantCulture),
        Rate = double.Parse(arguments[3], CultureInfo.InvariantCulture),
        Requests = int.Parse(arguments[4], CultureInfo.InvariantCulture),
        Seconds = double.Parse(arguments[5], CultureInfo.InvariantCulture),
        First = int.Parse(arguments[6], CultureInfo.InvariantCulture),
        Addresses = int.Parse(arguments[7], CultureInfo.InvariantCulture),
        WarmUp = double.Parse(arguments[8], CultureInfo.InvariantCulture),
        Polls = arguments[9] is "polls",
        Fields = arguments[10..],
    };
}
