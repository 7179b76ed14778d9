using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Gateway.Commands.Import;

namespace Gateway.Commands;

/// <summary>The command line. Without a command it runs the gateway, and all options are settings.</summary>
internal static class GatewayCommandLine
{
    /// <summary>The settings that a command line may hold, by their first part: others are slips of the hand.</summary>
    internal static readonly string[] Settings = ["Gateway", "urls", "ReverseProxy", "Logging", "Kestrel", "environment"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("""
            Gateway: a syndication gateway and feed proxy.

            Without a command it runs everything in one process: http://127.0.0.1:8080, with its data in ./data. Settings come
            from appsettings.json, the environment (Gateway__PublicUrl) and the command line (--Gateway:PublicUrl=...).

            Examples:
              gateway
              gateway --urls http://0.0.0.0:80 --Gateway:PublicUrl=https://news.example.org
              gateway import --sample
              gateway backup /var/backups/gateway
              gateway health

            Exit codes: 0 stopped as asked; 1 could not start or broke; 2 wrong arguments; 78 mistakes in the settings, one
            line each.
            """)
        {
            ImportCommand.Create(),
            BackupCommand.Create(),
            HealthCommand.Create(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction help } option)
            option.Action = new SettingsHelp(help);
        root.SetAction((result, _) => Mistake(result.UnmatchedTokens) is { } mistake ? Refuse(mistake) : RunCommand.RunAsync(result.UnmatchedTokens));
        var parsed = root.Parse(arguments);
        // The gateway and the import act upon signals themselves; the others are simply cancelled.
        var own = parsed.CommandResult.Command.Name is not ("backup" or "health");
        var status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = own ? null : TimeSpan.FromSeconds(10) });
        // Whoever asks for help has not given the arguments yet.
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : status;
    }

    // "--key=value", or "--key" and its value: anything else is a command that does not exist.
    private static string? Mistake(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (!token.StartsWith("--", StringComparison.Ordinal))
                return $"\"{token}\" is neither a command nor a setting; see --help.";

            var end = token.IndexOf('=', StringComparison.Ordinal);
            var key = end < 0 ? token[2..] : token[2..end];
            if (!Settings.Contains(key.Split(':', 2)[0], StringComparer.OrdinalIgnoreCase))
                return $"\"--{key}\" is not a setting; see --help.";
            if (end < 0 && ++i == tokens.Count)
                return $"\"--{key}\" has no value.";
        }

        return null;
    }

    private static async Task<int> Refuse(string mistake)
    {
        await Console.Error.WriteLineAsync(mistake);
        return ExitCode.Usage;
    }
}
