using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>health</c>: asks the gateway of this machine whether it serves.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "The address of its management listener. Default: as configured (http://127.0.0.1:8081)." };
        var command = new Command("health", """
            Ask the gateway of this machine whether it serves, by /readyz of its management listener.

            Needs no shell and no other program: it is the health check of containers that have neither.

            Exit codes: 0 it serves; 1 it does not, not yet, or gave no answer in five seconds; 2 wrong arguments.
            """)
        { url };
        command.SetAction((result, cancellation) => Run(result.GetValue(url), cancellation));
        return command;
    }

    private static async Task<int> Run(string? given, CancellationToken cancellation)
    {
        if (given is not null && !SettingsValidator.IsHttp(given, out _))
        {
            await Console.Error.WriteLineAsync($"--url: \"{given}\" is not an absolute http or https address.");
            return ExitCode.Usage;
        }

        try
        {
            var management = given is null ? GatewayConfiguration.ManagementAddress() : new Uri(given);
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
            using var answer = await client.GetAsync(new Uri(management, "/readyz"), cancellation);
            var word = (await answer.Content.ReadAsStringAsync(cancellation)).TrimEnd();
            await (answer.IsSuccessStatusCode ? Console.Out : Console.Error).WriteLineAsync(word);
            return answer.IsSuccessStatusCode ? ExitCode.Success : ExitCode.Failure;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e is OperationCanceledException ? $"No answer in {Patience.TotalSeconds} seconds." : e.Message);
            return ExitCode.Failure;
        }
    }
}
