namespace Gateway.Tests.Deployment;

/// <summary>Environment variables of a container, as the gateway's settings.</summary>
internal static class DeployedVariables
{
    /// <summary>Those that others read: the runtime, ASP.NET Core before the gateway, Azure's library of identities.</summary>
    public static readonly string[] OfOthers = ["ASPNETCORE_HTTP_PORTS", "DOTNET_EnableDiagnostics", "AZURE_CLIENT_ID"];

    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];

    /// <summary>The command line that says the same.</summary>
    public static string[] ToArguments(IEnumerable<KeyValuePair<string, string>> environment) =>
        [.. environment.Where(v => !OfOthers.Contains(v.Key, StringComparer.Ordinal)).Select(v => $"--{Key(v.Key)}={v.Value}")];

    private static string Key(string name) =>
        (Prefixes.FirstOrDefault(p => name.StartsWith(p, StringComparison.Ordinal)) is { } prefix ? name[prefix.Length..].ToLowerInvariant() : name).Replace("__", ":", StringComparison.Ordinal);
}
