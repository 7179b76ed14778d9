using System.Globalization;

namespace Gateway.Hosting;

/// <summary>
/// How many threads watch the sockets: one per processor, as cached hits are answered there. By default the runtime has one
/// for thirty processors, which is enough where all that it does is to hand events on.
/// </summary>
/// <remarks>The runtime reads it from the environment before the first socket, for the whole process.</remarks>
internal static class SocketThreads
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>Sets it, unless the operator's environment does.</summary>
    public static void Provide()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null or "")
            Environment.SetEnvironmentVariable(Variable, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
    }
}
