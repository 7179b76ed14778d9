using System.Text.Json;
using System.Threading.Channels;
using Orleans.Serialization;

namespace Gateway.Origin.Answers;

/// <summary>What to tell a client of a failure of the gateway's own.</summary>
internal static class Failure
{
    /// <summary>
    /// Whether the same request may go well in a moment: a grain out of reach, storage that cannot be read or written, a
    /// silo that stops. All but the mistakes of code and data, which come back however often one tries: storage and
    /// platform have more ways to fail than can be listed.
    /// </summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.All(MayPass),
        ObjectDisposedException or ChannelClosedException => true,
        ArgumentException or ArithmeticException or FormatException or IndexOutOfRangeException or InvalidCastException
            or InvalidDataException or InvalidOperationException or JsonException or KeyNotFoundException or NotImplementedException
            or NotSupportedException or NullReferenceException or SerializerException or TypeInitializationException => false,
        _ => true,
    };

    /// <summary>Whether a silo is out of reach: once it counts as dead, what it hosts comes up on another.</summary>
    public static bool IsFailover(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.Any(IsFailover),
        OrleansMessageRejectionException or SiloUnavailableException or Orleans.Runtime.Messaging.ConnectionFailedException => true,
        _ => exception.InnerException is { } inner && IsFailover(inner),
    };
}
