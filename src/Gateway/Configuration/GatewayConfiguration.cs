using System.Globalization;
using System.Text.Json;

namespace Gateway.Configuration;

/// <summary>Where settings come from: defaults, <c>appsettings.json</c>, the environment, the command line; later ones win.</summary>
internal static class GatewayConfiguration
{
    public const string DefaultUrls = "http://127.0.0.1:8080";

    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["urls"] = DefaultUrls,
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Yarp"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["Logging:LogLevel:OpenTelemetry"] = "Warning",
        // Orleans' own retries, which it tells of itself where they come to nothing.
        ["Logging:LogLevel:Polly"] = "None",
        // A busy machine makes any turn long.
        ["Logging:LogLevel:Orleans.Runtime.Scheduler"] = "Error",
        // The gateway itself says why it could not start.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting"] = "None",
        // Server GC, which it recommends, would cost what a gateway on one machine is to spare.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        // Its clock begins at the boot of the machine: the first check always warns.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        // A single silo without a network says of itself what a cluster should hear.
        ["Logging:LogLevel:Orleans.Runtime.MembershipService"] = "Error",
    };

    /// <summary>Reads the settings.</summary>
    /// <param name="arguments"><c>--Key=value</c>, <c>--Key value</c>.</param>
    /// <exception cref="InvalidDataException">A settings file is no JSON object; the message says which, where and why.</exception>
    public static ConfigurationManager Read(IReadOnlyList<string> arguments)
    {
        var configuration = new ConfigurationManager();
        try
        {
            Read(configuration, arguments);
            return configuration;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            configuration.Dispose();
            throw new InvalidDataException(e is InvalidDataException ? $"{e.Message} {Reason(e.GetBaseException())}" : e.Message, e);
        }
    }

    // The library counts lines and bytes from 0, editors from 1.
    private static string Reason(Exception exception) => exception is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? string.Create(CultureInfo.InvariantCulture, $"Line {line + 1}, byte {position + 1}: {exception.Message.Split(" LineNumber:")[0]}")
        : exception.Message;

    private static void Read(ConfigurationManager configuration, IReadOnlyList<string> arguments)
    {
        configuration.AddInMemoryCollection(Defaults);
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Production";
        foreach (var directory in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() }.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal))
        {
            configuration.AddJsonFile(Path.Combine(directory, "appsettings.json"), optional: true, reloadOnChange: false);
            configuration.AddJsonFile(Path.Combine(directory, $"appsettings.{environment}.json"), optional: true, reloadOnChange: false);
        }

        configuration.AddEnvironmentVariables("DOTNET_");
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine([.. arguments]);
    }

    /// <summary>The data directory for a command beside the gateway: as given, else as configured.</summary>
    public static string DataDirectory(string? given)
    {
        if (given is not null)
            return given;

        using var configuration = Read([]);
        return configuration[$"{GatewayOptions.Section}:{nameof(GatewayOptions.DataDirectory)}"] ?? new GatewayOptions().DataDirectory;
    }

    /// <summary>Where a command on this machine asks the management listener: the first address that it is configured to have.</summary>
    /// <exception cref="InvalidDataException">There is none that anybody could know.</exception>
    public static Uri ManagementAddress()
    {
        using var configuration = Read([]);
        const string Key = $"{ManagementOptions.Section}:{nameof(ManagementOptions.Urls)}";
        var urls = configuration[Key] ?? new ManagementOptions().Urls;
        return ListenAddresses.FromThisMachine(urls) ?? throw new InvalidDataException($"{Key}: \"{urls}\" names no port to ask at; give --url.");
    }
}
