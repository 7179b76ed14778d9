using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Storage;
using Microsoft.AspNetCore.Connections;
using Orleans.Runtime.Messaging;

namespace Gateway.Hosting.Logging;

/// <summary>
/// Failures of what surrounds a process: another silo, the network, the storage. Where in the code they were met says nothing; what
/// was met, in the words of each exception from the outermost in, says all.
/// </summary>
internal static class Surroundings
{
    private const int Longest = 300;

    /// <summary>One line for such a failure; none for any other, which somebody will have to find in the code.</summary>
    public static bool TryDescribe(Exception exception, [NotNullWhen(true)] out string? brief)
    {
        brief = null;
        var (words, messages) = (new List<string>(), new List<string>());
        var isFound = false;
        for (var e = exception; e is not null; e = e is AggregateException { InnerExceptions: [.., var last] } ? last : e.InnerException)
        {
            isFound |= IsOne(e);
            if (e is AggregateException)
                continue;
            var line = Line(e.Message);
            if (messages.Exists(m => m.Contains(line, StringComparison.Ordinal)))
                continue;
            messages.Add(line);
            words.Add($"{e.GetType().Name}: {line}");
        }

        if (isFound)
            brief = string.Join(" < ", words);
        return isFound;
    }

    private static bool IsOne(Exception exception) => exception is StorageException or SocketException or IOException or HttpRequestException
        or OperationCanceledException or TimeoutException or AuthenticationException or ConnectionAbortedException or ConnectionResetException
        or ConnectionFailedException or SiloUnavailableException or OrleansMessageRejectionException or StartFailure
        // Of a library that only Gateway.Storage knows; of one that keeps it to itself.
        || exception.GetType().FullName is "Azure.RequestFailedException" or "Orleans.Networking.Shared.SocketConnectionException";

    private static string Line(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        var line = end >= 0 ? message[..end] : message;
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
